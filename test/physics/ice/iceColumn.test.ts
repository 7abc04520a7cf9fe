import { assert, constantFrom, double, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iceThicknessM, totalIce } from '../../../src/physics/ice/groundIce.ts';
import { groundIceSums } from '../../../src/physics/ice/groundIceOptions.ts';
import { createGroundIceRule } from '../../../src/physics/ice/groundIceRule.ts';
import { guessedIce } from '../../../src/physics/ice/iceGuesses.ts';
import type { Grid } from '../../../src/core/grid.ts';
import type { GroundIceOptions, IceTerm } from '../../../src/physics/ice/groundIceOptions.ts';

const exactly = (value: number) => ({ value, sd: 0 });
const thawing = (additionalThawM: number, additionalThawSdM = 0) => ({ additionalThawM, additionalThawSdM });

const term = (topM: number, bottomM: number, ice: number, given: Partial<IceTerm> = {}): IceTerm => ({
  unit: 0,
  topM,
  bottomM,
  datum: 'ground',
  excess: exactly(0),
  ice: { constant: ice },
  iceSd: { constant: 0.3 * ice },
  settledPorosity: null,
  ...given,
});
const excessLayers = (datum: 'ground' | 'permafrostTable') => [
  term(0, 3, 0.6, { datum, excess: exactly(0.25) }),
  term(3, 10, 0.1, { datum, excess: exactly(0.1) }),
];
const at = (layer: number) => ({ layer, scale: 1, offset: 0 });
const plain: GroundIceOptions = {
  depthM: 10,
  unitCount: 1,
  units: null,
  terms: [term(0, 3, 0.38), term(3, 5, 0.3), term(5, 10, 0.22)],
  tableM: at(0),
  tableSdM: { constant: 0 },
  magst: null,
  baseM: null,
  fraction: { constant: 1 },
  settlement: null,
};

/** Cells of 100 m, one row. */
function derive(options: GroundIceOptions, ...layers: readonly (readonly number[])[]) {
  const widthPx = layers[0]!.length;
  const grid: Grid = { widthPx, heightPx: 1, transform: [0, 100, 0, 0, 0, -100] };
  const rule = createGroundIceRule(options, { grid, metresPerUnit: 1 });
  const out = Array.from({ length: rule.bandCount }, () => new Float32Array(widthPx));
  const halo = { window: { xPx: 0, yPx: 0, widthPx, heightPx: 1 }, haloPx: 0 };
  const counts = rule.derive(
    layers.map((layer) => Float32Array.from(layer)),
    halo,
    out,
    new Uint32Array(),
  );
  return { bands: out.map((band) => [...band]), sums: groundIceSums(counts, options) };
}

