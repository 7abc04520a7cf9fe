/**
 * Puts encoded chunks together to one Cloud Optimized GeoTIFF. Tiles of full resolution are copied, never decoded;
 * only the coarsest levels are computed here. The bytes of the file depend on pixels and metadata alone: not on the
 * chunk size, nor on who encoded which chunk when.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { DomainError } from '../core/errors.ts';
import type { GeoKeys, Grid } from '../core/grid.ts';
import type { HashedFile } from '../core/hashedFile.ts';
import type { RestingChunks } from '../core/restingChunks.ts';
import { type Chunk, parseChunk } from './cogChunk.ts';
import { buildCogHeader, type CogHeader } from './cogHeader.ts';
import type { CogFormat } from './cogFormat.ts';
import { type CogText, metadataXml } from './cogMetadata.ts';
import { type CogPlan, planChunk, planCog, tilePositions, tileSizePx } from './cogPlan.ts';
import { createPyramid } from './cogPyramid.ts';
import { createStrip } from './cogStrip.ts';
import { encodeTile } from './encodeTile.ts';
import { CogTiles, writeFully } from './cogTiles.ts';
import { mergeStatistics, noStatistics, type Statistics } from './cogStatistics.ts';
import { geoTags, imageTags } from './cogTags.ts';
import { tags } from './tags.ts';

/** In the format that the chunks were encoded in. */
export interface CogRequest extends CogFormat {
  readonly grid: Grid;
  /** CRS of the template raster, copied as it is. */
  readonly geoKeys: GeoKeys;
  readonly chunkSizePx: number;
  /** Bytes made by `encodeChunk.ts` for each index of `planCog(grid, chunkSizePx)`; read in order, then by tiles. */
  readonly chunks: RestingChunks;
  /** Its entries say how many bands there are. */
  readonly text: CogText;
  /** The finished file. Beside it stand, while this runs, a `.part` and a small `.spool`. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Share done, 0..1. */
  readonly onProgress?: (share: number) => void;
  /** `auto` writes BigTIFF only where the file would pass 4 GiB. */
  readonly bigTiff?: 'auto' | 'force';
}

export interface WrittenCog {
  readonly file: HashedFile;
  readonly bigTiff: boolean;
  /** Per band. */
  readonly statistics: readonly Statistics[];
}

/**
 * The file appears under its name only when it is complete and on disk; after a failure nothing is left.
 * @throws {DomainError} 'cancelled' when the signal fires, 'artefact-damaged' for bytes that are not the chunk,
 * 'raster-no-georeference' for a rotated grid, 'invalid-input' for a colour table that does not fit; errors of the chunks and of the file system pass through
 */
export async function assembleCog(request: CogRequest): Promise<WrittenCog> {
  const partPath = `${request.path}.part`;
  const spoolPath = `${request.path}.spool`;
  try {
    const written = await withFile(spoolPath, async (spoolFile) => {
      const plan = planCog(request.grid, request.chunkSizePx);
      const tiles = new CogTiles(plan, request.text.bands.length, request.chunks, spoolFile);
      const statistics = await collectTiles(request, plan, tiles);
      const header = buildHeader(request, plan, tiles, statistics);
      const sha256 = await withFile(partPath, (part) => writeCog(request, plan, tiles, header, part));
      return { file: { sha256, bytes: header.fileBytes }, bigTiff: header.bigTiff, statistics };
    });
    stopIfCancelled(request.signal);
    await rename(partPath, request.path);
    return written;
  } finally {
    await Promise.all([rm(partPath, { force: true }), rm(spoolPath, { force: true })]);
  }
}

