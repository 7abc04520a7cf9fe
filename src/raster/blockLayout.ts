/** How the pixels of one directory lie in the file: strips or tiles. */
import type { Compression } from './compression.ts';
import type { SampleFormat } from './sampleFormat.ts';

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

export function blockCount(layout: BlockLayout): number {
  return layout.blocksAcross * layout.blocksDown * (layout.planar ? layout.bandCount : 1);
}

/** Rows that a block row holds: the last strip is cut at the lower edge, tiles are always whole. */
export function storedRows(layout: BlockLayout, blockRow: number): number {
  if (layout.tiled) return layout.blockHeightPx;
  return Math.min(layout.blockHeightPx, layout.heightPx - blockRow * layout.blockHeightPx);
}
