import { describe, expect, it } from 'vitest';
import { createColumn, heatImbalanceJM2, startState } from '../../../src/physics/column/column.ts';
import { heatAt, heatTable, temperatureOf } from '../../../src/physics/column/heatTable.ts';
import { heatOfTemperatures } from '../../../src/physics/column/initial.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import { createSolver } from '../../../src/physics/column/solver.ts';
import { edgeDepthsM } from '../../../src/physics/column/grid.ts';
import { gradedEdgesM } from '../../../src/physics/section/axis.ts';
import { airFaces, centresM, createMesh } from '../../../src/physics/section/mesh.ts';
import { createSectionSolver } from '../../../src/physics/section/solver.ts';
import { checkCellCount, sectionImbalanceJM, startSection } from '../../../src/physics/section/section.ts';
import { erf } from '../../../src/core/specialFunctions.ts';
import type { HeatTable } from '../../../src/physics/column/heatTable.ts';
import type { Mesh } from '../../../src/physics/section/mesh.ts';
import type { Section } from '../../../src/physics/section/section.ts';

const day = 86_400;
const strict = { toleranceJM3: 1e-4, mostIterations: 40, mostHalvings: 8 };

const peat = heatTable(
  sharpMaterial(
    { conductivityWMK: 1.5, heatCapacityJM3K: 2.1e6 },
    { conductivityWMK: 0.5, heatCapacityJM3K: 3.4e6 },
    2.3e8,
  ),
  'peat',
);
const gravel = heatTable(
  sharpMaterial(
    { conductivityWMK: 2.61, heatCapacityJM3K: 1.863e6 },
    { conductivityWMK: 1.91, heatCapacityJM3K: 2.401e6 },
    2.32e7,
  ),
  'gravel',
);
const clay = heatTable(
  {
    frozen: { conductivityWMK: 2, heatCapacityJM3K: 2.1e6 },
    thawed: { conductivityWMK: 1.2, heatCapacityJM3K: 2.9e6 },
    latentHeatJM3: 1.1e8,
    freezing: { kind: 'power', totalVolume: 0.33, a: 0.08, b: -0.4 },
  },
  'clay',
);

/** All ground, the table of each cell by its row. */
function layeredSection(mesh: Mesh, tables: readonly HeatTable[], tableOfRow: (row: number) => number): Section {
  return {
    mesh,
    tables,
    tableOf: Uint16Array.from({ length: mesh.cells }, (_, i) => tableOfRow(i % mesh.rows)),
    ground: new Uint8Array(mesh.cells).fill(1),
    heatSourceWM3: new Float64Array(mesh.cells),
    geothermalFluxWM2: 0.06,
  };
}

function allFaces(section: Section) {
  return airFaces(section.mesh, (cell) => section.ground[cell] === 1).map((face) => ({ ...face, surface: 0 }));
}

const surfaceOn = (step: number, resistanceM2KW: number) => ({
  temperatureC: -3 + 14 * Math.sin((2 * Math.PI * step) / 365),
  resistanceM2KW,
});

const startC = (depthM: number): number => -2 + 0.03 * depthM;

