/**
 * The bytes before the pixels of a Cloud Optimized GeoTIFF: TIFF header, GDAL's structural metadata, and one
 * directory per level. The sizes of all tiles are known by now, so every offset is exact and the choice between
 * TIFF and BigTIFF needs no guess.
 *
 * @source TIFF 6.0; BigTIFF of libtiff; "COG – Cloud Optimized GeoTIFF generator", GDAL, for the structural metadata
 */
import { type Tag, tagTypes } from './cogTags.ts';
import { tags as tagNumbers } from './tags.ts';

export interface Directory {
  /** All tags but TileOffsets and TileByteCounts. */
  readonly tags: readonly Tag[];
  /** Bytes of every tile, band by band, row by row. */
  readonly tileBytes: Uint32Array;
}

/** Before each tile stands its size, after it its last four bytes again. */
export const tileLeaderBytes = 4;
export const tileTrailerBytes = 4;

const structure =
  'LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n' +
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ';
const structuralMetadata = `GDAL_STRUCTURAL_METADATA_SIZE=${String(structure.length).padStart(6, '0')} bytes\n${structure}`;

/** The letters II. */
const littleEndian = 0x4949;
const largestClassicOffset = 2 ** 32 - 1;

interface Format {
  readonly big: boolean;
  readonly headerBytes: number;
  /** Bytes of a directory's tag count, of one tag, and of an offset. */
  readonly countBytes: number;
  readonly tagBytes: number;
  readonly offsetBytes: number;
}

const classicTiff: Format = { big: false, headerBytes: 8, countBytes: 2, tagBytes: 12, offsetBytes: 4 };
const bigTiff: Format = { big: true, headerBytes: 16, countBytes: 8, tagBytes: 20, offsetBytes: 8 };

const valueBytes = { ascii: 1, short: 2, long: 4, double: 8, long8: 8 } as const;

export interface CogHeader {
  readonly bytes: Uint8Array;
  readonly bigTiff: boolean;
  /** Size of the whole file. */
  readonly fileBytes: number;
}

/**
 * @param directories levels from full resolution to the coarsest; their tiles follow the header in reverse order
 * @param force       BigTIFF even where the file is smaller than 4 GiB
 */
export function buildCogHeader(directories: readonly Directory[], force: boolean): CogHeader {
  const dataBytes = directories.reduce((sum, { tileBytes }) => sum + storedBytes(tileBytes), 0);
  const fits = placeDirectories(directories, classicTiff).end + dataBytes <= largestClassicOffset;
  const format = force || !fits ? bigTiff : classicTiff;
  const places = placeDirectories(directories, format);
  const offsets = placeTiles(directories, places.end);
  const bytes = new Uint8Array(places.end);
  const writer = createWriter(bytes, format);
  writer.header(places.directories[0]!.at);
  directories.forEach((directory, i) => {
    writer.directory(
      tagsOf(directory, offsets[i]!, format),
      places.directories[i]!,
      places.directories[i + 1]?.at ?? 0,
    );
  });
  return { bytes, bigTiff: format.big, fileBytes: places.end + dataBytes };
}

interface DirectoryPlace {
  readonly at: number;
  /** Where the values of each tag stand that do not fit into the tag; null where they fit. */
  readonly valuesAt: readonly (number | null)[];
}

function placeDirectories(
  directories: readonly Directory[],
  format: Format,
): { readonly directories: readonly DirectoryPlace[]; readonly end: number } {
  let end = alignTo(2, format.headerBytes + structuralMetadata.length);
  const places = directories.map((directory) => {
    const tags = tagsOf(directory, new Float64Array(directory.tileBytes.length), format);
    const at = end;
    end = alignTo(8, at + format.countBytes + tags.length * format.tagBytes + format.offsetBytes);
    const valuesAt = tags.map((tag) => {
      const size = encodedLength(tag) * valueBytes[tag.type];
      if (size <= format.offsetBytes) return null;
      const place = end;
      end = alignTo(8, end + size);
      return place;
    });
    return { at, valuesAt };
  });
  return { directories: places, end };
}

