import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belowTable, cellsByDepth, cellsBySoil, layersBetween } from '../../src/physics/iceLogs/cells.ts';
import { gapsOfHole } from '../../src/physics/iceLogs/gaps.ts';
import { holesOf } from '../../src/physics/iceLogs/holes.ts';
import { meanOfHole, spreadOf } from '../../src/physics/iceLogs/means.ts';
import type { IceLogInterval } from '../../src/core/iceLog.ts';
import type { IceLogRules, IceHole } from '../../src/physics/iceLogs/holes.ts';

const rules: IceLogRules = { fileName: 'logs.csv', settledPorosity: 0.4, missingDensity: 'leaveOut' };
const blank: IceLogInterval = {
  line: 2,
  hole: 'A',
  topM: 0,
  bottomM: 1,
  soil: null,
  waterGravimetric: null,
  unfrozenGravimetric: null,
  dryDensityKgM3: null,
  iceVolumetric: null,
  unit: null,
  tableM: null,
  position: null,
};
const interval = (given: Partial<IceLogInterval>): IceLogInterval => ({ ...blank, ...given });
const holes = (intervals: readonly Partial<IceLogInterval>[], more: Partial<IceLogRules> = {}): readonly IceHole[] =>
  holesOf(
    intervals.map((given, i) => interval({ line: i + 2, ...given })),
    { ...rules, ...more },
  );

/** Centimetres of logs that part, hold core with ice or without, or are passed over. */
const log = fc.array(
  fc.record({
    skipCm: fc.integer({ min: 0, max: 150 }),
    lengthCm: fc.integer({ min: 1, max: 200 }),
    ice: fc.option(fc.double({ min: 0, max: 0.9, noNaN: true })),
  }),
  { minLength: 1, maxLength: 12 },
);
const holeOf = (
  parts: readonly { skipCm: number; lengthCm: number; ice: number | null }[],
  hole: string,
): readonly Partial<IceLogInterval>[] => {
  let depthCm = 0;
  return parts.map(({ skipCm, lengthCm, ice }) => {
    const topCm = depthCm + skipCm;
    depthCm = topCm + lengthCm;
    return { hole, topM: topCm / 100, bottomM: depthCm / 100, iceVolumetric: ice };
  });
};
/** Ice of every centimetre; null where the log does not say it. */
const byCentimetre = ({ intervals }: IceHole, topCm: number, bottomCm: number): (number | null)[] =>
  Array.from({ length: bottomCm - topCm }, (_, i) => {
    const middleM = (topCm + i + 0.5) / 100;
    return intervals.find(({ topM, bottomM }) => topM < middleM && middleM < bottomM)?.ice ?? null;
  });