describe('a section that is the same everywhere along x', () => {
  it.each([
    [0, 'held'],
    [0.4, 'under snow'],
  ])('is the column in each of its columns, through a year of thaw and frost (resistance %s)', (resistance) => {
    const layers = [
      { topM: 0, bottomM: 0.3, table: peat, heatSourceWM3: 0 },
      { topM: 0.3, bottomM: 2.5, table: clay, heatSourceWM3: 0 },
      { topM: 2.5, bottomM: 15, table: gravel, heatSourceWM3: 0 },
    ];
    const grid = { finestM: 0.1, fineToM: 2, growth: 1.2, widestM: 1 };
    const column = createColumn({ layers, grid, geothermalFluxWM2: 0.06 });
    const state = startState(column, heatOfTemperatures(column, startC, 'frozen'));
    const mesh = createMesh(Float64Array.of(0, 0.7, 3, 4.2), edgeDepthsM(column.thicknessM));
    const section = layeredSection(mesh, column.tables, (row) => column.tableOf[row]!);
    const start = [0, 1, 2].flatMap(() => [...heatOfTemperatures(column, startC, 'frozen')]);
    const wide = startSection(section, Float64Array.from(start));
    const [one, two] = [createSolver(column, strict), createSectionSolver(section, allFaces(section), strict)];
    let thawed = 0;
    for (let step = 0; step < 365; step++) {
      one.advance(state, surfaceOn(step, resistance), day);
      two.advance(wide, [surfaceOn(step, resistance)], day);
      for (let i = 0; i < mesh.cells; i++) {
        const table = section.tables[section.tableOf[i]!]!;
        const [here, there] = [wide.heatJM3[i]!, state.enthalpyJM3[i % mesh.rows]!];
        const apartC = temperatureOf(table, here) - temperatureOf(table, there);
        expect(Math.abs(apartC), `step ${step}, cell ${i}`).toBeLessThan(1e-8 /* °C */);
        if (here > table.thawedJM3) thawed++;
      }
    }
    expect(thawed).toBeGreaterThan(500);
    expect(Math.abs(heatImbalanceJM2(column, state))).toBeLessThan(1);
  });

  it('is the column laid on its side where only a wall thaws', () => {
    const column = createColumn({
      layers: [{ topM: 0, bottomM: 8, table: gravel, heatSourceWM3: 0 }],
      grid: { finestM: 0.1, fineToM: 1, growth: 1.2, widestM: 0.5 },
      geothermalFluxWM2: 0,
    });
    const state = startState(
      column,
      heatOfTemperatures(column, () => -2, 'frozen'),
    );
    // Air to the left of the wall, and above it insulation that lets nothing through.
    const mesh = createMesh(Float64Array.of(-1, ...edgeDepthsM(column.thicknessM)), Float64Array.of(0, 0.5, 2));
    const ground = Uint8Array.from({ length: mesh.cells }, (_, i) => (i < mesh.rows ? 0 : 1));
    const section = { ...layeredSection(mesh, [gravel], () => 0), ground, geothermalFluxWM2: 0 };
    const faces = allFaces(section).map((face) => ({ ...face, surface: face.facing === 'up' ? 1 : 0 }));
    const heat = Float64Array.from({ length: mesh.cells }, (_, i) => ground[i]! * heatAt(gravel, -2, 'frozen'));
    const wall = startSection(section, heat);
    const [one, two] = [createSolver(column, strict), createSectionSolver(section, faces, strict)];
    for (let step = 0; step < 100; step++) {
      one.advance(state, { temperatureC: 5, resistanceM2KW: 0 }, day);
      two.advance(
        wall,
        [
          { temperatureC: 5, resistanceM2KW: 0 },
          { temperatureC: 5, resistanceM2KW: 1e15 },
        ],
        day,
      );
    }
    for (let i = mesh.rows; i < mesh.cells; i++) {
      const there = state.enthalpyJM3[Math.floor(i / mesh.rows) - 1]!;
      const apartC = temperatureOf(gravel, wall.heatJM3[i]!) - temperatureOf(gravel, there);
      expect(Math.abs(apartC)).toBeLessThan(1e-8 /* °C */);
    }
  });
});

/** Frozen all the way: conduction without phase change. */
const linear = heatTable(
  sharpMaterial({ conductivityWMK: 2, heatCapacityJM3K: 2e6 }, { conductivityWMK: 2, heatCapacityJM3K: 2e6 }, 1e8),
  'linear',
);

/** Largest error of the steady field of a surface that is a cosine of x, harmonic below it. */
function steadyError(columns: number, grade: number): number {
  const [widthM, depthM] = [10, 6];
  // Edges crowded smoothly towards one end: a mesh that is not even.
  const edges = (lengthM: number, count: number): Float64Array =>
    Float64Array.from(
      { length: count + 1 },
      (_, i) => lengthM * ((1 - grade) * (i / count) + grade * (i / count) ** 2),
    );
  const mesh = createMesh(edges(widthM, columns), edges(depthM, columns));
  const section = { ...layeredSection(mesh, [linear], () => 0), geothermalFluxWM2: 0 };
  const faces = allFaces(section).map((face, i) => ({ ...face, surface: i }));
  const wave = Math.PI / widthM;
  const exactC = (xM: number, zM: number): number =>
    -10 + (5 * Math.cos(wave * xM) * Math.cosh(wave * (depthM - zM))) / Math.cosh(wave * depthM);
  const state = startSection(section, new Float64Array(mesh.cells).fill(heatAt(linear, -10, 'frozen')));
  const surfaces = faces.map(({ xM }) => ({ temperatureC: exactC(xM, 0), resistanceM2KW: 0 }));
  const solver = createSectionSolver(section, faces, { ...strict, toleranceJM3: 0.1 });
  // Each step of 32 years leaves a sixtieth of what is not yet steady.
  for (let step = 0; step < 5; step++) solver.advance(state, surfaces, 1e9);
  const [xs, zs] = [centresM(mesh.xEdgesM), centresM(mesh.depthEdgesM)];
  const errors = Array.from(state.heatJM3, (heat, i) =>
    Math.abs(temperatureOf(linear, heat) - exactC(xs[Math.floor(i / mesh.rows)]!, zs[i % mesh.rows]!)),
  );
  return Math.max(...errors);
}

