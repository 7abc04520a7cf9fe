import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permafrostZones, zoneOf } from '../../../src/physics/stability/permafrostZones.ts';
import { classifyStability, ranFiveClasses, stabilitySchemes } from '../../../src/physics/stability/stability.ts';
import { createStabilityRule, extentColumns, stabilityBands } from '../../../src/physics/stability/stabilityRule.ts';
import { drawMembers } from '../../../src/physics/stability/ttopEnsemble.ts';
import type { ClassLimits } from '../../../src/physics/stability/stability.ts';
import type { TemperatureSource } from '../../../src/physics/stability/stabilityRule.ts';

const widthPx = 3;

function derive(
  source: TemperatureSource,
  layers: readonly (readonly number[])[],
  scheme: ClassLimits = ranFiveClasses,
) {
  const rule = createStabilityRule({ source, scheme, interval: 0.9, isolatedFrom: 0 });
  const cells = layers[0]!.length;
  const out = stabilityBands(source.kind).map(() => new Float32Array(cells));
  const heightPx = cells / widthPx;
  const rowCounts = new Uint32Array(heightPx * rule.rowCountColumns!);
  const at = { window: { xPx: 0, yPx: 0, widthPx, heightPx }, haloPx: 0 };
  const counts = rule.derive(
    layers.map((values) => Float32Array.from(values)),
    at,
    out,
    rowCounts,
  );
  const columns = rule.rowCountColumns!;
  const rows = Array.from({ length: heightPx }, (_, row) =>
    Array.from(rowCounts.subarray(row * columns, (row + 1) * columns)),
  );
  return { out: out.map((band) => [...band]), counts, rows };
}

const sure = (mean: number) => ({ mean, standardDeviation: 0 });
const ensembleOf = (freeze: number) =>
  drawMembers({ thawNFactor: sure(0.9), freezeNFactor: sure(freeze), conductivityRatio: sure(1) }, 20, 1);

