/** How the pixels of one directory lie in the file: strips or tiles, checked before anything is allocated. */
import { DomainError } from '../core/errors.ts';
import { compressionOf } from './compression.ts';
import { rewriteAdvice, unreadable, unsupported } from './refusals.ts';
import { readSampleFormat } from './sampleFormat.ts';
import { tags } from './tags.ts';
import type { Compression } from './compression.ts';
import type { RasterLimits } from './limits.ts';
import type { SampleFormat } from './sampleFormat.ts';
import type { TiffDirectory } from './tiffDirectories.ts';

export interface BlockLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bandCount: number;
  /** Bands lie in blocks of their own; otherwise all bands of a pixel lie together. */
  readonly planar: boolean;
  readonly tiled: boolean;
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
  readonly blocksAcross: number;
  readonly blocksDown: number;
  /** Samples of one pixel within a block: 1 or the number of bands. */
  readonly samplesPerPixel: number;
  readonly sample: SampleFormat;
  readonly compression: Compression;
  /** 1 none, 2 differences, 3 differences of the bytes of floating point numbers. */
  readonly predictor: number;
  readonly littleEndian: boolean;
  /** Bytes of one row of a block, decoded as stored. */
  readonly rowBytes: number;
  /** By block number: across, then down, then band where planar. */
  readonly offsets: ArrayLike<number>;
  /** 0 for a block that was never written. */
  readonly byteCounts: ArrayLike<number>;
}

export interface LayoutSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly littleEndian: boolean;
}

/** @throws {DomainError} 'raster-unreadable', 'raster-unsupported' or 'too-large' */
export function readLayout(directory: TiffDirectory, source: LayoutSource, limits: RasterLimits): BlockLayout {
  const { name } = source;
  const widthPx = requirePositive(directory, tags.width, 'width', name);
  const heightPx = requirePositive(directory, tags.height, 'height', name);
  const bandCount = directory.numbers(tags.samplesPerPixel)?.[0] ?? 1;
  checkSize(name, widthPx, heightPx, bandCount, limits);
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

export function blockCount(layout: BlockLayout): number {
  return layout.blocksAcross * layout.blocksDown * (layout.planar ? layout.bandCount : 1);
}

/** Rows that a block row holds: the last strip is cut at the lower edge, tiles are always whole. */
export function storedRows(layout: BlockLayout, blockRow: number): number {
  if (layout.tiled) return layout.blockHeightPx;
  return Math.min(layout.blockHeightPx, layout.heightPx - blockRow * layout.blockHeightPx);
}

function requirePositive(directory: TiffDirectory, tag: number, what: string, name: string): number {
  const value = directory.numbers(tag)?.[0];
  if (value === undefined) throw unreadable(name, `has no ${what}`);
  if (!Number.isSafeInteger(value) || value < 1) throw unreadable(name, `its ${what} is ${value}`);
  return value;
}

function checkSize(name: string, widthPx: number, heightPx: number, bandCount: number, limits: RasterLimits): void {
  if (!Number.isSafeInteger(bandCount) || bandCount < 1) throw unreadable(name, `has ${bandCount} bands`);
  const size = `${widthPx} × ${heightPx} pixels and ${bandCount} bands`;
  if (bandCount > limits.bands) {
    throw new DomainError('too-large', `${name}: has ${bandCount} bands; at most ${limits.bands} are read.`, {
      file: name,
      limit: limits.bands,
    });
  }
  if (widthPx * heightPx * bandCount > limits.samples) {
    throw new DomainError('too-large', `${name}: claims ${size}; at most ${limits.samples} values are read.`, {
      file: name,
      limit: limits.samples,
    });
  }
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

const photometricOfColourModels = new Map([
  [6, 'YCbCr'],
  [8, 'CIELab'],
  [9, 'ICCLab'],
  [10, 'ITULab'],
  [32844, 'LogL'],
  [32845, 'LogLuv'],
]);

function refuseWhatWouldBeWrong(directory: TiffDirectory, layout: BlockLayout, name: string): void {
  const { predictor, sample, compression } = layout;
  const colours = photometricOfColourModels.get(directory.numbers(tags.photometric)?.[0] ?? 1);
  if (colours !== undefined) throw unsupported(name, `its values are ${colours} colours`, rewriteAdvice);
  if ((directory.numbers(tags.fillOrder)?.[0] ?? 1) !== 1) {
    throw unsupported(name, 'its bits are in reversed order (FillOrder 2)', rewriteAdvice);
  }
  const isFloat = sample.type === 'float32' || sample.type === 'float64';
  const bigEndian = !layout.littleEndian && sample.bits > 8;
  if (![1, 2, 3].includes(predictor)) throw unsupported(name, `has predictor ${predictor}`, rewriteAdvice);
  // The specification leaves predictors to the schemes that compress repeated bytes.
  const predicted = predictor !== 1 && ['lzw', 'deflate', 'zstd'].includes(compression);
  if (predicted && predictor === 2 && ![8, 16, 32, 64].includes(sample.bits)) {
    throw unsupported(name, `has predictor 2 on ${sample.bits}-bit samples`, rewriteAdvice);
  }
  if (predicted && predictor === 3 && !isFloat) {
    throw unsupported(name, 'has the floating point predictor on integers', rewriteAdvice);
  }
  if (bigEndian && ((predicted && predictor === 3) || compression === 'lerc')) {
    throw unsupported(name, 'is big-endian with a byte order of its values that writers disagree on', rewriteAdvice);
  }
  if (compression === 'lerc' && (sample.bits < 8 || (isFloat && sample.bits === 16) || !(sample.bits % 8 === 0))) {
    throw unsupported(name, `has LERC on ${sample.bits}-bit samples`, rewriteAdvice);
  }
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

function checkBlocks(layout: BlockLayout, source: LayoutSource, limits: RasterLimits): void {
  const { name } = source;
  const what = layout.tiled ? 'tile' : 'strip';
  const blockBytes = layout.rowBytes * layout.blockHeightPx;
  if (blockBytes > limits.blockBytes) {
    const size = `${layout.blockWidthPx} × ${layout.blockHeightPx} pixels`;
    const message = `${name}: one ${what} has ${size} and ${blockBytes} bytes; at most ${limits.blockBytes} are decoded.`;
    throw new DomainError('too-large', `${message} ${rewriteAdvice}`, { file: name, limit: limits.blockBytes });
  }
  const count = blockCount(layout);
  const listed = Math.min(layout.offsets.length, layout.byteCounts.length);
  if (listed < count) throw unreadable(name, `needs ${count} ${what}s, but lists ${listed}`);
  for (let i = 0; i < count; i++) {
    const offset = layout.offsets[i]!;
    const bytes = layout.byteCounts[i]!;
    if (bytes === 0 && offset === 0) continue;
    const rows = storedRows(layout, Math.floor(i / layout.blocksAcross) % layout.blocksDown);
    const least = layout.compression === 'none' ? rows * layout.rowBytes : 1;
    if (bytes < least) throw unreadable(name, `${what} ${i} has ${bytes} bytes where ${least} are needed`);
    if (offset + bytes > source.sizeBytes) {
      const end = `ends at byte ${offset + bytes}, but the file has ${source.sizeBytes}`;
      throw unreadable(name, `is cut off: ${what} ${i} ${end}`);
    }
  }
}
