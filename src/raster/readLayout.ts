/** The layout of one directory from its tags, checked before anything is allocated. */
import { blockCount } from './blockLayout.ts';
import { compressionOf } from './compression.ts';
import { checkBlocks, checkSize, refuseWhatWouldBeWrong } from './layoutChecks.ts';
import { unreadable } from './refusals.ts';
import { readSampleFormat } from './sampleFormat.ts';
import { tags } from './tags.ts';
import type { BlockLayout, LayoutSource } from './blockLayout.ts';
import type { RasterLimits } from './limits.ts';
import type { TiffDirectory } from './tiffDirectories.ts';

/** @throws {DomainError} 'raster-unreadable', 'raster-unsupported' or 'too-large' */
export function readLayout(directory: TiffDirectory, source: LayoutSource, limits: RasterLimits): BlockLayout {
  const { name } = source;
  const widthPx = requirePositive(directory, tags.width, 'width', name);
  const heightPx = requirePositive(directory, tags.height, 'height', name);
  const bandCount = directory.numbers(tags.samplesPerPixel)?.[0] ?? 1;
  checkSize({ widthPx, heightPx, bandCount }, name, limits);
  const sample = readSampleFormat(directory, name);
  const tiled = directory.numbers(tags.tileWidth) !== null;
  const blockWidthPx = tiled ? requirePositive(directory, tags.tileWidth, 'tile width', name) : widthPx;
  const blockHeightPx = tiled
    ? requirePositive(directory, tags.tileHeight, 'tile height', name)
    : stripHeight(directory, heightPx, name);
  const planar = readPlanar(directory, bandCount, name);
  const samplesPerPixel = planar ? 1 : bandCount;
  const layout: BlockLayout = {
    widthPx,
    heightPx,
    bandCount,
    planar,
    tiled,
    blockWidthPx,
    blockHeightPx,
    blocksAcross: Math.ceil(widthPx / blockWidthPx),
    blocksDown: Math.ceil(heightPx / blockHeightPx),
    samplesPerPixel,
    sample,
    compression: compressionOf(directory.numbers(tags.compression)?.[0] ?? 1, name),
    predictor: directory.numbers(tags.predictor)?.[0] ?? 1,
    littleEndian: source.littleEndian,
    rowBytes: Math.ceil((blockWidthPx * samplesPerPixel * sample.bits) / 8),
    offsets: requireList(directory, tiled, tags.tileOffsets, tags.stripOffsets, name),
    byteCounts: requireList(directory, tiled, tags.tileByteCounts, tags.stripByteCounts, name),
  };
  refuseWhatWouldBeWrong(directory, layout, name);
  const cut = cutSingleStrip(layout);
  checkBlocks(cut, source, limits);
  return cut;
}

function requirePositive(directory: TiffDirectory, tag: number, what: string, name: string): number {
  const value = directory.numbers(tag)?.[0];
  if (value === undefined) throw unreadable(name, `has no ${what}`);
  if (!Number.isSafeInteger(value) || value < 1) throw unreadable(name, `its ${what} is ${value}`);
  return value;
}

function stripHeight(directory: TiffDirectory, heightPx: number, name: string): number {
  const rows = directory.numbers(tags.rowsPerStrip)?.[0] ?? heightPx;
  if (rows < 1) throw unreadable(name, `has ${rows} rows per strip`);
  return Math.min(rows, heightPx);
}

function readPlanar(directory: TiffDirectory, bandCount: number, name: string): boolean {
  const value = directory.numbers(tags.planarConfiguration)?.[0] ?? 1;
  if (value !== 1 && value !== 2) throw unreadable(name, `has planar configuration ${value}`);
  return value === 2 && bandCount > 1;
}

/** Some writers put tiles under the strip tags and the reverse; libtiff reads both. */
function requireList(directory: TiffDirectory, tiled: boolean, tile: number, strip: number, name: string) {
  const list = directory.numbers(tiled ? tile : strip) ?? directory.numbers(tiled ? strip : tile);
  if (list === null) throw unreadable(name, `has no list of where its ${tiled ? 'tiles' : 'strips'} lie`);
  return list;
}

/** Rows together of about this size when one uncompressed strip holds the whole band, so that a window reads its rows only. */
const cutStripBytes = 2 ** 20;

function cutSingleStrip(layout: BlockLayout): BlockLayout {
  const { offsets, byteCounts, rowBytes, heightPx } = layout;
  const whole = rowBytes * heightPx;
  if (layout.tiled || layout.compression !== 'none' || layout.blocksDown > 1 || whole <= cutStripBytes) return layout;
  // A strip that is too short stays whole, and is refused as such.
  for (let i = 0; i < blockCount(layout); i++) if (!(byteCounts[i]! >= whole)) return layout;
  const rows = Math.max(1, Math.floor(cutStripBytes / rowBytes));
  const strips = Math.ceil(heightPx / rows);
  const starts: number[] = [];
  const counts: number[] = [];
  for (let plane = 0; plane < blockCount(layout); plane++) {
    for (let strip = 0; strip < strips; strip++) {
      starts.push(offsets[plane]! + strip * rows * rowBytes);
      counts.push(Math.min(rows, heightPx - strip * rows) * rowBytes);
    }
  }
  return { ...layout, blockHeightPx: rows, blocksDown: strips, offsets: starts, byteCounts: counts };
}
