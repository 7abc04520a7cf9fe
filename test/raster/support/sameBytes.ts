/** Bit by bit, −0 and NaN included: where arrays of many thousand numbers differ, `toEqual` prints for minutes. */
export function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const bytesOf = (view: ArrayBufferView): Buffer => Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  return bytesOf(a).equals(bytesOf(b));
}
