/** @source TIFF Revision 6.0, section 9 @returns at most maxBytes bytes; fewer where the stream ends before */
export function decodePackBits(source: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(maxBytes);
  let written = 0;
  let read = 0;
  while (read < source.length && written < maxBytes) {
    const control = source[read++]!;
    if (control < 128) {
      const run = source.subarray(read, read + Math.min(control + 1, maxBytes - written));
      out.set(run, written);
      written += run.length;
      read += control + 1;
    } else if (control > 128 && read < source.length) {
      const end = Math.min(maxBytes, written + 257 - control);
      out.fill(source[read++]!, written, end);
      written = end;
    }
  }
  return out.subarray(0, written);
}
