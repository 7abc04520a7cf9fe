import { describe, expect, it } from 'vitest';
import { createColumn, startState } from '../../../src/physics/column/column.ts';
import { diagnoseYear } from '../../../src/physics/column/diagnosis.ts';
import { heatTable, temperatureOf } from '../../../src/physics/column/heatTable.ts';
import { createSolver } from '../../../src/physics/column/solver.ts';
import { runYear } from '../../../src/physics/column/year.ts';
import { surfaceYear } from '../../../src/physics/forcing/surface.ts';
import { coveredFaces } from '../../../src/physics/section/covers.ts';
import { steadyHeatJM3 } from '../../../src/physics/section/columns.ts';
import { sizesM } from '../../../src/physics/section/mesh.ts';
import { meshOf, paintSection } from '../../../src/physics/section/paint.ts';
import { runSection } from '../../../src/physics/section/runSection.ts';
import { bare, box, sectionPlan } from './sectionPlans.ts';
import type { SectionPlan } from '../../../src/physics/section/plan.ts';

const coarse = { finestM: 1, growth: 1, coarsestM: 1 };
const nothing = (): void => {};
const day = 86_400;

/** Years of the plan's first column, without neighbours, by the solver of columns. */
function asColumn(plan: SectionPlan) {
  const mesh = meshOf(plan);
  const painted = paintSection(plan, mesh);
  const year = surfaceYear(plan.climate, plan.covers[0]!.cover, -1, 1);
  const start = steadyHeatJM3(painted.section, coveredFaces(painted, plan.covers, 0), [year]).slice(0, mesh.rows);
  const column = createColumn({
    layers: [{ topM: 0, bottomM: plan.depthM, table: heatTable(plan.materials[0]!.material, ''), heatSourceWM3: 0 }],
    grid: { finestM: 1, fineToM: 0, growth: 1, widestM: 1 },
    geothermalFluxWM2: plan.geothermalFluxWM2,
  });
  const same = { ...column, thicknessM: sizesM(mesh.depthEdgesM), tableOf: new Uint16Array(mesh.rows) };
  const own = { ...same, heatSourceWM3: new Float64Array(mesh.rows) };
  const state = startState(own, start);
  const solver = createSolver(own, plan.options);
  const record = runYear(own, solver, state, { ...year, stepS: day }, { first: 0, count: 365 });
  return { diagnosis: diagnoseYear(own, record), state, table: own.tables[0]! };
}

/** The middle of a pit of 6 m between walls, after a year. */
const dug = (halfM: number) =>
  runSection(
    sectionPlan({
      widthM: 80,
      events: [{ shape: box(40 - halfM, 0, 40 + halfM, 6), material: null, afterSteps: 0, temperatureC: 0 }],
      covers: [
        ...sectionPlan().covers,
        // Walls without sun: as cold as the air in winter, and hardly thawed in summer.
        { name: 'walls', faces: 'walls', within: null, afterSteps: 0, cover: { ...bare, thawFactor: 0.1 } },
      ],
    }),
    nothing,
  ).years[0]!.columns.reduce((a, b) => (Math.abs(a.xM - 40) < Math.abs(b.xM - 40) ? a : b));

