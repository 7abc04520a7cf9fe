/** Bytes to text. A byte order mark or valid UTF-8 decides; otherwise GBK, CP1251 and CP1252 are weighed by their letters. */
import iconv from 'iconv-lite';
import { DomainError } from '../core/errors.ts';
import { notATable } from './sniff.ts';

export interface DecodedText {
  readonly text: string;
  /** utf-8, utf-16le, utf-16be, gbk, cp1251, windows-1252, or the one that was given. */
  readonly encoding: string;
}

/** How much of a file is weighed: enough letters for a verdict, few enough to be quick. */
const weighedBytes = 1 << 18;

/**
 * @param encoding overrides the detection; any name that iconv knows
 * @throws {DomainError} 'table-unreadable' where the bytes are no text or the encoding cannot be told;
 * 'invalid-input' for an unknown encoding
 */
export function decodeText(bytes: Uint8Array, encoding?: string): DecodedText {
  const chosen = encoding?.toLowerCase() ?? detectEncoding(bytes);
  if (!iconv.encodingExists(chosen)) {
    throw new DomainError(
      'invalid-input',
      `Expected an encoding such as utf-8, gbk or cp1251; found ${JSON.stringify(encoding)}`,
      { encoding },
    );
  }
  const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), chosen);
  // A file may hold U+FFFD itself only where it is valid UTF-8.
  if (text.includes('\ufffd') && !(chosen === 'utf-8' && isUtf8(bytes))) throw notInEncoding(text, chosen);
  if (text.includes('\0')) throw notATable('binary data');
  return { text, encoding: chosen };
}

function detectEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, weighedBytes);
  if (sample.includes(0)) return utf16WithoutMark(sample);
  if (isUtf8(bytes)) return 'utf-8';
  const other = firstOtherBytes(bytes);
  const gbk = gbkPlausibility(other);
  const cp1251 = cp1251Plausibility(other);
  const isEither = Math.max(gbk, cp1251) >= 0.6;
  if (isEither && Math.abs(gbk - cp1251) >= 0.1) return gbk > cp1251 ? 'gbk' : 'cp1251';
  if (!isEither && isWestern(other)) return 'windows-1252';
  throw new DomainError(
    'table-unreadable',
    'Expected text in UTF-8, UTF-16, GBK, CP1251 or Windows-1252; the letters fit none of them surely. Save the table as UTF-8, or name its encoding',
    { gbk, cp1251 },
  );
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Tables hold mostly ASCII, so in UTF-16 nearly every second byte is 0. */
function utf16WithoutMark(sample: Uint8Array): string {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < sample.length; i++) {
    if (sample[i] !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  const half = sample.length / 2;
  if (odd > half * 0.4 && even < half * 0.01) return 'utf-16le';
  if (even > half * 0.4 && odd < half * 0.01) return 'utf-16be';
  throw notATable('binary data');
}

/** The part of a file that starts at the first line with a byte above 127. */
function firstOtherBytes(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte > 127);
  const lineStart = bytes.lastIndexOf(10, first) + 1;
  return Buffer.from(bytes.subarray(lineStart, lineStart + weighedBytes));
}

/** Share of the bytes above 127 that stand in pairs of everyday Chinese (GB 2312, level 1) or its punctuation. */
function gbkPlausibility(bytes: Buffer): number {
  let total = 0;
  let everyday = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i]!;
    if (lead < 128) continue;
    const trail = bytes[i + 1] ?? 0;
    total += trail > 127 ? 2 : 1;
    const common = trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3));
    if (common) everyday += 2;
    i++;
  }
  return everyday / total;
}

/** Share of the bytes above 127 that are Cyrillic letters in words as Russian writes them, or signs such as °. */
function cp1251Plausibility(bytes: Buffer): number {
  const words = iconv.decode(bytes, 'cp1251').match(/[\p{L}\u0080-\uffff]+/gu) ?? [];
  let total = 0;
  let plausible = 0;
  for (const word of words) {
    const other = word.replace(/[^\u0080-\uffff]/g, '').length;
    total += other;
    // ноль, Ноль, НОЛЬ; never нОЛь, and no Latin letter inside.
    if (/^[°±№«»–—\u00a0]*(?:[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+)?[°±№«»–—\u00a0]*[CС]?$/u.test(word)) plausible += other;
  }
  return plausible / total;
}

/** Words of German, French and Nordic letters: Länge, Tromsø, KÄLTE; never LänGE. */
const westernWord = /^(?:\p{Lu}?[a-zäöüßàâæçéèêëîïñóôœùûÿåøíáµ]*|[A-ZÄÖÜÀÂÆÇÉÈÊËÎÏÔŒÙÛÅØ]+)$/u;
const otherThanSigns = /[^\p{L}\0-\x7f°±²³«»–—’“”\u00a0]/u;

/** Whether all letters above 127 are in words as Western languages write them, at least one beside letters of ASCII. */
function isWestern(bytes: Buffer): boolean {
  const text = iconv.decode(bytes, 'windows-1252');
  const foreign = (text.match(/\p{L}+/gu) ?? []).filter((word) => /[^\0-\x7f]/.test(word));
  const spelt = foreign.some((word) => /[a-z]/i.test(word)) && foreign.every((word) => westernWord.test(word));
  return spelt && !otherThanSigns.test(text);
}

function notInEncoding(text: string, encoding: string): DomainError {
  const line = text.slice(0, text.indexOf('\ufffd')).split('\n').length;
  return new DomainError(
    'table-unreadable',
    `Expected text in ${encoding}, found bytes in line ${line} that it does not have: name the right encoding, or save the table as UTF-8`,
    { encoding, line },
  );
}