const water = (iceVolume: number) => ({ value: iceVolume * 0.917, sd: 0.3 * iceVolume * 0.917 });
describe('the rule of ground ice', () => {
  it('gives 1.947 m of ice to 10 m below a table at 2.35 m (ice-reserve-from-table-1)', () => {
    const { bands, sums } = derive(plain, [2.35]);
    expect(bands[0]![0]).toBeCloseTo(1.947, 6);
    expect(bands[1]![0]).toBeCloseTo(1.947 * 0.917, 6);
    expect(sums.terms.map(({ groundM3 }) => Math.round(groundM3))).toEqual([6500, 20_000, 50_000]);
  });

  it('gives the 49.62 ± 17.95 km³ of the source area of the Yellow River from its ice content of 0.293 ± 0.107', () => {
    // Wang et al. 2017: 3–10 m; 169.35 km³ of permafrost, as the published volume and content have it.
    const sideM = Math.sqrt(169.351535836e9 / 7);
    const grid: Grid = { widthPx: 1, heightPx: 1, transform: [0, sideM, 0, 0, 0, -sideM] };
    const rule = createGroundIceRule(
      { ...plain, terms: [term(3, 10, 0.293, { iceSd: { constant: 0.107 } })], tableM: { constant: 2 } },
      { grid, metresPerUnit: 1 },
    );
    const out = Array.from({ length: 4 }, () => new Float32Array(1));
    const window = { xPx: 0, yPx: 0, widthPx: 1, heightPx: 1 };
    const sums = groundIceSums(rule.derive([], { window, haloPx: 0 }, out, new Uint32Array()), {
      unitCount: 1,
      terms: [plain.terms[0]!],
    });
    expect(sums.terms[0]!.iceM3 / 1e9).toBeCloseTo(49.62, 6);
    expect(sums.terms[0]!.contentSdM3 / 1e9).toBeGreaterThan(17.95);
    expect(sums.terms[0]!.contentSdM3 / 1e9).toBeLessThan(18.2);
  });

  it('has the spread of layers as independent and as correlated, and that of the permafrost table in both', () => {
    const { bands } = derive({ ...plain, tableSdM: { constant: 0.5 } }, [2]);
    const own = [1 * 0.38, 2 * 0.3, 5 * 0.22].map((iceM) => 0.3 * iceM);
    const tableM = 0.5 * 0.38;
    expect(bands[2]![0]).toBeCloseTo(Math.hypot(...own, tableM), 6);
    expect(bands[3]![0]).toBeCloseTo(Math.hypot(own[0]! + own[1]! + own[2]!, tableM), 6);
    // What product and sum of uncertain numbers make of one cell.
    const terms = [[1, 0.38] as const, [2, 0.3] as const, [5, 0.22] as const].map(([thicknessM, ice]) => ({
      areaM2: exactly(1),
      thicknessM: exactly(thicknessM),
      water: water(ice),
      dryDensityKgM3: exactly(1000),
    }));
    const total = totalIce(terms);
    expect(total.value).toBeCloseTo(bands[0]![0]!, 6);
    expect(Math.hypot(total.independentSd, tableM)).toBeCloseTo(bands[2]![0]!, 6);
    expect(Math.hypot(total.correlatedSd, tableM)).toBeCloseTo(bands[3]![0]!, 6);
  });

  it('loses ice to a deeper table as fast as its slope says, whatever the layers hang on', () => {
    const below = [term(0, 2, 0.4, { datum: 'permafrostTable' }), term(2, 20, 0.1, { datum: 'permafrostTable' })];
    for (const terms of [plain.terms, below]) {
      const options = { ...plain, terms, tableSdM: { constant: 1 } };
      for (const tableM of [0.5, 2.9, 3.5, 8.5, 12]) {
        const { sums, bands } = derive(options, [tableM, tableM + 1e-3]);
        const slopeM = (bands[0]![1]! - bands[0]![0]!) / 1e-3;
        // The sums have both cells.
        const shiftM = sums.terms.reduce((sum, { tableShiftM3 }) => sum + tableShiftM3, 0) / 2e4;
        expect(Math.abs(shiftM - slopeM)).toBeLessThan(2e-3);
      }
    }
  });

  it('has 0 above 0 °C, no value without a number that it needs, and counts each by cause', () => {
    const options: GroundIceOptions = {
      ...plain,
      units: { layer: 2, othersLayer: null, codes: [[3, 0]] },
      magst: at(1),
    };
    const { bands, sums } = derive(
      options,
      [2, 2, Number.NaN, 2, 2, 2, 11],
      [-1, 0.1, -1, Number.NaN, 0, -1, -1],
      [3, 3, 3, 3, 3, Number.NaN, 3],
    );
    const iceM = 0.38 + 0.6 + 1.1;
    expect(bands[0]!.map((value) => Math.round(1e6 * value) / 1e6)).toEqual([
      iceM,
      0,
      Number.NaN,
      Number.NaN,
      iceM,
      Number.NaN,
      0,
    ]);
    expect(sums.map).toMatchObject({
      cells: 7,
      cellsWithValue: 4,
      magstAboveZero: 1,
      noTable: 1,
      noMagst: 1,
      outsideUnits: 1,
      tableBelowDepth: 1,
    });
    expect(sums.units[0]).toMatchObject({ cells: 6, permafrostCells: 3, areaM2: 60_000 });
    const { sums: strange } = derive(options, [2, 2], [-1, -1], [4, 4]);
    expect(strange.unknownCodes).toEqual([{ code: 4, cells: 2 }]);
  });

  it('settles by excess ice: by all of it, and by what the additional thaw reaches', () => {
    const terms = [term(0, 3, 0.6, { excess: exactly(0.25) }), term(3, 10, 0.1, { excess: exactly(0.01) })];
    const { bands, sums } = derive({ ...plain, terms, settlement: thawing(1.5) }, [2]);
    expect(bands[4]![0]).toBeCloseTo(0.25 + 0.07, 6);
    expect(bands[5]![0]).toBeCloseTo(0.25 + 0.005, 6);
    expect(sums.terms.map(({ settlementM3 }) => settlementM3)).toEqual([2500, expect.closeTo(50, 6)]);
    const fromLayers = [term(0, 10, 0, { ice: at(1), settledPorosity: 0.4, excess: null })];
    const read = derive({ ...plain, terms: fromLayers, settlement: thawing(1) }, [2, 2, 2], [0.6, 0.3, Number.NaN]);
    expect(read.bands[5]).toEqual([expect.closeTo(0.2 / 0.6, 6), 0, Number.NaN]);
    expect(read.sums.map.noIceContent).toBe(1);
  });

  it('has the spread of settlement by excess ice, table and additional thaw, layers off independently or the same way', () => {
    const terms = [
      term(0, 3, 0.6, { excess: { value: 0.25, sd: 0.05 } }),
      term(3, 10, 0.1, { excess: { value: 0.01, sd: 0.02 } }),
    ];
    const { bands, sums } = derive(
      { ...plain, terms, tableSdM: { constant: 0.2 }, settlement: thawing(1.5, 0.3) },
      [2],
    );
    // 1 m of the upper layer thaws and 0.5 m of the lower; a deeper table moves both ends of the thawing.
    const [upper, lower] = [1 * 0.05, 0.5 * 0.02];
    const [table, thaw] = [0.2 * (0.01 - 0.25), 0.3 * 0.01];
    expect(bands[6]![0]).toBeCloseTo(Math.hypot(upper, lower, table, thaw), 6);
    expect(bands[7]![0]).toBeCloseTo(Math.hypot(upper + lower, table, thaw), 6);
    // All 8 m; the end of what counts does not move with the table.
    const [all, rest] = sums.terms;
    expect([all!.excessSdM3, rest!.excessSdM3].map((sdM3) => sdM3 / 1e4)).toEqual([
      expect.closeTo(0.05, 6),
      expect.closeTo(0.14, 6),
    ]);
    expect(all!.excessShiftM3 / 1e4).toBeCloseTo(-0.2 * 0.25, 6);
    expect(rest!.excessShiftM3).toBe(0);
    const fromLayers = [term(0, 10, 0, { ice: at(1), iceSd: { constant: 0.06 }, settledPorosity: 0.4, excess: null })];
    const read = derive({ ...plain, terms: fromLayers, settlement: thawing(1) }, [2, 2], [0.6, 0.3]);
    expect(read.bands[6]).toEqual([expect.closeTo(0.1, 6), 0]);
  });

  it('settles more or less with a deeper table and a deeper thaw as fast as its slopes say', () => {
    const stepM = 1e-3;
    for (const terms of [excessLayers('ground'), excessLayers('permafrostTable')]) {
      for (const tableM of [0.5, 2, 3.5, 8.1, 9.5, 12]) {
        const settledM = (table: number, thawM: number) =>
          derive({ ...plain, terms, tableSdM: { constant: 1 }, settlement: thawing(thawM, 1) }, [table]);
        const here = settledM(tableM, 1.5);
        const slope = (other: ReturnType<typeof settledM>) => (other.bands[5]![0]! - here.bands[5]![0]!) / stepM;
        const summed = (name: 'settlementShiftM3' | 'settlementThawM3') =>
          here.sums.terms.reduce((sum, { [name]: m3 }) => sum + m3, 0) / 1e4;
        expect(summed('settlementShiftM3'), `table at ${tableM} m`).toBeCloseTo(
          slope(settledM(tableM + stepM, 1.5)),
          3,
        );
        expect(summed('settlementThawM3'), `table at ${tableM} m`).toBeCloseTo(slope(settledM(tableM, 1.5 + stepM)), 3);
      }
    }
  });

  it.each([
    ['a table in cm', [85], [-1], 'permafrost table holds 85: expected metres below the ground, 0 to 20'],
    ['a table above the ground', [-1], [-1], 'permafrost table holds -1'],
    ['kelvin', [2], [270], 'MAGST holds 270: expected °C'],
  ])('refuses %s', (_, tableM, magstC, message) => {
    expect(() => derive({ ...plain, magst: at(1) }, tableM, magstC)).toThrow(message);
  });

  it('refuses shares in percent, ice contents above 1 and codes that are none', () => {
    expect(() => derive({ ...plain, fraction: at(1) }, [2], [65])).toThrow('holds 65: expected 0 to 1; divide');
    const read = { ...plain, terms: [term(0, 10, 0, { ice: at(1) })] };
    expect(() => derive(read, [2], [35])).toThrow('ice content holds 35: expected volume of ice');
    expect(() => derive({ ...read, terms: [term(0, 10, 0.1, { iceSd: at(1) })] }, [2], [35])).toThrow('deviation');
    expect(() => derive({ ...plain, baseM: at(1) }, [2], [-3])).toThrow('permafrost base holds -3');
    const units = { layer: 1, othersLayer: null, codes: [] };
    expect(() => derive({ ...plain, units }, [2], [2.5])).toThrow('raster of units holds 2.5');
    expect(() => derive({ ...plain, units }, [2], [5000])).toThrow('raster of units holds 5000');
  });

  const anyCell = record({
    tableM: double({ min: 0, max: 19, noNaN: true }),
    deeperM: double({ min: 0, max: 1, noNaN: true }),
    depthM: double({ min: 0.5, max: 30, noNaN: true }),
    baseM: double({ min: 0, max: 40, noNaN: true }),
    share: double({ min: 0, max: 1, noNaN: true }),
    datum: constantFrom('ground' as const, 'permafrostTable' as const),
  });

  it('never has more ice below a deeper table, nor more than its ground; terms sum to the raster', () => {
    assert(
      property(anyCell, ({ tableM, deeperM, depthM, baseM, share, datum }) => {
        const terms = plain.terms.map((own) => ({ ...own, datum }));
        const options: GroundIceOptions = { ...plain, depthM, terms, baseM: at(1), fraction: at(2) };
        const { bands, sums } = derive(options, [tableM, tableM + deeperM], [baseM, baseM], [share, share]);
        const [first, second] = bands[0] as [number, number];
        expect(second).toBeLessThanOrEqual(first + 1e-6);
        const frozenM = Math.max(0, Math.min(depthM, baseM) - tableM);
        expect(first).toBeLessThanOrEqual(0.38 * share * frozenM + 1e-5);
        const termsM3 = sums.terms.reduce((sum, { iceM3 }) => sum + iceM3, 0);
        expect(Math.abs(termsM3 - sums.map.rasterIceM3)).toBeLessThan(1e-6 * Math.max(1, termsM3));
        const groundM3 = sums.terms.reduce((sum, own) => sum + own.groundM3, 0);
        expect(groundM3).toBeLessThanOrEqual(sums.units[0]!.frozenM3 + 1e-3);
        if (datum === 'ground') {
          const strata = plain.terms.map(({ topM, bottomM, ice }) => ({
            topM,
            bottomM,
            iceVolume: 'constant' in ice ? ice.constant : 0,
          }));
          const [table32, base32, share32] = [tableM, baseM, share].map(Math.fround) as [number, number, number];
          const expectedM = share32 * iceThicknessM(strata, table32, Math.min(depthM, base32));
          expect(Math.abs(first - expectedM)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('guessed ice contents', () => {
  it('become less with depth in every unit, and are marked as guesses', () => {
    for (const [i, { unit, ice, source, topM }] of guessedIce.entries()) {
      expect(source).toBe('guess of engineers');
      expect(ice.sd).toBeCloseTo(0.35 * ice.value, 12);
      const above = guessedIce[i - 1];
      if (above?.unit !== unit) expect(topM).toBe(0);
      else expect([ice.value <= above.ice.value, topM]).toEqual([true, above.bottomM]);
    }
  });
});
