import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { buildTiff } from '../../support/tiffBuilder.ts';
import type { BuiltFile, BuiltImage } from '../../support/tiffBuilder.ts';

export interface TiffFolder {
  /** Writes bytes under a name that no other call gets. */
  write(bytes: Uint8Array, name?: string): Promise<string>;
  /** Writes one image, or the image and what follows it. */
  tiff(images: BuiltImage | readonly BuiltImage[], file?: BuiltFile): Promise<string>;
}

/** A folder of its own for a test file, removed at its end. */
export function useTiffFolder(): TiffFolder {
  let folder = '';
  let count = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cryoforest-raster-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const write = async (bytes: Uint8Array, name = `${count++}.tif`): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  };
  return {
    write,
    tiff: (images, file) => write(buildTiff('kind' in images ? [images] : images, file)),
  };
}

/** The numbers 0, 1, 2, … as one band. */
export function counting(widthPx: number, heightPx: number, first = 0): number[] {
  return Array.from({ length: widthPx * heightPx }, (_, i) => first + i);
}
