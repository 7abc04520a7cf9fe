/**
 * TIFF's LZW: codes of 9 to 12 bits, most significant bit first, widened one code early.
 * @source TIFF Revision 6.0, section 13, and the order of events of libtiff for full tables
 */

const clearCode = 256;
const endCode = 257;
const firstFree = 258;
const tableSize = 4096;

/**
 * @param maxBytes decoding stops there; the rest is never expanded
 * @returns at most maxBytes bytes; fewer where the stream ends before
 * @throws {Error} on a code that cannot stand at its place
 */
export function decodeLzw(source: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
  if (source[0] === 0 && (source[1]! & 1) === 1) throw new Error('LZW of the old kind, least significant bit first');
  const out = new Uint8Array(maxBytes);
  // A table entry is a stretch of what was already written: its start and its length.
  const starts = new Uint32Array(tableSize);
  const lengths = new Uint32Array(tableSize);
  let next = firstFree;
  let bits = 9;
  let held = 0;
  let heldBits = 0;
  let read = 0;
  let written = 0;
  let previousStart = 0;
  let previousLength = 0;
  while (written < maxBytes) {
    while (heldBits < bits) {
      if (read >= source.length) return out.subarray(0, written);
      held = ((held << 8) | source[read++]!) & 0xffffff;
      heldBits += 8;
    }
    heldBits -= bits;
    const code = (held >>> heldBits) & ((1 << bits) - 1);
    if (code === endCode) break;
    if (code === clearCode) {
      next = firstFree;
      bits = 9;
      previousLength = 0;
      continue;
    }
    // The new entry is the previous string and the byte after it in the output, which this code is about to write.
    if (previousLength > 0 && next < tableSize) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next++;
      if (next === (1 << bits) - 1 && bits < 12) bits++;
    }
    const start = written;
    if (code < clearCode) {
      out[written++] = code;
    } else {
      if (code >= next || code < firstFree) throw new Error(`LZW code ${code} before it is defined`);
      const from = starts[code]!;
      const end = Math.min(lengths[code]!, maxBytes - written);
      for (let i = 0; i < end; i++) out[written + i] = out[from + i]!;
      written += end;
    }
    previousStart = start;
    previousLength = written - start;
  }
  return out.subarray(0, written);
}
