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
import type { SectionStanding } from '../../../src/physics/section/standing.ts';

const coarse = { finestM: 1, growth: 1, coarsestM: 1 };
const nothing = (): void => {};
const day = 86_400;

function ran(changes: Partial<SectionPlan>, from: SectionStanding | null = null) {
  return runSection(sectionPlan(changes), from, nothing);
}

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
  const record = runYear(solver, state, { ...year, stepS: day }, { first: 0, count: 365 });
  return { diagnosis: diagnoseYear(own, record), state, table: own.tables[0]! };
}

/** The middle of a pit of 6 m between walls, after a year. */
const dug = (halfM: number) =>
  ran({
    widthM: 80,
    events: [{ shape: box(40 - halfM, 0, 40 + halfM, 6), material: null, afterSteps: 0, temperatureC: 0 }],
    covers: [
      ...sectionPlan().covers,
      // Walls without sun: as cold as the air in winter, and hardly thawed in summer.
      { name: 'walls', faces: 'walls', within: null, afterSteps: 0, cover: { ...bare, thawFactor: 0.1 } },
    ],
  }).years[0]!.columns.reduce((a, b) => (Math.abs(a.xM - 40) < Math.abs(b.xM - 40) ? a : b));

describe('a run of a section', () => {
  it('without shapes is that of a column: depth of thaw and temperatures everywhere', () => {
    const plan = sectionPlan({ keptSteps: [365] });
    const { diagnosis, state, table } = asColumn(plan);
    const found = runSection(plan, null, nothing);
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
    const found = ran({
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
    });
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
    const [year] = ran({ events: [heap] }).years;
    expect(year!.taliks).toHaveLength(1);
    expect(year!.taliks[0]!.fromXM).toBeGreaterThanOrEqual(10);
    expect(year!.taliks[0]!.topM).toBeLessThan(-1);
  });

  it('brings the heat of the fill, and takes that of what was there', () => {
    const shape = box(10, -2, 20, 0);
    const { balance } = ran({ events: [{ shape, material: 1, afterSteps: 0, temperatureC: 10 }] });
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
    const told: string[] = [];
    const plan = sectionPlan({ ...small, spinUp: { ...steadyRule, mostYears: 2 }, keptSteps: [0, 30] });
    const found = runSection(plan, null, (stretch, done) => void told.push(`${stretch} ${done}`));
    expect(found.fields.map(({ step }) => step)).toEqual([0, 30]);
    expect(told).toHaveLength(3 * 365);
    expect([told[0], told[729], told[730], told.at(-1)]).toEqual(['spinUp 1', 'spinUp 730', 'run 1', 'run 365']);
    const fresh = ran({ ...small, keptSteps: [0] });
    expect(fresh.fields).toHaveLength(1);
    expect(fresh.spinUp).toBeNull();
  });

  it('says of ground at 0 °C how much of it has thawed', () => {
    const [field] = ran({ ...small, keptSteps: [220] }).fields;
    const parts = Array.from(field!.thawed, (part, i) => ({ part, atC: field!.temperatureC[i]! }));
    for (const { part, atC } of parts.filter((each) => each.atC !== 0)) expect(part).toBe(atC > 0 ? 1 : 0);
    expect(parts.filter(({ part, atC }) => atC === 0 && part > 0 && part < 1).length).toBeGreaterThan(0);
  });
});

const small = { depthM: 8, widthM: 6, gradingDepth: coarse, gradingX: { finestM: 1, growth: 1, coarsestM: 2 } };
const steadyRule = { mostYears: 300, toleranceC: 1e-3, toleranceWM2: 5e-3 };

describe('the spin-up of a section', () => {
  it('is that of a column where nothing differs along it, and takes two years more to say so', () => {
    const { spinUp, fields } = ran({ ...small, spinUp: steadyRule, keptSteps: [0] });
    expect(spinUp).toMatchObject({ endedBy: 'steady', years: 2, columns: 1 });
    expect(spinUp!.columnYears).toBeGreaterThan(3);
    expect(spinUp!.meanChangeC).toBeLessThan(1e-3);
    const rows = fields[0]!.temperatureC.length / 3;
    for (const [i, atC] of fields[0]!.temperatureC.entries()) {
      expect(atC).toBeCloseTo(fields[0]!.temperatureC[i % rows]!, 5);
    }
  });

  it('goes on by the same rule where columns differ: a heap and the ground beside it', () => {
    const heap = { ...small, paintings: [{ shape: box(2, -2, 4, 0), material: 1 }] };
    const loose = { ...steadyRule, toleranceC: 0.02 };
    const { spinUp } = ran({ ...heap, spinUp: loose });
    expect(spinUp).toMatchObject({ endedBy: 'steady', columns: 2 });
    expect(spinUp!.years).toBeGreaterThan(2);
    const short = ran({ ...heap, spinUp: { ...loose, mostYears: 2 } });
    expect(short.spinUp).toMatchObject({ endedBy: 'most-years', years: 2 });
    expect(short.spinUp!.meanChangeC).toBeGreaterThan(0.02);
  });

  it('leaves the energy of the run to the run', () => {
    const { balance, stepsSolved } = ran({ ...small, spinUp: { ...steadyRule, mostYears: 2 } });
    expect(stepsSolved).toBe(365);
    expect(Math.abs(balance.imbalanceJM) / balance.throughJM).toBeLessThan(1e-9);
    expect(balance.bottomJM).toBeCloseTo(6 * 0.05 * 365 * day, 3);
  });
});

describe('a run that goes on', () => {
  const scenario: Partial<SectionPlan> = {
    ...small,
    events: [
      { shape: box(2, 0, 4, 3), material: null, afterSteps: 100, temperatureC: 0 },
      { shape: box(2, 2, 4, 3), material: 1, afterSteps: 500, temperatureC: 4 },
    ],
    covers: [
      ...sectionPlan().covers,
      { name: 'snow', faces: 'up', within: null, afterSteps: 400, cover: { ...bare, snowM2KW: 0.5 } },
    ],
    climate: { ...sectionPlan().climate, warming: { kind: 'rate', perDecadeC: 2 } },
    keptSteps: [700, 1095],
  };

  it('has the years of one long run to the last bit, its fields and its energy too', () => {
    const long = ran({ ...scenario, years: 3 });
    const first = ran({ ...scenario, years: 1 });
    const second = ran({ ...scenario, years: 2 }, first.standing);
    expect([...first.years, ...second.years]).toEqual(long.years);
    expect(second.standing).toEqual(long.standing);
    expect(second.fields).toEqual(long.fields);
    expect(second.balance).toEqual(long.balance);
    expect(second.stepsSolved + first.stepsSolved).toBe(long.stepsSolved);
  });

  it('leaves where it started as it was, for other runs from there', () => {
    const { standing } = ran({ ...scenario, years: 1 });
    const before = structuredClone(standing);
    ran({ ...scenario, years: 1 }, standing);
    expect(standing).toEqual(before);
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
    expect(() => runSection(plan, null, nothing)).toThrow(message);
  });
});
