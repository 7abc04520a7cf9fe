/** Small TIFFs by hand, so that every trap of the format can be laid out without another program. */
import { deflateSync, zstdCompressSync } from 'node:zlib';

export type SampleKind = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64' | 'int64';

/** A tag: TIFF field type and values, or text. */
export interface BuiltTag {
  readonly tag: number;
  readonly type: 'short' | 'long' | 'double' | 'ascii';
  readonly values: readonly number[] | string;
}

export interface BuiltImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly kind: SampleKind;
  /** Band by band, each row-major, length width × height. */
  readonly bands: readonly (readonly number[])[];
  readonly compression?: 'none' | 'deflate' | 'zstd';
  readonly predictor?: 1 | 2 | 3;
  /** Tile size; absent for strips. */
  readonly tile?: readonly [widthPx: number, heightPx: number];
  readonly rowsPerStrip?: number;
  readonly planar?: boolean;
  /** Numbers of blocks that are left out: offset and byte count 0. */
  readonly sparse?: readonly number[];
  /** Replaces or adds tags; `values` of length 0 removes one. */
  readonly tags?: readonly BuiltTag[];
  /** Replaces the stored bytes of every block. */
  readonly storedBlock?: Uint8Array;
}

export interface BuiltFile {
  readonly bigEndian?: boolean;
  readonly bigTiff?: boolean;
}

const sampleBytes = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  float64: 8,
  int64: 8,
} as const;
const formats = { uint8: 1, int8: 2, uint16: 1, int16: 2, uint32: 1, int32: 2, float32: 3, float64: 3, int64: 2 };
const schemes = { none: 1, deflate: 8, zstd: 50000 };
const fieldTypes = { ascii: 2, short: 3, long: 4, double: 12 };

/** @returns the bytes of a TIFF whose directories are these images in order */
export function buildTiff(images: readonly BuiltImage[], file: BuiltFile = {}): Uint8Array {
  const parts: Buffer[] = [header(file)];
  let position = parts[0]!.length;
  const append = (bytes: Buffer): number => {
    const at = position;
    parts.push(bytes);
    position += bytes.length;
    return at;
  };
  const patches: { readonly at: number; readonly value: number }[] = [];
  let pointerAt = file.bigTiff === true ? 8 : 4;
  for (const image of images) {
    const stored = blocksOf(image, file);
    const places = stored.map((block) => (block === null ? 0 : append(block)));
    const tags = tagsOf(
      image,
      places,
      stored.map((block) => block?.length ?? 0),
    );
    const entries = tags.map((tag) => ({ ...tag, at: placeValues(tag, file, append) }));
    const at = append(directory(entries, file));
    patches.push({ at: pointerAt, value: at });
    pointerAt = position - (file.bigTiff === true ? 8 : 4);
  }
  const bytes = Buffer.concat(parts);
  for (const { at, value } of patches) writeOffset(bytes, at, value, file);
  return bytes;
}

function header(file: BuiltFile): Buffer {
  const bytes = Buffer.alloc(file.bigTiff === true ? 16 : 8);
  bytes.write(file.bigEndian === true ? 'MM' : 'II', 'latin1');
  write16(bytes, 2, file.bigTiff === true ? 43 : 42, file);
  if (file.bigTiff === true) write16(bytes, 4, 8, file);
  return bytes;
}

function blocksOf(image: BuiltImage, file: BuiltFile): (Buffer | null)[] {
  const { widthPx, heightPx, bands, planar = false } = image;
  const [blockWidth, blockHeight] = image.tile ?? [widthPx, image.rowsPerStrip ?? heightPx];
  const stored: (Buffer | null)[] = [];
  for (const group of planar ? bands.map((band) => [band]) : [bands]) {
    for (let top = 0; top < heightPx; top += blockHeight) {
      const rows = image.tile === undefined ? Math.min(blockHeight, heightPx - top) : blockHeight;
      for (let left = 0; left < widthPx; left += blockWidth) {
        const values: number[] = [];
        for (let y = top; y < top + rows; y++) {
          for (let x = left; x < left + blockWidth; x++) {
            // What a tile holds beyond the image must never be read: 99 shows where it is.
            for (const band of group) values.push(x < widthPx && y < heightPx ? band[y * widthPx + x]! : 99);
          }
        }
        const missing = image.sparse?.includes(stored.length) === true;
        const encoded =
          image.storedBlock === undefined
            ? encode(values, blockWidth * group.length, group.length, image, file)
            : image.storedBlock;
        stored.push(missing ? null : Buffer.from(encoded));
      }
    }
  }
  return stored;
}

function encode(
  values: readonly number[],
  rowLength: number,
  stride: number,
  image: BuiltImage,
  file: BuiltFile,
): Uint8Array {
  const { kind, predictor = 1, compression = 'none' } = image;
  const size = sampleBytes[kind];
  // Predictor 3 has its own byte order whatever the file's.
  const order = predictor === 3 ? { bigEndian: true } : file;
  const plain = predictor === 2 ? differences(values, rowLength, stride, kind) : values;
  const stored = bytesOf(plain, kind, order);
  const bytes = predictor === 3 ? floatingPointPredictor(stored, rowLength, stride, size) : stored;
  return compression === 'deflate' ? deflateSync(bytes) : compression === 'zstd' ? zstdCompressSync(bytes) : bytes;
}

