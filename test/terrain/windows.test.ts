import { describe, expect, it } from 'vitest';
import { mean, median, range, sampleDeviation } from '../../src/core/statistics.ts';
import { localMedian } from '../../src/terrain/localMedian.ts';
import { relativeDeviation } from '../../src/terrain/relativeDeviation.ts';
import { localDeviation, localMean, position } from '../../src/terrain/windowStatistics.ts';
import { bumps, derived, windowOver } from './support.ts';
import type { Footprint } from '../../src/terrain/footprint.ts';
import type { TerrainWindow } from '../../src/terrain/terrainWindow.ts';
import type { WindowOptions } from '../../src/terrain/windowStatistics.ts';

/** More than a block of 256 across and not a multiple of it. */
const size = { widthPx: 261, heightPx: 4, marginPx: 5, widthM: 30, southM: 20 };
const holes = (column: number, row: number) => (column * 31 + row * 17) % 53 === 0;
const holed = windowOver(size, (x, y) => (holes(x, y) ? Number.NaN : bumps(x, y)));
const whole = windowOver(size, bumps);

/** The elevations of a footprint by its definition. */
function cellsAround(
  window: TerrainWindow,
  { shape, radius, unit, innerRadius }: Footprint,
  x: number,
  y: number,
): number[] {
  const [widthM, southM] = unit === 'metres' ? [window.cell.widthM(y), window.cell.southM(y)] : [1, 1];
  const within = (column: number, row: number, limit: number): boolean => {
    const [across, down] = [Math.abs(column * widthM), Math.abs(row * southM)];
    return (shape === 'circle' ? Math.hypot(across, down) : Math.max(across, down)) <= limit + 1e-6;
  };
  const values: number[] = [];
  for (let row = -window.marginPx; row <= window.marginPx; row++) {
    for (let column = -window.marginPx; column <= window.marginPx; column++) {
      if (!within(column, row, radius) || (innerRadius !== null && within(column, row, innerRadius))) continue;
      const stride = window.widthPx + 2 * window.marginPx;
      values.push(window.elevationM[(y + row + window.marginPx) * stride + x + column + window.marginPx]!);
    }
  }
  return values;
}

function expectByDefinition(
  statistic: (options: WindowOptions) => (window: TerrainWindow, out: Float32Array) => void,
  options: WindowOptions,
  definition: (values: number[], own: number) => number,
): void {
  for (const window of [whole, holed]) {
    const out = derived(statistic(options), window);
    for (let i = 0; i < out.length; i++) {
      const [x, y] = [i % window.widthPx, Math.floor(i / window.widthPx)];
      const own =
        window.elevationM[(y + window.marginPx) * (window.widthPx + 2 * window.marginPx) + x + window.marginPx]!;
      const values = cellsAround(window, options.footprint, x, y);
      const valid = values.filter((value) => !Number.isNaN(value));
      const judged = !Number.isNaN(own) && (options.skipGaps || valid.length === values.length) && valid.length > 0;
      const expected = judged ? definition(valid, own) : Number.NaN;
      const same = Number.isNaN(expected)
        ? Number.isNaN(out[i]!)
        : Math.abs(out[i]! - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
      if (!same)
        expect({ i, value: out[i], holed: window === holed }).toEqual({ i, value: expected, holed: window === holed });
    }
  }
}

const footprints: readonly Footprint[] = [
  { shape: 'square', radius: 1, unit: 'cells', innerRadius: null },
  { shape: 'square', radius: 4, unit: 'cells', innerRadius: null },
  { shape: 'circle', radius: 3.7, unit: 'cells', innerRadius: null },
  { shape: 'circle', radius: 95, unit: 'metres', innerRadius: null },
  { shape: 'square', radius: 60, unit: 'metres', innerRadius: null },
];
const rings: readonly Footprint[] = [
  { shape: 'square', radius: 1, unit: 'cells', innerRadius: 0 },
  { shape: 'circle', radius: 5, unit: 'cells', innerRadius: 0 },
  { shape: 'circle', radius: 5, unit: 'cells', innerRadius: 2.5 },
  { shape: 'square', radius: 4, unit: 'cells', innerRadius: 2 },
  { shape: 'circle', radius: 100, unit: 'metres', innerRadius: 50 },
];
const variants = (all: readonly Footprint[]) =>
  all.flatMap((footprint) => [true, false].map((skipGaps) => ({ footprint, skipGaps, haloPx: 5 })));
const named = (options: WindowOptions) => JSON.stringify(options);

describe('window statistics', () => {
  it.each(variants(footprints).map((options) => [named(options), options] as const))(
    'equal their definitions over %s',
    (_, options) => {
      expectByDefinition(localMean, options, (values) => mean(values));
      expectByDefinition(localMedian, options, (values) => median(Float64Array.from(values)));
      expectByDefinition(localDeviation, options, (values) => sampleDeviation(values));
      expectByDefinition(relativeDeviation, options, (values, own) => {
        const { minimum, maximum } = range(values);
        return maximum === minimum ? 0 : (own - mean(values)) / (maximum - minimum);
      });
    },
  );

  it.each(variants(rings).map((options) => [named(options), options] as const))(
    'give the topographic position by its definition over %s',
    (_, options) => {
      expectByDefinition(position, options, (values, own) => own - mean(values));
    },
  );

  it('are exact on level ground beside a wall', () => {
    const window = windowOver({ widthPx: 300, heightPx: 300, marginPx: 2 }, (x) => (x < 100 ? 3000.1 : 0.3));
    const options = { footprint: footprints[0]!, skipGaps: false, haloPx: 2 };
    expect(derived(localDeviation(options), window)[30 * 300 + 50]).toBe(0);
    expect(derived(localDeviation(options), window)[280 * 300 + 200]).toBe(0);
    expect(derived(relativeDeviation(options), window)[30 * 300 + 50]).toBe(0);
    expect(Math.abs(derived(position(options), window)[280 * 300 + 200]!)).toBeLessThan(1e-9);
  });

  it('have none where all is nodata, and of a single cell no deviation', () => {
    const nothing = windowOver({ widthPx: 4, heightPx: 4, marginPx: 1 }, () => Number.NaN);
    const alone = windowOver({ widthPx: 1, heightPx: 1, marginPx: 1 }, (x, y) => (x === 0 && y === 0 ? 9 : Number.NaN));
    const options = { footprint: footprints[0]!, skipGaps: true, haloPx: 1 };
    for (const statistic of [localMean, localMedian, localDeviation, relativeDeviation, position]) {
      expect(derived(statistic(options), nothing).every(Number.isNaN)).toBe(true);
    }
    expect(derived(localMean(options), alone)[0]).toBe(9);
    expect(derived(localMedian(options), alone)[0]).toBe(9);
    expect(derived(localDeviation(options), alone)[0]).toBeNaN();
    expect(derived(relativeDeviation(options), alone)[0]).toBe(0);
    expect(derived(position({ ...options, footprint: rings[0]! }), alone)[0]).toBeNaN();
  });
});
