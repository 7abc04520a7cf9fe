/** Bit by bit, −0 and NaN included: where arrays of many thousand numbers differ, `toEqual` prints for minutes. */
export function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return bytesOf(a).equals(bytesOf(b));
}

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