/** Offsets of the tiles of every level, behind their leaders: the coarsest level comes first in the file. */
function placeTiles(directories: readonly Directory[], start: number): Float64Array[] {
  let at = start;
  return directories
    .toReversed()
    .map(({ tileBytes }) =>
      Float64Array.from(tileBytes, (size) => {
        const offset = at + tileLeaderBytes;
        at = offset + size + tileTrailerBytes;
        return offset;
      }),
    )
    .toReversed();
}

function tagsOf({ tags, tileBytes }: Directory, offsets: Float64Array, format: Format): Tag[] {
  return [
    ...tags,
    { tag: tagNumbers.tileOffsets, type: format.big ? 'long8' : 'long', values: offsets } as const,
    { tag: tagNumbers.tileByteCounts, type: 'long', values: tileBytes } as const,
  ].toSorted((a, b) => a.tag - b.tag);
}

function createWriter(bytes: Uint8Array, format: Format) {
  const view = new DataView(bytes.buffer);
  const writeOffset = (at: number, value: number): void =>
    format.big ? view.setBigUint64(at, BigInt(value), true) : view.setUint32(at, value, true);

  function header(firstDirectoryAt: number): void {
    view.setUint16(0, littleEndian, true);
    view.setUint16(2, format.big ? 43 : 42, true);
    if (format.big) view.setUint16(4, format.offsetBytes, true);
    writeOffset(format.headerBytes - format.offsetBytes, firstDirectoryAt);
    bytes.set(Buffer.from(structuralMetadata, 'latin1'), format.headerBytes);
  }

  function directory(tags: readonly Tag[], place: DirectoryPlace, nextAt: number): void {
    if (format.big) view.setBigUint64(place.at, BigInt(tags.length), true);
    else view.setUint16(place.at, tags.length, true);
    let at = place.at + format.countBytes;
    tags.forEach((tag, i) => {
      view.setUint16(at, tag.tag, true);
      view.setUint16(at + 2, tagTypes[tag.type], true);
      writeOffset(at + 4, encodedLength(tag));
      const inside = at + format.tagBytes - format.offsetBytes;
      const valuesAt = place.valuesAt[i] ?? null;
      if (valuesAt !== null) writeOffset(inside, valuesAt);
      values(tag, valuesAt ?? inside);
      at += format.tagBytes;
    });
    writeOffset(at, nextAt);
  }

  function values(tag: Tag, at: number): void {
    if (typeof tag.values === 'string') {
      bytes.set(Buffer.from(tag.values, 'utf8'), at);
      return;
    }
    for (let i = 0; i < tag.values.length; i++) {
      writeNumber(view, tag.type, at + i * valueBytes[tag.type], tag.values[i]!);
    }
  }

  return { header, directory };
}

function writeNumber(view: DataView, type: Tag['type'], at: number, value: number): void {
  switch (type) {
    case 'short':
      return view.setUint16(at, value, true);
    case 'long':
      return view.setUint32(at, value, true);
    case 'long8':
      return view.setBigUint64(at, BigInt(value), true);
    case 'double':
      return view.setFloat64(at, value, true);
    case 'ascii':
      return view.setUint8(at, value);
  }
}

/** Count of a tag's values; text ends in a zero byte. */
function encodedLength(tag: Tag): number {
  return typeof tag.values === 'string' ? Buffer.byteLength(tag.values, 'utf8') + 1 : tag.values.length;
}

function storedBytes(tileBytes: Uint32Array): number {
  return tileBytes.reduce((sum, size) => sum + tileLeaderBytes + size + tileTrailerBytes, 0);
}

function alignTo(multiple: number, at: number): number {
  return Math.ceil(at / multiple) * multiple;
}
