import { describe, expect, it } from 'vitest';
import { createActiveLayerRule } from '../../../src/physics/activeLayer/activeLayerRule.ts';
import { depthFaults } from '../../../src/physics/activeLayer/ground.ts';
import { kudryavtsev } from '../../../src/physics/kudryavtsev.ts';
import { layeredStefanDepthM, xieGoughDepthM } from '../../../src/physics/layeredStefan.ts';
import { snowConductivityWMK } from '../../../src/physics/snow.ts';
import type { CellSource } from '../../../src/core/cellSource.ts';
import type { DepthMethod } from '../../../src/physics/activeLayer/method.ts';

// More than one block of cells, and no whole number of them.
const [widthPx, heightPx] = [97, 53];
const cells = widthPx * heightPx;
const none = Number.NaN;
const numbers = (of: (i: number) => number): Float32Array => Float32Array.from({ length: cells }, (_, i) => of(i));
const layers = {
  thawDays: numbers((i) => (i % 7 === 3 ? none : 200 + ((i * 37) % 2100))),
  frostDays: numbers((i) => (i % 11 === 5 ? none : (i * 53) % 4000)),
  cover: numbers((i) => 1 + (i % 3)),
  water: numbers((i) => 0.05 + ((i * 13) % 40) / 100),
  mean: numbers((i) => -14 + (i % 25)),
  amplitude: numbers((i) => 6 + ((i * 7) % 13)),
};

const constant = (value: number): CellSource => ({ kind: 'constant', value });
const layer = (name: keyof typeof layers): CellSource => ({
  kind: 'layer',
  layer: Object.keys(layers).indexOf(name),
  minimum: -1e5,
  maximum: 1e5,
});
const classes = (...values: number[]): CellSource => ({
  kind: 'classes',
  layer: 2,
  values: values.map((value, i) => [i + 1, value]),
});
const byClass =
  (...values: number[]) =>
  (i: number): number =>
    values[layers.cover[i]! - 1]!;

function derive(method: DepthMethod<CellSource>) {
  const rule = createActiveLayerRule(method);
  const out = Array.from({ length: rule.bandCount }, () => new Float32Array(cells));
  const rowCounts = new Uint32Array(heightPx * rule.rowCountColumns!);
  const at = { window: { xPx: 0, yPx: 0, widthPx, heightPx }, haloPx: 0 };
  const counts = rule.derive(Object.values(layers), at, out, rowCounts);
  return { out, rowCounts, counts };
}

interface Depths {
  readonly thawM: number;
  readonly frostM: number;
}

function isClose(found: number, wanted: number): boolean {
  return Number.isNaN(wanted) ? Number.isNaN(found) : Math.abs(found - wanted) < 2e-7 * (1 + wanted);
}

function close(found: number, wanted: number, what: string): void {
  // An assertion per cell would take seconds.
  if (!isClose(found, wanted)) expect(found, what).toBe(wanted);
}

/** The definition: there is no permafrost where the ground freezes less deep than it thaws. */
function expectGround(method: DepthMethod<CellSource>, depthsAt: (i: number) => Depths): void {
  const { out, rowCounts } = derive(method);
  const byRow = new Uint32Array(heightPx * 4);
  const seen = [0, 0, 0, 0, 0];
  for (let i = 0; i < cells; i++) {
    const { thawM, frostM } = depthsAt(i);
    const isKnown = !Number.isNaN(thawM) && !Number.isNaN(frostM);
    const isFrozen = isKnown && frostM >= thawM;
    const state = isFrozen ? (thawM === 0 ? 4 : 1) : frostM === 0 ? 3 : 2;
    close(out[0]![i]!, isFrozen ? thawM : none, `active layer of cell ${i}`);
    close(out[1]![i]!, isKnown && !isFrozen ? frostM : none, `seasonal frost of cell ${i}`);
    close(out[2]![i]!, isKnown ? state : none, `ground of cell ${i}`);
    seen[isKnown ? state : 0]! += 1;
    if (isKnown) byRow[Math.floor(i / widthPx) * 4 + state - 1]! += 1;
  }
  expect(rowCounts).toEqual(byRow);
  // A winter without frost has a depth, which is 0.
  expect(seen[3]).toBeGreaterThan(0);
  for (const state of [0, 1, 2]) expect(seen[state]).toBeGreaterThan(100);
}

const thaw = { index: layer('thawDays'), nFactor: classes(0.8, 0.6, 1.2) };
const freeze = { index: layer('frostDays'), nFactor: constant(0.7) };
const thawDays = (i: number): number => byClass(0.8, 0.6, 1.2)(i) * layers.thawDays[i]!;
const frostDays = (i: number): number => 0.7 * layers.frostDays[i]!;

