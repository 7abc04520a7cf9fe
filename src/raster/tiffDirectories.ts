/** The image file directories of a TIFF: parsed by geotiff, fed by a strict file, bounded by limits. */
import { GeoTIFF } from 'geotiff';
import type { ImageFileDirectory } from 'geotiff';
import { DomainError } from '../core/errors.ts';
import { asUnreadable, unreadable } from './refusals.ts';
import { requireTiffSignature } from './signature.ts';
import type { RasterLimits } from './limits.ts';
import type { StrictFile } from './strictFile.ts';

/** The tags of one directory by number. */
export interface TiffDirectory {
  /** Null where the tag is absent or is text. */
  numbers(tag: number): ArrayLike<number> | null;
  /** Null where the tag is absent or is not text; ending NULs removed. */
  text(tag: number): string | null;
}

export interface TiffDirectories {
  readonly littleEndian: boolean;
  /** The first directory of the file. */
  readonly first: TiffDirectory;
  readonly others: readonly TiffDirectory[];
}

/** @throws {DomainError} 'raster-unreadable' or 'too-large' */
export async function readDirectories(file: StrictFile, limits: RasterLimits): Promise<TiffDirectories> {
  await requireTiffSignature(file);
  try {
    const tiff = await GeoTIFF.fromSource(headerSource(file, limits));
    // Deferred lists are allocated before they are read, and read as little-endian whatever the file is.
    tiff.parser.eager = true;
    const first = await tiff.requestIFD(0);
    const others: TiffDirectory[] = [];
    const seen = new Set([tiff.firstIFDOffset]);
    for (let next = first.nextIFDByteOffset; next !== 0;) {
      if (seen.has(next)) throw unreadable(file.name, `its image directories run in a circle at byte ${next}`);
      if (seen.size >= limits.directories) throw tooManyDirectories(file.name, limits);
      const directory = await tiff.requestIFD(seen.size);
      seen.add(next);
      others.push(tagsOf(directory));
      next = directory.nextIFDByteOffset;
    }
    return { littleEndian: tiff.littleEndian, first: tagsOf(first), others };
  } catch (error) {
    throw asUnreadable(file.name, 'the TIFF header is damaged or cut off', error);
  }
}

function tooManyDirectories(name: string, limits: RasterLimits): DomainError {
  return new DomainError('too-large', `${name}: has more than ${limits.directories} image directories.`, {
    file: name,
    limit: limits.directories,
  });
}

/** geotiff probes beyond the end of small files, so a header read may come back shorter; its parser then complains. */
function headerSource(file: StrictFile, limits: RasterLimits) {
  const fetchOne = async (offset: number, length: number): Promise<ArrayBuffer> => {
    const available = Math.min(length, file.sizeBytes - offset);
    if (!(available > 0)) throw unreadable(file.name, `a tag points to byte ${offset} of ${file.sizeBytes}`);
    if (available > limits.tagBytes) {
      throw new DomainError('too-large', `${file.name}: a tag has ${available} bytes; at most ${limits.tagBytes}.`, {
        file: file.name,
        limit: limits.tagBytes,
      });
    }
    return (await file.read(offset, available)).buffer;
  };
  return {
    fileSize: file.sizeBytes,
    fetch: (slices: readonly { offset: number; length: number }[]) =>
      Promise.all(slices.map(({ offset, length }) => fetchOne(offset, length))),
    async fetchSlice({ offset, length }: { offset: number; length: number }) {
      return { offset, length, data: await fetchOne(offset, length) };
    },
    close: () => Promise.resolve(),
  };
}

function tagsOf(directory: ImageFileDirectory): TiffDirectory {
  const fields: ReadonlyMap<string | number, unknown> = directory.actualizedFields;
  return {
    numbers(tag) {
      const value = fields.get(tag);
      if (typeof value === 'number') return [value];
      return isList(value) ? value : null;
    },
    text(tag) {
      const value = fields.get(tag);
      return typeof value === 'string' ? value.replace(/\0+$/, '') : null;
    },
  };
}

/** geotiff gives numeric tags as typed arrays, and 64-bit ones as plain arrays. */
function isList(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}