describe('createStabilityRule', () => {
  it('classifies, counts by rows, and leaves out what no ground can have', () => {
    const { out, counts, rows } = derive({ kind: 'temperature' }, [[-6, 0, Number.NaN, -9999, 0.001, -1.5]]);
    expect(out).toEqual([[0, 4, Number.NaN, Number.NaN, 5, 2]]);
    expect(counts).toEqual([1, 0, 0, 0]);
    const nothing = [0, 0, 0, ...permafrostZones.map(() => 0)];
    expect(rows).toEqual([
      [1, 0, 0, 0, 1, 0, 2, ...nothing],
      [0, 0, 1, 0, 0, 1, 1, ...nothing],
    ]);
  });

  it('takes a limit that float32 has no number for as the number that stands for it', () => {
    const scheme = { thresholdsC: [-1.1, 0.1], onThreshold: 'colder' } as const;
    expect(derive({ kind: 'temperature' }, [[-1.1, 0.1, 0.2]], scheme).out).toEqual([[0, 1, 2]]);
    expect(derive({ kind: 'temperature' }, [[-1.1, 0.1, 0.2]], { ...scheme, onThreshold: 'warmer' }).out).toEqual([
      [1, 2, 2],
    ]);
  });

  it('gives a cell without a usable spread its class alone', () => {
    const { out, counts } = derive({ kind: 'deviation' }, [
      [-1, -1, 2, -1, 0, 0],
      [Number.NaN, -1, 1, 400, 30, 30.1],
    ]);
    expect(out[0]).toEqual([3, 3, 5, 3, 4, 4]);
    expect(out[1]!.map(Number.isNaN)).toEqual([true, true, false, true, false, true]);
    expect(counts).toEqual([0, 4, 3, 0]);
    const crossed = derive({ kind: 'quantiles', shares: [0.05, 0.95] }, [
      [-1, -1, -1],
      [-2, 1, Number.NaN],
      [1, -2, 1],
    ]);
    expect(crossed.counts).toEqual([0, 2, 1, 0]);
  });

  it('counts every cell with a temperature in one class and, with a spread, in one zone', () => {
    const cell = fc.tuple(
      fc.oneof(
        fc.integer({ min: -1200, max: 800 }).map((hundredths) => hundredths / 100),
        fc.constantFrom(Number.NaN, -5, -1.5, 0),
      ),
      fc.integer({ min: 0, max: 400 }).map((hundredths) => hundredths / 100),
    );
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 12, maxLength: 12 }),
        fc.constantFrom(...stabilitySchemes),
        (cells, scheme) => {
          const [temperatures, deviations] = [
            cells.map(([magtC]) => Math.fround(magtC)),
            cells.map(([, each]) => each),
          ];
          const { out, rows } = derive({ kind: 'deviation' }, [temperatures, deviations], scheme);
          const classCount = scheme.classes.length;
          for (const [row, counted] of rows.entries()) {
            const own = temperatures.slice(row * widthPx, (row + 1) * widthPx).filter((value) => !Number.isNaN(value));
            const zones = counted.slice(classCount + extentColumns.length);
            for (const part of [counted.slice(0, classCount), zones]) {
              expect(part.reduce((sum, count) => sum + count, 0)).toBe(own.length);
            }
            const [permafrost, certain, possible] = counted.slice(classCount);
            expect(permafrost).toBe(own.filter((value) => value <= 0).length);
            expect(certain).toBeLessThanOrEqual(permafrost!);
            expect(possible).toBeGreaterThanOrEqual(permafrost!);
          }
          for (const [i, magtC] of temperatures.entries()) {
            expect(out[0]![i]).toBe(classifyStability(magtC, scheme) ?? Number.NaN);
            expect(out[2]![i]).toBe(zoneOf(out[1]![i]!, 0) ?? Number.NaN);
          }
        },
      ),
    );
  });

  it('derives a TTOP ensemble of degree-days, and refuses cells with indices of no year', () => {
    const spread = { mean: 0.5, standardDeviation: 0.1 };
    const members = drawMembers(
      { thawNFactor: { ...spread, mean: 0.9 }, freezeNFactor: spread, conductivityRatio: { ...spread, mean: 0.7 } },
      50,
      1,
    );
    const { out, counts } = derive({ kind: 'ttop', ensembles: [members], classes: null }, [
      [1000, 2000, 3000, -1, 1000, 1000],
      [5000, 2500, 500, 5000, 5000 * 86_400, Number.NaN],
    ]);
    const [classes, probability, ttop, deviation, zone] = out;
    expect(ttop!.slice(0, 3)).toEqual(ttop!.slice(0, 3).toSorted((a, b) => a - b));
    expect(probability!.slice(0, 3)).toEqual([1, expect.closeTo(0.5, 0), 0]);
    expect(deviation!.slice(0, 3).every((valueC) => valueC > 0)).toBe(true);
    expect([classes![0], zone![0], classes![2], zone![2]]).toEqual([
      classifyStability(ttop![0]!, ranFiveClasses),
      0,
      5,
      4,
    ]);
    for (const band of out) expect(band.slice(3).every(Number.isNaN)).toBe(true);
    expect(counts).toEqual([2, 0, 0, 0]);
  });

  it('takes the ensemble of the class of each cell, and counts cells of other classes', () => {
    const classes = [
      [3, 0],
      [7, 1],
    ] as const;
    const { out, counts } = derive({ kind: 'ttop', ensembles: [ensembleOf(0.5), ensembleOf(0.2)], classes }, [
      [1000, 1000, 1000, 1000],
      [3000, 3000, 3000, 3000],
      [3, 7, 4, Number.NaN],
    ]);
    // (0.9 · 1000 − nf · 3000) ÷ 365.
    expect(out[2]).toEqual([expect.closeTo(-600 / 365, 4), expect.closeTo(300 / 365, 4), Number.NaN, Number.NaN]);
    expect(counts).toEqual([0, 0, 0, 1]);
  });
});