describe('active layer of cells', () => {
  it('follows the edaphic factors of classes', () => {
    expectGround(
      {
        name: 'edaphic',
        thaw: { index: layer('thawDays'), factor: classes(0.015, 0.02, 0.045) },
        freeze: { index: layer('frostDays'), factor: constant(0.025) },
      },
      (i) => ({
        thawM: byClass(0.015, 0.02, 0.045)(i) * Math.sqrt(layers.thawDays[i]!),
        frostM: 0.025 * Math.sqrt(layers.frostDays[i]!),
      }),
    );
  });

  const soil = {
    name: 'stefan',
    thaw,
    freeze,
    thawedConductivity: constant(0.9),
    frozenConductivity: constant(1.6),
  } as const;
  const waters = [
    {
      what: 'water by weight',
      water: { by: 'weight', dryDensity: constant(1300), content: constant(0.3), unfrozen: constant(0.05) },
      latentAt: () => 334_000 * 1300 * 0.25,
    },
    {
      what: 'water by volume',
      water: { by: 'volume', content: layer('water'), unfrozen: constant(0.02) },
      latentAt: (i: number) => 334e6 * (layers.water[i]! - 0.02),
    },
    {
      what: 'ice by volume',
      water: { by: 'ice', content: layer('water') },
      latentAt: (i: number) => 334_000 * 917 * layers.water[i]!,
    },
  ] as const;

  it.each(waters)('follows Stefan with $what', ({ water, latentAt }) => {
    expectGround({ ...soil, water, cover: null }, (i) => ({
      thawM: Math.sqrt((2 * 0.9 * thawDays(i) * 86_400) / latentAt(i)),
      frostM: Math.sqrt((2 * 1.6 * frostDays(i) * 86_400) / latentAt(i)),
    }));
  });

  it.each(waters)('follows Stefan with $what below a dry cover', ({ water, latentAt }) => {
    const cover = { thickness: classes(0, 0.1, 0.3), conductivity: constant(0.4) };
    const below = (k: number, index: number, i: number): number => {
      const reach = (k * byClass(0, 0.1, 0.3)(i)) / 0.4;
      return -reach + Math.sqrt(reach ** 2 + (2 * k * index * 86_400) / latentAt(i));
    };
    expectGround({ ...soil, water, cover }, (i) => ({
      thawM: below(0.9, thawDays(i), i),
      frostM: below(1.6, frostDays(i), i),
    }));
  });

  it.each([
    ['series', layeredStefanDepthM],
    ['xie-gough', xieGoughDepthM],
  ] as const)('follows layers by %s, the first as thick as its class says', (algorithm, depthM) => {
    const peat = { by: 'volume', content: constant(0.7), unfrozen: constant(0.05) } as const;
    const mineral = { by: 'volume', content: layer('water'), unfrozen: constant(0) } as const;
    const at = (first: number, second: number, index: number, i: number): number =>
      Number.isNaN(index)
        ? none
        : depthM(
            [
              { thicknessM: byClass(0.4, 0.1, 0)(i), conductivityWMK: first, latentHeatJM3: 334e6 * 0.65 },
              { thicknessM: Infinity, conductivityWMK: second, latentHeatJM3: 334e6 * layers.water[i]! },
            ],
            index,
          );
    const method: DepthMethod<CellSource> = {
      name: 'layered-stefan',
      algorithm,
      thaw,
      freeze,
      layers: [
        {
          thickness: classes(0.4, 0.1, 0),
          thawedConductivity: constant(0.5),
          frozenConductivity: constant(1.4),
          water: peat,
        },
        { thickness: null, thawedConductivity: constant(1.3), frozenConductivity: constant(2.2), water: mineral },
      ],
    };
    expectGround(method, (i) => ({ thawM: at(0.5, 1.3, thawDays(i), i), frostM: at(1.4, 2.2, frostDays(i), i) }));
  });

  it('follows Kudryavtsev, whose temperature tells permafrost, and says where a season is missing', () => {
    const { out } = derive({
      name: 'kudryavtsev',
      airMean: layer('mean'),
      airAmplitude: layer('amplitude'),
      snow: { depth: constant(0.2), density: constant(220) },
      vegetation: {
        winterHeight: constant(0.05),
        summerHeight: constant(0.1),
        winterDiffusivity: constant(1.4e-6),
        summerDiffusivity: constant(6e-7),
      },
      thawedConductivity: constant(1.1),
      frozenConductivity: constant(1.8),
      thawedHeatCapacity: constant(2.6e6),
      frozenHeatCapacity: constant(1.9e6),
      water: { by: 'volume', content: constant(0.3), unfrozen: constant(0) },
    });
    const seen = new Set<number>();
    for (let i = 0; i < cells; i++) {
      const [airMeanC, airAmplitudeC] = [layers.mean[i]!, layers.amplitude[i]!];
      const found = kudryavtsev({
        airMeanC,
        airAmplitudeC,
        snowDepthM: 0.2,
        snowDiffusivityM2S: snowConductivityWMK(220) / (220 * 2090),
        vegetation: { winterHeightM: 0.05, summerHeightM: 0.1, winterM2S: 1.4e-6, summerM2S: 6e-7 },
        thawed: { conductivityWMK: 1.1, heatCapacityJM3K: 2.6e6 },
        frozen: { conductivityWMK: 1.8, heatCapacityJM3K: 1.9e6 },
        latentHeatJM3: 334e6 * 0.3,
        periodS: 365.25 * 86_400,
      });
      const inAir = Math.abs(airMeanC) >= airAmplitudeC ? airMeanC : 0;
      const atSurface = Math.abs(found.surfaceMeanC) >= found.surfaceAmplitudeC ? found.surfaceMeanC : 0;
      const missing = inAir || atSurface;
      const state = missing > 0 ? 3 : missing < 0 ? 4 : found.permafrostMeanC <= 0 ? 1 : 2;
      const depthM = Math.fround(missing === 0 ? found.depthM : 0);
      expect(out.map((band) => band[i])).toEqual(
        state === 1 || state === 4 ? [depthM, none, state] : [none, depthM, state],
      );
      seen.add(state);
    }
    expect([...seen].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });

  it('gives thaw alone where nothing is known of frost', () => {
    const { out, rowCounts } = derive({
      name: 'edaphic',
      thaw: { index: layer('thawDays'), factor: constant(0.03) },
      freeze: null,
    });
    expect(out).toHaveLength(1);
    expect(out[0]).toEqual(layers.thawDays.map((days) => 0.03 * Math.sqrt(days)));
    expect(rowCounts.every((count) => count === 0)).toBe(true);
  });

  it('has no depth, and counts why, where hardly anything freezes or water has no room', () => {
    const density = byClass(2000, 1500, 400);
    const { out, counts } = derive({
      ...soil,
      freeze: null,
      frozenConductivity: null,
      cover: null,
      water: { by: 'weight', dryDensity: classes(2000, 1500, 400), content: layer('water'), unfrozen: constant(0.05) },
    });
    const isFull = (i: number): boolean => density(i) / 2700 + (density(i) * layers.water[i]!) / 1000 > 1.05;
    const isDry = (i: number): boolean => density(i) * (layers.water[i]! - 0.05) < 5;
    const all = Array.from({ length: cells }, (_, i) => i);
    const wanted = [all.filter((i) => isDry(i) && !isFull(i)).length, all.filter(isFull).length];
    expect(counts.slice(0, depthFaults.length)).toEqual(wanted);
    expect(Math.min(...wanted)).toBeGreaterThan(50);
    for (const i of all) {
      expect(Number.isNaN(out[0]![i]!), `cell ${i}`).toBe(isDry(i) || isFull(i) || Number.isNaN(layers.thawDays[i]!));
    }
  });

  it('has no depth where a parameter is missing, even of ground that is not reached', () => {
    const ground = { thawedConductivity: constant(1), frozenConductivity: null };
    const [depths] = derive({
      name: 'layered-stefan',
      algorithm: 'series',
      thaw: { index: layer('thawDays'), nFactor: constant(1) },
      freeze: null,
      layers: [
        { ...ground, thickness: constant(9), water: { by: 'ice', content: constant(0.5) } },
        { ...ground, thickness: null, water: { by: 'ice', content: classes(0.3, 0.3) } },
      ],
    }).out;
    expect(depths![0]).toBeGreaterThan(0.1);
    expect(depths![2]).toBeNaN();
  });

  it('is permafrost where frost reaches just as deep as thaw', () => {
    const [active, , state] = derive({
      name: 'edaphic',
      thaw: { index: layer('thawDays'), factor: constant(0.03) },
      freeze: { index: layer('thawDays'), factor: constant(0.03) },
    }).out;
    expect([active![0], state![0]]).toEqual([Math.fround(0.03 * Math.sqrt(layers.thawDays[0]!)), 1]);
  });

  it('takes a dry layer above others for a resistance', () => {
    const ground = { thawedConductivity: constant(1.4), frozenConductivity: null };
    const method: DepthMethod<CellSource> = {
      name: 'layered-stefan',
      algorithm: 'series',
      thaw: { index: layer('thawDays'), nFactor: constant(1) },
      freeze: null,
      layers: [
        {
          ...ground,
          thickness: constant(0.3),
          thawedConductivity: constant(0.26),
          water: { by: 'ice', content: constant(0) },
        },
        { ...ground, thickness: null, water: { by: 'ice', content: constant(0.3) } },
      ],
    };
    const [depths] = derive(method).out;
    const reach = (1.4 * 0.3) / 0.26;
    const below = Math.sqrt(reach ** 2 + (2 * 1.4 * layers.thawDays[0]! * 86_400) / (334_000 * 917 * 0.3)) - reach;
    expect(depths![0]).toBeCloseTo(0.3 + below, 6);
    expect(derive({ ...method, algorithm: 'xie-gough' }).counts[0]).toBe(cells);
  });
});
