/** What a layout may not be: too large for the file or for memory, or one that would be read wrongly. */
import { DomainError } from '../core/errors.ts';
import { blockCount, storedRows } from './blockLayout.ts';
import { rewriteAdvice, unreadable, unsupported } from './refusals.ts';
import { tags } from './tags.ts';
import type { BlockLayout, LayoutSource } from './blockLayout.ts';
import type { RasterLimits } from './limits.ts';
import type { TiffDirectory } from './tiffDirectories.ts';

export function checkSize(
  { widthPx, heightPx, bandCount }: Pick<BlockLayout, 'widthPx' | 'heightPx' | 'bandCount'>,
  name: string,
  limits: RasterLimits,
): void {
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

const photometricOfColourModels = new Map([
  [6, 'YCbCr'],
  [8, 'CIELab'],
  [9, 'ICCLab'],
  [10, 'ITULab'],
  [32844, 'LogL'],
  [32845, 'LogLuv'],
]);

export function refuseWhatWouldBeWrong(directory: TiffDirectory, layout: BlockLayout, name: string): void {
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

export function checkBlocks(layout: BlockLayout, source: LayoutSource, limits: RasterLimits): void {
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
    if (layout.compression !== 'none' && bytes > limits.blockBytes) {
      const message = `${name}: ${what} ${i} has ${bytes} compressed bytes; at most ${limits.blockBytes} are read.`;
      throw new DomainError('too-large', message, { file: name, limit: limits.blockBytes });
    }
    if (offset + bytes > source.sizeBytes) {
      const end = `ends at byte ${offset + bytes}, but the file has ${source.sizeBytes}`;
      throw unreadable(name, `is cut off: ${what} ${i} ${end}`);
    }
  }
}
