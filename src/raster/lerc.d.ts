/** The part of lerc 3.0.0 that is used; the package has no types of its own. */
declare module 'lerc' {
  const lerc: {
    decode(
      bytes: ArrayBuffer,
      options: { readonly returnPixelInterleavedDims: boolean },
    ): {
      readonly pixels: readonly (
        | Uint8Array<ArrayBuffer>
        | Int8Array<ArrayBuffer>
        | Uint16Array<ArrayBuffer>
        | Int16Array<ArrayBuffer>
        | Uint32Array<ArrayBuffer>
        | Int32Array<ArrayBuffer>
        | Float32Array<ArrayBuffer>
        | Float64Array<ArrayBuffer>
      )[];
      /** One byte per pixel, 0 where invalid; absent where all are valid. */
      readonly mask?: Uint8Array | null;
    };
  };
  export default lerc;
}
