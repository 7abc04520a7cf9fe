import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchReference, isPublicAddress } from '../../src/http/fetchReference.ts';

let server: Server;
let host: string;
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/json') response.setHeader('Content-Type', 'application/geo+json').end('{"a": 1}');
    else if (request.url === '/redirect') response.writeHead(302, { Location: '/json' }).end();
    else if (request.url === '/large') {
      response.setHeader('Content-Type', 'application/json').end(`"${'x'.repeat(5_000_000)}"`);
    } else if (request.url === '/broken') response.setHeader('Content-Type', 'application/json').end('{');
    else if (request.url === '/text') response.setHeader('Content-Type', 'text/plain').end('1');
    // Everything else is never answered.
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  host = typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : '';
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, allowList: readonly string[], signal = AbortSignal.timeout(20_000)): Promise<unknown> =>
  fetchReference(new URL(`http://${host}${path}`), allowList, signal);

describe('fetchReference', () => {
  it('gives the JSON of a host that is named in the list, even a private one', async () => {
    expect(await get('/json', [host])).toEqual({ a: 1 });
    expect(await get('/json', ['127.0.0.1'])).toEqual({ a: 1 });
  });

  it('asks no host that is not in the list', async () => {
    asked = [];
    for (const list of [[], ['example.org'], [`${host}0`], ['*.org'], ['*']]) {
      await expect(get('/json', list)).rejects.toMatchObject({ code: 'href-refused' });
    }
    expect(asked).toEqual([]);
  });

  it('refuses a name that only matches a pattern where any of its addresses is not public', async () => {
    asked = [];
    const url = new URL(`http://data.example.org:${host.split(':')[1]}/json`);
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::1'], []]) {
      const resolved = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      const answer = fetchReference(url, ['*.example.org'], AbortSignal.timeout(20_000), async () => resolved);
      await expect(answer).rejects.toThrow('which is not public');
    }
    await expect(get('/json', ['*.0.0.1'])).rejects.toThrow('an address instead of a name');
    expect(asked).toEqual([]);
  });

  it.each([
    ['/redirect', 'redirects are not followed'],
    ['/large', 'more than 5000000 bytes'],
    ['/broken', 'JSON'],
    ['/text', 'text/plain'],
  ])('refuses %s: %s', async (path, reason) => {
    await expect(get(path, [host])).rejects.toThrow(reason);
  });

  it('ends with the request that asked for it', async () => {
    const controller = new AbortController();
    const answer = get('/never', [host], controller.signal);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'href-refused' });
  });

  it('refuses URLs with passwords and other schemes', async () => {
    for (const url of [`http://user:secret@${host}/json`, `ftp://${host}/json`]) {
      await expect(fetchReference(new URL(url), [host], AbortSignal.timeout(1000))).rejects.toThrow();
    }
  });
});

describe('isPublicAddress', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '224.0.0.1',
  ])('is false for %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('is true for %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});