describe('a run of a section', () => {
  it('without shapes is that of a column: depth of thaw and temperatures everywhere', () => {
    const plan = sectionPlan({ keptSteps: [365] });
    const { diagnosis, state, table } = asColumn(plan);
    const found = runSection(plan, nothing);
    expect(diagnosis.thawDepthM).toBeGreaterThan(1.5);
    for (const { thawM, surfaceM } of found.years[0]!.columns) {
      expect(surfaceM).toBe(0);
      expect(Math.abs(thawM! - diagnosis.thawDepthM!)).toBeLessThan(1e-7 /* m */);
    }
    for (const [i, temperatureC] of found.fields[0]!.temperatureC.entries()) {
      const expected = temperatureOf(table, state.enthalpyJM3[i % found.rows]!);
      expect(Math.abs(temperatureC - expected)).toBeLessThan(1e-6 /* °C, of Float32 */);
    }
  });

  it('has its energy closed to a billionth through digging, filling, warm fill and a lake', () => {
    const pit = box(12, 0, 18, 6);
    const found = runSection(
      sectionPlan({
        events: [
          { shape: pit, material: null, afterSteps: 60, temperatureC: 0 },
          { shape: box(12, 3, 18, 6), material: 1, afterSteps: 150, temperatureC: 12 },
          { shape: box(2, -3, 8, 0), material: 1, afterSteps: 200, temperatureC: 5 },
        ],
        covers: [
          ...sectionPlan().covers,
          {
            name: 'lake',
            faces: 'up',
            within: pit,
            afterSteps: 500,
            cover: { kind: 'water', meanC: 4, amplitudeC: 3 },
          },
        ],
      }),
      nothing,
    );
    const { balance } = found;
    expect(Math.abs(balance.imbalanceJM) / balance.throughJM).toBeLessThan(1e-9);
    expect(Math.abs(balance.eventsJM)).toBeGreaterThan(1e8);
    const surfaces = new Map(found.years[0]!.columns.map(({ xM, surfaceM }) => [xM, surfaceM]));
    for (const [xM, surfaceM] of surfaces) {
      expect(surfaceM).toBe(xM > 12 && xM < 18 ? 3 : xM > 2 && xM < 8 ? -3 : 0);
    }
  });

  it('judges ground by what it was since it was brought: a warm heap in autumn never froze inside', () => {
    const heap = { shape: box(10, -4, 20, 0), material: 1, afterSteps: 300, temperatureC: 20 };
    const [year] = runSection(sectionPlan({ events: [heap] }), nothing).years;
    expect(year!.taliks).toHaveLength(1);
    expect(year!.taliks[0]!.fromXM).toBeGreaterThanOrEqual(10);
    expect(year!.taliks[0]!.topM).toBeLessThan(-1);
  });

  it('brings the heat of the fill, and takes that of what was there', () => {
    const shape = box(10, -2, 20, 0);
    const { balance } = runSection(
      sectionPlan({ events: [{ shape, material: 1, afterSteps: 0, temperatureC: 10 }] }),
      nothing,
    );
    // 20 m² of thawed fill: latent heat and 10 °C of its heat capacity.
    expect(balance.eventsJM).toBeCloseTo(20 * (2.01e7 + 10 * 2.232e6), -2);
  });

  it('finds the middle of a wide pit no different from the floor of a pit without walls, and a narrow one colder', () => {
    const [endless, wide, narrow] = [dug(40), dug(20), dug(1)];
    expect(wide.surfaceM).toBe(6);
    expect(Math.abs(wide.thawM! - endless.thawM!)).toBeLessThan(2e-3 /* m */);
    expect(narrow.thawM!).toBeLessThan(endless.thawM! - 0.05 /* m */);
  });

  it('keeps the fields that are asked for, the one before the first step too, and tells every step', () => {
    const told: number[] = [];
    const plan = sectionPlan({ depthM: 5, widthM: 4, gradingDepth: coarse, spinUpYears: 1, keptSteps: [0, 30] });
    const found = runSection(plan, (done, of) => void told.push(done / of));
    expect(found.fields.map(({ step }) => step)).toEqual([0, 30]);
    expect(told).toHaveLength(730);
    expect(told.at(-1)).toBe(1);
    const fresh = runSection(sectionPlan({ depthM: 5, widthM: 4, gradingDepth: coarse, keptSteps: [0] }), nothing);
    expect(fresh.fields).toHaveLength(1);
  });
});

const fine = { finestM: 0.05, growth: 1, coarsestM: 0.05 };

describe('sections that cannot be', () => {
  it.each([
    [{ gradingX: fine, gradingDepth: fine }, /cells, at most 200000 are computed/],
    [{ paintings: [{ shape: box(0, 0, 30, 20), material: null }] }, /all air/],
    [
      {
        layers: [
          { bottomM: 2, material: 0 },
          { bottomM: 2.001, material: 1 },
          { bottomM: Infinity, material: 0 },
        ],
      },
      /less than 5 mm apart at depth = 2 and 2\.001 m/,
    ],
  ])('are refused with what is wrong: %j', (changes, message) => {
    const plan = sectionPlan(changes);
    expect(() => runSection(plan, nothing)).toThrow(message);
  });
});