function differences(values: readonly number[], rowLength: number, stride: number, kind: SampleKind): number[] {
  const wrap = 2 ** (8 * sampleBytes[kind]);
  const signed = formats[kind] === 2;
  return values.map((value, i) => {
    if (i % rowLength < stride) return value;
    const difference = (((value - values[i - stride]!) % wrap) + wrap) % wrap;
    return signed && difference >= wrap / 2 ? difference - wrap : difference;
  });
}

function floatingPointPredictor(bytes: Buffer, rowLength: number, stride: number, size: number): Buffer<ArrayBuffer> {
  const out = Buffer.alloc(bytes.length);
  const rowBytes = rowLength * size;
  for (let row = 0; row < bytes.length; row += rowBytes) {
    const planes = Buffer.alloc(rowBytes);
    for (let i = 0; i < rowLength; i++) {
      for (let plane = 0; plane < size; plane++) planes[plane * rowLength + i] = bytes[row + i * size + plane]!;
    }
    for (let i = 0; i < rowBytes; i++) out[row + i] = planes[i]! - (i < stride ? 0 : planes[i - stride]!);
  }
  return out;
}

function short(tag: number, ...values: number[]): BuiltTag {
  return { tag, type: 'short', values };
}

function long(tag: number, values: readonly number[]): BuiltTag {
  return { tag, type: 'long', values };
}

function tagsOf(image: BuiltImage, offsets: readonly number[], counts: readonly number[]): BuiltTag[] {
  const { widthPx, heightPx, kind, bands, tile } = image;
  const perBand = (value: number): number[] => bands.map(() => value);
  const blocks =
    tile === undefined
      ? [long(273, offsets), long(278, [image.rowsPerStrip ?? heightPx]), long(279, counts)]
      : [short(322, tile[0]), short(323, tile[1]), long(324, offsets), long(325, counts)];
  const standard = [
    long(256, [widthPx]),
    long(257, [heightPx]),
    short(258, ...perBand(sampleBytes[kind] * 8)),
    short(259, schemes[image.compression ?? 'none']),
    short(262, 1),
    short(277, bands.length),
    short(284, image.planar === true ? 2 : 1),
    short(317, image.predictor ?? 1),
    short(339, ...perBand(formats[kind])),
    ...blocks,
  ];
  const own = image.tags ?? [];
  return [...standard.filter(({ tag }) => !own.some((other) => other.tag === tag)), ...own]
    .filter(({ values }) => values.length > 0)
    .toSorted((a, b) => a.tag - b.tag);
}

/** Appends values that do not fit into the entry. @returns where they lie, or the values themselves as bytes */
function placeValues(tag: BuiltTag, file: BuiltFile, append: (bytes: Buffer) => number): number | Buffer {
  const values = typeof tag.values === 'string' ? [...Buffer.from(`${tag.values}\0`)] : tag.values;
  const kind = ({ ascii: 'uint8', short: 'uint16', long: 'uint32', double: 'float64' } as const)[tag.type];
  const bytes = bytesOf(values, kind, file);
  return bytes.length <= (file.bigTiff === true ? 8 : 4) ? bytes : append(bytes);
}

function directory(entries: readonly (BuiltTag & { readonly at: number | Buffer })[], file: BuiltFile): Buffer {
  const [countBytes, entryBytes, offsetBytes] = file.bigTiff === true ? ([8, 20, 8] as const) : ([2, 12, 4] as const);
  const bytes = Buffer.alloc(countBytes + entries.length * entryBytes + offsetBytes);
  if (file.bigTiff === true) writeOffset(bytes, 0, entries.length, file);
  else write16(bytes, 0, entries.length, file);
  for (const [i, { tag, type, values, at }] of entries.entries()) {
    const start = countBytes + i * entryBytes;
    const count = typeof values === 'string' ? Buffer.byteLength(values) + 1 : values.length;
    write16(bytes, start, tag, file);
    write16(bytes, start + 2, fieldTypes[type], file);
    writeOffset(bytes, start + 4, count, file);
    const valueAt = start + 4 + offsetBytes;
    if (typeof at === 'number') writeOffset(bytes, valueAt, at, file);
    else at.copy(bytes, valueAt);
  }
  return bytes;
}

/** Numbers in the byte order of the file. */
function bytesOf(values: readonly number[], kind: SampleKind, file: BuiltFile): Buffer<ArrayBuffer> {
  const native = kind === 'int64' ? BigInt64Array.from(values, BigInt) : natives[kind].from(values);
  const bytes = Buffer.from(native.buffer);
  const size = sampleBytes[kind];
  if (file.bigEndian !== true || size === 1) return bytes;
  return bytes[({ 2: 'swap16', 4: 'swap32', 8: 'swap64' } as const)[size]]();
}

const natives = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

function write16(bytes: Buffer, at: number, value: number, file: BuiltFile): void {
  bytesOf([value], 'uint16', file).copy(bytes, at);
}

function writeOffset(bytes: Buffer, at: number, value: number, file: BuiltFile): void {
  if (file.bigTiff === true)
    bytes[file.bigEndian === true ? 'writeBigUInt64BE' : 'writeBigUInt64LE'](BigInt(value), at);
  else bytesOf([value], 'uint32', file).copy(bytes, at);
}
