/** Fetches an input by reference from an allow-listed host, and from nowhere else. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { DomainError } from '../core/errors.ts';
import { mediaTypeOf } from './negotiate.ts';
import { parseJson } from './readJson.ts';

type ResolveHost = (hostname: string) => Promise<LookupAddress[]>;

const maxBytes = 5_000_000;
const timeoutMs = 10_000;

/**
 * The JSON document at a URL.
 *
 * An exact entry of the list (`host` or `host:port`) is trusted wherever it resolves to. Hosts that only match
 * `*.domain` must resolve to public addresses, checked on the very address that is connected to.
 * @throws {DomainError} 'href-refused' for any other host, a redirect, too much, too slow, or anything but JSON
 */
export async function fetchReference(
  url: URL,
  allowList: readonly string[],
  signal: AbortSignal,
  resolveHost: ResolveHost = (hostname) => lookup(hostname, { all: true }),
): Promise<unknown> {
  const trust = trustIn(url, allowList);
  if (trust === null) throw refuse(url, `host ${url.host} is not on this service's list of allowed hosts`);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const response = await get(url, limited, trust === 'public-only' ? lookupPublic(resolveHost) : null);
  try {
    if (response.statusCode !== 200) throw refuse(url, `it answers ${response.statusCode}; redirects are not followed`);
    const type = mediaTypeOf(response.headers['content-type']);
    if (type !== 'application/json' && !type.endsWith('+json')) {
      throw refuse(url, `it is ${type || 'of no stated type'}; only JSON can be an input by reference`);
    }
    return parseJson(await readText(url, response), 'The document');
  } catch (error) {
    if (error instanceof DomainError && error.code === 'href-refused') throw error;
    throw refuse(url, error instanceof Error ? error.message : String(error), error);
  } finally {
    response.destroy();
  }
}

function trustIn(url: URL, allowList: readonly string[]): 'any-address' | 'public-only' | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.username !== '' || url.password !== '') return null;
  if (allowList.some((entry) => entry === url.host || entry === url.hostname)) return 'any-address';
  return allowList.some((entry) => entry.startsWith('*.') && url.hostname.endsWith(entry.slice(1)))
    ? 'public-only'
    : null;
}

function get(url: URL, signal: AbortSignal, lookupChecked: LookupFunction | null): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = { Accept: 'application/json' };
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(error instanceof DomainError ? error : refuse(url, error.message, error));
    // An IP literal never reaches the lookup.
    if (lookupChecked !== null && isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) {
      fail(new Error('an address instead of a name'));
      return;
    }
    const options = lookupChecked === null ? { headers, signal } : { headers, signal, lookup: lookupChecked };
    send(url, options, resolve).on('error', fail).end();
  });
}

async function readText(url: URL, response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const part: Uint8Array = chunk;
    bytes += part.byteLength;
    if (bytes > maxBytes) throw refuse(url, `it has more than ${maxBytes} bytes`);
    chunks.push(part);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

/** Name resolution that yields public addresses only, so that what is checked is what is connected to. */
function lookupPublic(resolveHost: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolveHost(hostname).then(
      (addresses) => {
        const hidden = addresses.find(({ address }) => !isPublicAddress(address));
        const first = addresses[0];
        if (hidden !== undefined || first === undefined) {
          callback(new Error(`${hostname} resolves to ${hidden?.address ?? 'nothing'}, which is not public`), '', 0);
        } else if (options.all === true) {
          callback(null, addresses);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: Error) => callback(error, '', 0),
    );
  };
}

export function isPublicAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  return !hiddenAddresses.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

/** IANA special-purpose ranges that are not reachable from everywhere (RFC 6890 and its updates). */
const hiddenAddresses = listHiddenAddresses();

function listHiddenAddresses(): BlockList {
  const list = new BlockList();
  const ipv4 = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'];
  const more = ['192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'];
  const ipv6 = ['::/127', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', 'fc00::/7', 'fe80::/10', 'ff00::/8'];
  for (const range of [...ipv4, ...more]) addRange(list, range, 'ipv4');
  for (const range of ipv6) addRange(list, range, 'ipv6');
  return list;
}

function addRange(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [network = '', prefix] = range.split('/');
  list.addSubnet(network, Number(prefix), family);
}

function refuse(url: URL, reason: string, cause?: unknown): DomainError {
  return new DomainError(
    'href-refused',
    `Cannot use ${url.href} as an input: ${reason}. Send the value itself, or upload it here first.`,
    { href: url.href },
    { cause },
  );
}
