/** Count, range, mean and spread of pixels, merged tile by tile so that the order, and so the digits, never change. */
import { DomainError } from '../core/errors.ts';
import { type CogFormat, requireSample } from './cogFormat.ts';
import { tileSizePx } from './cogPlan.ts';
import { describeRows } from './kernel/bands.ts';
import type { Pixels } from './overview.ts';

export interface Statistics {
  /** Pixels that are not nodata. */
  readonly count: number;
  /** Infinity where count is 0. */
  readonly min: number;
  /** −Infinity where count is 0. */
  readonly max: number;
  readonly mean: number;
  /** Sum of squared differences from the mean. */
  readonly squares: number;
}

export const noStatistics: Statistics = { count: 0, min: Infinity, max: -Infinity, mean: 0, squares: 0 };

/**
 * Statistics of one tile of the pixels, without its padding. Two passes in Float64: the spread of −40.01 … −40.00
 * survives, which a sum of squares would lose.
 * @throws {DomainError} 'invalid-input' where a valid pixel equals the nodata value and would vanish in the file, or is none
 *   that the sample type can hold
 */
export function describeTile(
  pixels: Pixels,
  tileX: number,
  tileY: number,
  { sampleType = 'float32', nodata }: CogFormat,
): Statistics {
  const rows = rowsOfTile(pixels, tileX, tileY);
  const { isForbidden, ...statistics } = describeRows(rows, Math.fround(nodata));
  if (statistics.count === 0) return noStatistics;
  if (isForbidden) {
    throw new DomainError(
      'invalid-input',
      `A valid pixel has the value ${nodata} that stands for nodata: choose another nodata value`,
      { nodata },
    );
  }
  if (sampleType !== 'float32') {
    for (const row of rows) {
      for (const value of row) if (!Number.isNaN(value)) requireSample(value, sampleType, 'A pixel');
    }
  }
  return statistics;
}

/** The pairwise update of Chan, Golub and LeVeque (1983, The American Statistician 37:242). */
export function mergeStatistics(a: Statistics, b: Statistics): Statistics {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const difference = b.mean - a.mean;
  return {
    count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    mean: a.mean + (difference * b.count) / count,
    squares: a.squares + b.squares + (difference * difference * a.count * b.count) / count,
  };
}

function rowsOfTile({ values, widthPx, heightPx }: Pixels, tileX: number, tileY: number): readonly Float32Array[] {
  const left = tileX * tileSizePx;
  const right = Math.min(left + tileSizePx, widthPx);
  const top = tileY * tileSizePx;
  const bottom = Math.min(top + tileSizePx, heightPx);
  return Array.from({ length: bottom - top }, (_, y) =>
    values.subarray((top + y) * widthPx + left, (top + y) * widthPx + right),
  );
}