describe('a hole', () => {
  it('has the mean of its centimetres between two depths', () => {
    const depths = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 500 }));
    const property = fc.property(log, depths, (parts, [topCm, thickCm]) => {
      const [hole] = holes(holeOf(parts, 'A'));
      const known = byCentimetre(hole!, topCm, topCm + thickCm).filter((ice) => ice !== null);
      const mean = meanOfHole(hole!, { topM: topCm / 100, bottomM: (topCm + thickCm) / 100 });
      if (known.length === 0) {
        expect(mean?.coreM ?? 0).toBeLessThan(1e-9);
        return;
      }
      expect(mean!.coreM).toBeCloseTo(known.length / 100, 9);
      expect(mean!.ice).toBeCloseTo(known.reduce((sum, ice) => sum + ice, 0) / known.length, 9);
      const excess = known.map((ice) => Math.max(0, (ice - 0.4) / 0.6));
      expect(mean!.excess).toBeCloseTo(excess.reduce((sum, share) => sum + share, 0) / known.length, 9);
      expect(mean!.excessCoreM).toBeCloseTo(known.filter((ice) => ice > 0.4).length / 100, 9);
    });
    fc.assert(property);
  });

  it('leaves open what has no ice content: with the core it makes up the whole', () => {
    const property = fc.property(log, fc.integer({ min: 1, max: 2000 }), (parts, bottomCm) => {
      const [hole] = holes(holeOf(parts, 'A'));
      const gaps = gapsOfHole(hole!, { topM: 0, bottomM: bottomCm / 100 });
      const open = byCentimetre(hole!, 0, bottomCm)
        .map((ice, i) => (ice === null ? i : -1))
        .filter((i) => i >= 0);
      const named = open.map((i) =>
        gaps.filter(({ topM, bottomM }) => topM < (i + 0.5) / 100 && (i + 0.5) / 100 < bottomM),
      );
      expect(named.every((found) => found.length === 1)).toBe(true);
      expect(gaps.reduce((sum, { topM, bottomM }) => sum + bottomM - topM, 0)).toBeCloseTo(open.length / 100, 6);
    });
    fc.assert(property);
  });

  it('says why something is open', () => {
    const [hole] = holes([
      { topM: 1, bottomM: 2, iceVolumetric: 0.3 },
      { topM: 2, bottomM: 3, waterGravimetric: 0.4 },
      { topM: 3, bottomM: 3.5, waterGravimetric: 0.5 },
      { topM: 3.5, bottomM: 4 },
      { topM: 5, bottomM: 6, iceVolumetric: 0.2 },
    ]);
    expect(gapsOfHole(hole!, { topM: 0, bottomM: 10 })).toEqual([
      { hole: 'A', topM: 0, bottomM: 1, why: 'notLogged' },
      { hole: 'A', topM: 2, bottomM: 3.5, why: 'noDryDensity' },
      { hole: 'A', topM: 3.5, bottomM: 4, why: 'noWaterContent' },
      { hole: 'A', topM: 4, bottomM: 5, why: 'notLogged' },
      { hole: 'A', topM: 6, bottomM: 10, why: 'belowTheHole' },
    ]);
  });

  it('turns water by weight into ice by volume, without what stays liquid', () => {
    const [hole] = holes([{ waterGravimetric: 0.3, unfrozenGravimetric: 0.05, dryDensityKgM3: 1400 }]);
    expect(hole!.intervals[0]!.ice).toBeCloseTo((0.25 * 1400) / 917, 12);
    const [saturated] = holes([{ waterGravimetric: 0.3 }], { missingDensity: 'iceSaturated' });
    const densityKgM3 = 1 / (1 / 2700 + 0.3 / 917);
    expect(saturated!.intervals[0]!.ice).toBeCloseTo((0.3 * densityKgM3) / 917, 12);
    expect(saturated!.intervals[0]!.ice! + densityKgM3 / 2700).toBeCloseTo(1, 12);
  });

  it('counts depths from its permafrost table', () => {
    const [hole] = holes([
      { topM: 1, bottomM: 2, iceVolumetric: 0.1 },
      { topM: 2, bottomM: 4, iceVolumetric: 0.4, tableM: 3 },
    ]);
    const { intervals } = belowTable({ ...hole!, tableM: 3 });
    expect(intervals).toMatchObject([{ topM: 0, bottomM: 1, ice: 0.4 }]);
  });

  it.each([
    [[{ topM: 2, bottomM: 1, iceVolumetric: 0.1 }], /line 2: expected 0 ≤ topM < bottomM/],
    [[{ topM: -1, bottomM: 1, iceVolumetric: 0.1 }], /line 2: expected 0 ≤ topM < bottomM/],
    [[{ topM: 200, bottomM: 350, iceVolumetric: 0.1 }], /line 2: the bottom is 350 m .* at most 300 m.*"bottom": "cm"/],
    [[{ waterGravimetric: 0.3, dryDensityKgM3: 1.4 }], /line 2: dryDensityKgM3 1.4 is a density in g\/cm³/],
    [[{ waterGravimetric: 30, dryDensityKgM3: 1400 }], /half of the water contents are above 30.*"water": "%"/],
    [[{ waterGravimetric: 28 }], /half of the water contents are above 28.*"water": "%"/],
    [[{ waterGravimetric: -0.1, dryDensityKgM3: 1400 }], /line 2: waterGravimetric is -0.1/],
    [[{ waterGravimetric: 0.8, dryDensityKgM3: 1400 }], /line 2: water and dry density make 1.22 m³ of ice in 1 m³/],
    [[{ waterGravimetric: 0.5, dryDensityKgM3: 1600 }], /line 2: .* fill 1\d\d % of 1 m³/],
    [
      [{ waterGravimetric: 0.2, unfrozenGravimetric: 0.3, dryDensityKgM3: 1600 }],
      /unfrozenGravimetric ≤ waterGravimetric/,
    ],
    [[{ iceVolumetric: 35 }], /line 2: iceVolumetric is 35/],
    [
      [
        { topM: 2, bottomM: 3, iceVolumetric: 0.2 },
        { topM: 0, bottomM: 2.1, iceVolumetric: 0.2 },
      ],
      /lines 3 and 2: intervals 0–2.1 m and 2–3 m of hole A overlap/,
    ],
    [
      [
        { unit: 'marsh', iceVolumetric: 0.2 },
        { unit: 'hill', topM: 1, bottomM: 2, iceVolumetric: 0.2 },
      ],
      /lines 2 and 3: hole A has two units, marsh and hill/,
    ],
    [
      [
        { position: { lon: 92, lat: 35 }, iceVolumetric: 0.2 },
        { position: { lon: 93, lat: 35 }, topM: 1, bottomM: 2, iceVolumetric: 0.2 },
      ],
      /hole A has two places, 35, 92 and 35, 93/,
    ],
  ])('%j is refused', (intervals, message) => {
    expect(() => holes(intervals)).toThrow(message);
    expect(() => holes(intervals)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('units and layers', () => {
  it('weigh holes by their core, with the spread between holes', () => {
    const core = fc.record({
      coreM: fc.double({ min: 0.1, max: 10, noNaN: true }),
      value: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const property = fc.property(fc.array(core, { minLength: 1, maxLength: 8 }), (given) => {
      const { mean, sd, standardError } = spreadOf(given);
      const metres = given.reduce((sum, { coreM }) => sum + coreM, 0);
      expect(mean).toBeCloseTo(
        given.reduce((sum, { coreM, value }) => sum + (coreM / metres) * value, 0),
        9,
      );
      if (given.length === 1) {
        expect([sd, standardError]).toEqual([null, null]);
        return;
      }
      const effective = metres ** 2 / given.reduce((sum, { coreM }) => sum + coreM ** 2, 0);
      const variance = given.reduce((sum, { coreM, value }) => sum + (coreM / metres) * (value - mean) ** 2, 0);
      expect(sd!).toBeCloseTo(Math.sqrt((variance * effective) / (effective - 1)), 9);
      expect(standardError!).toBeCloseTo(sd! / Math.sqrt(effective), 9);
    });
    fc.assert(property);
    // Of equal lengths it is the standard deviation that everybody knows.
    expect(spreadOf([0.1, 0.2, 0.6].map((value) => ({ coreM: 2, value }))).sd).toBeCloseTo(0.264575131106459, 12);
  });

  const logged = [
    { hole: 'A', unit: 'marsh', soil: 'clay', topM: 1, bottomM: 3, iceVolumetric: 0.5 },
    { hole: 'A', unit: 'marsh', soil: 'sand', topM: 3, bottomM: 6, iceVolumetric: 0.2 },
    { hole: 'B', unit: 'marsh', soil: 'clay', topM: 1, bottomM: 2, iceVolumetric: 0.3 },
    { hole: 'B', unit: 'marsh', soil: 'sand', topM: 2, bottomM: 4, iceVolumetric: 0.3 },
    { hole: 'C', unit: 'hill', soil: 'rock', topM: 2, bottomM: 4, iceVolumetric: 0.05 },
  ];
  const placed = holes(logged).map((hole) => ({ ...hole, unit: hole.unit! }));

  it('are averaged between depths, and named where nothing is known', () => {
    const { cells, empty } = cellsByDepth(placed, layersBetween([0, 2, 5]));
    expect(cells.map(({ unit, layer, coreM, holes: own, ice }) => [unit, layer, coreM, own.length, ice.mean])).toEqual([
      ['marsh', '0–2 m', 2, 2, expect.closeTo((0.5 + 0.3) / 2, 12)],
      ['marsh', '2–5 m', 5, 2, expect.closeTo((0.5 + 2 * 0.2 + 2 * 0.3) / 5, 12)],
      ['hill', '2–5 m', 2, 1, expect.closeTo(0.05, 12)],
    ]);
    expect(empty).toEqual([{ unit: 'hill', layer: '0–2 m', topM: 0, bottomM: 2 }]);
  });

  it('are averaged by soil, in a column that has the ice of the mean hole', () => {
    const { cells } = cellsBySoil(placed);
    expect(cells.map(({ unit, layer, topM, bottomM }) => [unit, layer, topM, bottomM])).toEqual([
      ['marsh', 'clay', 1, 2.5],
      ['marsh', 'sand', 2.5, 5],
      ['hill', 'rock', 2, 4],
    ]);
    const iceM = cells
      .filter(({ unit }) => unit === 'marsh')
      .reduce((sum, { topM, bottomM, ice }) => sum + (bottomM - topM) * ice.mean, 0);
    expect(iceM).toBeCloseTo((2 * 0.5 + 3 * 0.2 + 1 * 0.3 + 2 * 0.3) / 2, 12);
  });
});
