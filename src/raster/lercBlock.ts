/**
 * Blocks in LERC, Esri's limited error raster compression. The package decodes; what it does not do is to check the
 * header before it allocates, to stop on a size of zero, and to give invalid pixels a value.
 */
import Lerc from 'lerc';
import { decompress } from './decompress.ts';
import type { BandType, RawArray } from './bandType.ts';
import type { BlockLayout } from './blockLayout.ts';

/** LERC's numbers of data types. */
const types: readonly BandType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

/** Second value of the LERC parameters tag: what was applied on top. */
const wrappers = ['none', 'deflate', 'zstd'] as const;

/**
 * @param rows    rows that the block holds
 * @param wrapper 0 none, 1 DEFLATE, 2 ZSTD
 * @returns rows × block width × samples per pixel; NaN where the block's mask says invalid
 * @throws {Error} where the block is damaged, or has invalid pixels of a type that has no NaN
 */
export function decodeLerc(
  bytes: Uint8Array<ArrayBuffer>,
  layout: BlockLayout,
  rows: number,
  wrapper: number,
): RawArray {
  const scheme = wrappers[wrapper];
  if (scheme === undefined) throw new Error(`LERC with an unknown second compression (${wrapper})`);
  // LERC stores at most the plain values, a bit mask and a header.
  const plainBytes = rows * layout.rowBytes;
  const blob = decompress(scheme, bytes, plainBytes * 2 + 4096);
  const blobBytes = checkHeader(blob, layout, rows);
  const exact = blob.buffer.slice(blob.byteOffset, blob.byteOffset + blobBytes);
  const { pixels, mask } = Lerc.decode(exact, { returnPixelInterleavedDims: true });
  const values = pixels[0];
  if (values === undefined || values.byteLength !== plainBytes) throw new Error('LERC gave an unexpected size');
  if (mask !== undefined && mask !== null) applyMask(values, mask, layout.samplesPerPixel);
  return values;
}

/** Version 3 brought the checksum that is relied on; 5 is the newest that the decoder knows. */
function checkHeader(blob: Uint8Array<ArrayBuffer>, layout: BlockLayout, rows: number): number {
  if (blob.length < 66 || Buffer.from(blob.subarray(0, 6)).toString('latin1') !== 'Lerc2 ') {
    throw new Error('not a LERC 2 block');
  }
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const version = view.getInt32(6, true);
  if (version < 3 || version > 5) throw new Error(`LERC 2 of version ${version}; versions 3 to 5 are read`);
  const depths = version >= 4 ? view.getUint32(22, true) : 1;
  const rest = version >= 4 ? 26 : 22;
  const found = `${view.getUint32(18, true)} × ${view.getUint32(14, true)} × ${depths}`;
  const expected = `${layout.blockWidthPx} × ${rows} × ${layout.samplesPerPixel}`;
  if (found !== expected) throw new Error(`a LERC block of ${found} where ${expected} is expected`);
  const type = types[view.getInt32(rest + 12, true)];
  if (type !== layout.sample.type) throw new Error(`a LERC block of ${type} where ${layout.sample.type} is expected`);
  const blobBytes = view.getInt32(rest + 8, true);
  if (blobBytes < 66 || blobBytes > blob.length) throw new Error(`a LERC block that claims ${blobBytes} bytes`);
  return blobBytes;
}

function applyMask(values: RawArray, mask: Uint8Array, samplesPerPixel: number): void {
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] !== 0) continue;
    if (!(values instanceof Float32Array || values instanceof Float64Array)) {
      throw new Error('LERC with invalid pixels in integers, for which TIFF readers have no common value');
    }
    values.fill(Number.NaN, pixel * samplesPerPixel, (pixel + 1) * samplesPerPixel);
  }
}
