/** The number types that a band is read into. */
export type BandType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';

export type RawArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

const constructors = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export function isRawArray(value: unknown): value is RawArray {
  return Object.values(constructors).some((Constructor) => value instanceof Constructor);
}

export function createRawArray(type: BandType, length: number): RawArray {
  return new constructors[type](length);
}

/** The same bytes as numbers, in this machine's byte order; copied only where they lie misaligned. */
export function viewAs(type: BandType, bytes: Uint8Array<ArrayBuffer>): RawArray {
  const Constructor = constructors[type];
  const size = Constructor.BYTES_PER_ELEMENT;
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new Constructor(aligned.buffer, aligned.byteOffset, aligned.byteLength / size);
}