/** Finds the tiles of every level. @returns statistics of the raster, per band */
async function collectTiles(request: CogRequest, plan: CogPlan, tiles: CogTiles): Promise<readonly Statistics[]> {
  const full = plan.levels[0]!;
  const { text } = request;
  const bandCount = text.bands.length;
  const tileStatistics = text.bands.map(() =>
    Array.from({ length: full.tilesAcross * full.tilesDown }, () => noStatistics),
  );
  const strip = createStrip(plan, bandCount);
  const pyramid = strip === null ? null : createPyramid(plan.levels, plan.chunkLevels, request, () => {});
  for (let chunkY = 0; chunkY < plan.chunksDown; chunkY++) {
    for (let chunkX = 0; chunkX < plan.chunksAcross; chunkX++) {
      stopIfCancelled(request.signal);
      const index = chunkY * plan.chunksAcross + chunkX;
      const bytes = await request.chunks.read(index);
      const chunk = parseChunk(plan, index, bytes, { ...request, bandCount });
      noteTiles(plan, index, chunk, bytes.byteOffset, tiles);
      const finest = tileIndices(plan, index, 0);
      for (const [band, ofTiles] of tileStatistics.entries()) {
        finest.forEach((tile, i) => (ofTiles[tile] = chunk.statistics[band]![i]!));
      }
      if (chunk.next !== null) strip?.add(chunk.next);
      request.onProgress?.((0.5 * (index + 1)) / (plan.chunksAcross * plan.chunksDown));
    }
    if (strip === null || pyramid === null) continue;
    for (const { level, index, pixels, tileX } of pyramid.push(strip.take())) {
      await tiles.keep(level, index, encodeTile(pixels, tileX, 0, request));
    }
  }
  return tileStatistics.map((ofTiles) => ofTiles.reduce(mergeStatistics, noStatistics));
}

/** @param base where the chunk's bytes begin in the memory that its tiles are views of */
function noteTiles(plan: CogPlan, index: number, chunk: Chunk, base: number, tiles: CogTiles): void {
  for (const [level, bands] of chunk.levels.entries()) {
    const indices = tileIndices(plan, index, level);
    const { tilesAcross, tilesDown } = plan.levels[level]!;
    for (const [band, ofBand] of bands.entries()) {
      const first = band * tilesAcross * tilesDown;
      for (const [i, { byteOffset, length }] of ofBand.entries()) {
        tiles.note(level, first + indices[i]!, { chunk: index, start: byteOffset - base, size: length });
      }
    }
  }
}

/** Where a chunk's tiles of one level stand among all tiles of that level, of any band, both row by row. */
function tileIndices(plan: CogPlan, index: number, level: number): number[] {
  const own = planChunk(plan, index).levels[level]!;
  const tilesPerChunk = Math.max(1, plan.chunkSizePx / tileSizePx / 2 ** level);
  const left = (index % plan.chunksAcross) * tilesPerChunk;
  const top = Math.floor(index / plan.chunksAcross) * tilesPerChunk;
  return tilePositions(own).map(([x, y]) => (top + y) * plan.levels[level]!.tilesAcross + left + x);
}

function buildHeader(
  request: CogRequest,
  plan: CogPlan,
  tiles: CogTiles,
  statistics: readonly Statistics[],
): CogHeader {
  const { grid, geoKeys, text } = request;
  const xml = metadataXml(text, statistics, grid.widthPx * grid.heightPx);
  const directories = plan.levels.map((level, i) => ({
    tags: [
      ...imageTags(level, i > 0, { ...request, bandCount: text.bands.length }),
      ...(i === 0 ? [...geoTags(grid, geoKeys), { tag: tags.gdalMetadata, type: 'ascii', values: xml } as const] : []),
    ],
    tileBytes: tiles.tileBytes(i),
  }));
  return buildCogHeader(directories, request.bigTiff === 'force');
}

/** @returns the file's SHA-256 */
async function writeCog(
  request: CogRequest,
  plan: CogPlan,
  tiles: CogTiles,
  header: CogHeader,
  part: FileHandle,
): Promise<string> {
  const hash = createHash('sha256');
  let written = 0;
  const write = async (bytes: Uint8Array): Promise<void> => {
    stopIfCancelled(request.signal);
    // Hashed while they are written: another pass over the file took as long as writing it.
    const writing = writeFully(part, bytes);
    hash.update(bytes);
    await writing;
    written += bytes.length;
    request.onProgress?.(0.5 + (0.5 * written) / header.fileBytes);
  };
  await write(header.bytes);
  for (let level = plan.levels.length - 1; level >= 0; level--) {
    for await (const batch of tiles.batches(level)) await write(batch);
  }
  await part.sync();
  return hash.digest('hex');
}

async function withFile<Result>(path: string, work: (file: FileHandle) => Promise<Result>): Promise<Result> {
  const file = await open(path, 'w+');
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new DomainError('cancelled', 'Writing the raster was cancelled');
}