describe('accuracy', () => {
  it.each([0, 0.5])('is of second order in the size of the cells (crowding %s)', (grade) => {
    const errors = [20, 40, 80].map((columns) => steadyError(columns, grade));
    for (let i = 1; i < errors.length; i++) {
      expect(Math.log2(errors[i - 1]! / errors[i]!), errors.join(', ')).toBeGreaterThan(1.8);
    }
    expect(errors.at(-1)).toBeLessThan(0.002 /* °C */);
  });

  it('has the corner of a bench cool from both sides, as the product of two error functions', () => {
    const edges = gradedEdgesM(0, 20, [0], { finestM: 0.1, growth: 1.06, coarsestM: 1 });
    const mesh = createMesh(Float64Array.of(-1, ...edges), edges);
    const ground = Uint8Array.from({ length: mesh.cells }, (_, i) => (i < mesh.rows ? 0 : 1));
    const section = { ...layeredSection(mesh, [linear], () => 0), ground, geothermalFluxWM2: 0 };
    const heat = Float64Array.from({ length: mesh.cells }, (_, i) => ground[i]! * heatAt(linear, -2, 'frozen'));
    const state = startSection(section, heat);
    const solver = createSectionSolver(section, allFaces(section), strict);
    const steps = 400;
    for (let step = 0; step < steps; step++) {
      solver.advance(state, [{ temperatureC: -12, resistanceM2KW: 0 }], day / 8);
    }
    const spread = 2 * Math.sqrt(1e-6 * (steps / 8) * day);
    const [xs, zs] = [centresM(mesh.xEdgesM), centresM(mesh.depthEdgesM)];
    let worst = 0;
    for (let i = mesh.rows; i < mesh.cells; i++) {
      const exactC = -12 + 10 * erf(xs[Math.floor(i / mesh.rows)]! / spread) * erf(zs[i % mesh.rows]! / spread);
      worst = Math.max(worst, Math.abs(temperatureOf(linear, state.heatJM3[i]!) - exactC));
    }
    expect(worst).toBeLessThan(0.02 /* °C */);
  });
});

/** A trench of 4 m in 20 m of clay over gravel, mirrored about its middle. */
function trench() {
  const xs = gradedEdgesM(0, 20, [8, 12], { finestM: 0.25, growth: 1.3, coarsestM: 2 });
  const depths = gradedEdgesM(0, 12, [0, 3, 5], { finestM: 0.2, growth: 1.3, coarsestM: 1.5 });
  const mesh = createMesh(xs, depths);
  const [x, z] = [centresM(xs), centresM(depths)];
  const isAir = (i: number): boolean => {
    const [xM, zM] = [x[Math.floor(i / mesh.rows)]!, z[i % mesh.rows]!];
    return xM > 8 && xM < 12 && zM < 3;
  };
  const section: Section = {
    ...layeredSection(mesh, [clay, gravel], (row) => (z[row]! < 5 ? 0 : 1)),
    ground: Uint8Array.from({ length: mesh.cells }, (_, i) => (isAir(i) ? 0 : 1)),
  };
  const heat = Float64Array.from({ length: mesh.cells }, (_, i) =>
    isAir(i) ? 0 : heatAt(section.tables[section.tableOf[i]!]!, -1.5, 'frozen'),
  );
  return { section, state: startSection(section, heat) };
}

describe('the heat of a pit', () => {
  it('closes to a billionth of what went through, and is its own mirror', () => {
    const { section, state } = trench();
    const solver = createSectionSolver(section, allFaces(section), strict);
    let throughJM = 0;
    for (let step = 0; step < 200; step++) {
      const before = state.ledger.surfaceJM;
      solver.advance(state, [{ temperatureC: 6 + 8 * Math.sin(step / 20), resistanceM2KW: 0.05 }], 2 * day);
      throughJM += Math.abs(state.ledger.surfaceJM - before);
    }
    expect(Math.abs(sectionImbalanceJM(section, state)) / throughJM).toBeLessThan(1e-9);
    const { columns, rows } = section.mesh;
    for (let i = 0; i < columns * rows; i++) {
      const mirrored = (columns - 1 - Math.floor(i / rows)) * rows + (i % rows);
      const table = section.tables[section.tableOf[i]!]!;
      const apartC = temperatureOf(table, state.heatJM3[i]!) - temperatureOf(table, state.heatJM3[mirrored]!);
      expect(Math.abs(apartC)).toBeLessThan(1e-7 /* °C */);
    }
    // The floor of the pit has thawed deeper than the floor of nothing: the ground below it is not what it was.
    expect(state.heatJM3.some((heat, i) => heat > section.tables[section.tableOf[i]!]!.thawedJM3)).toBe(true);
  });

  it('is refused where it would have too many cells, with their number', () => {
    const edges = Float64Array.from({ length: 501 }, (_, i) => i);
    expect(() => checkCellCount(createMesh(edges, edges))).toThrow('500 × 500 = 250000 cells, at most 200000');
    expect(() => checkCellCount(createMesh(edges, edges.subarray(0, 401)))).not.toThrow();
  });

  it('names the place and the day of a step that cannot be solved', () => {
    const { section, state } = trench();
    const solver = createSectionSolver(section, allFaces(section), { ...strict, mostIterations: 0, mostHalvings: 1 });
    expect(() => solver.advance(state, [{ temperatureC: 20, resistanceM2KW: 0 }], day)).toThrow(
      /at day 0\.000 does not converge at x = [\d.]+ m, depth [\d.]+ m/,
    );
    expect(state.stepCount).toBe(0);
  });
});
