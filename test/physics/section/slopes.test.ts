import { describe, expect, it } from 'vitest';
import { createColumn, startState } from '../../../src/physics/column/column.ts';
import { heatOfTemperatures } from '../../../src/physics/column/initial.ts';
import { heatAt } from '../../../src/physics/column/heatTable.ts';
import { createSolver } from '../../../src/physics/column/solver.ts';
import { thawedPart } from '../../../src/physics/column/zeroDepth.ts';
import { coveredFaces } from '../../../src/physics/section/covers.ts';
import { airFaces, centresM, volumesM2 } from '../../../src/physics/section/mesh.ts';
import { meshOf, paintSection } from '../../../src/physics/section/paint.ts';
import { startSection } from '../../../src/physics/section/section.ts';
import { layOnSlopes } from '../../../src/physics/section/slopes.ts';
import { createSectionSolver } from '../../../src/physics/section/solver.ts';
import { box, sectionPlan } from './sectionPlans.ts';
import type { Shape } from '../../../src/physics/section/shape.ts';

const day = 86_400;
const days = 60;
const widthM = 8;
const options = { toleranceJM3: 1, mostIterations: 40, mostHalvings: 8 };

function slope(perMetre: number, cellM: number) {
  const even = { finestM: cellM, growth: 1, coarsestM: cellM };
  const air: Shape = {
    kind: 'polygon',
    cornersM: [
      [0, 0],
      [widthM, 0],
      [widthM, widthM * perMetre],
    ],
  };
  const depthM = widthM * perMetre + 5;
  const plan = sectionPlan({
    widthM,
    depthM,
    gradingX: even,
    gradingDepth: even,
    paintings: [{ shape: air, material: null }],
  });
  return { plan, painted: paintSection(plan, meshOf(plan)) };
}

/** Normal to a slope of so many metres down per metre along, by the thawed area of its middle. */
function thawOfSlopeM(perMetre: number, cellM: number, resistanceM2KW: number): number {
  const { plan, painted } = slope(perMetre, cellM);
  const { section } = painted;
  const [table] = section.tables;
  const state = startSection(
    section,
    Float64Array.from(section.ground, (ground) => ground * heatAt(table!, -2, 'frozen')),
  );
  const solver = createSectionSolver(section, coveredFaces(painted, plan.covers, 0), options);
  for (let step = 0; step < days; step++) solver.advance(state, [{ temperatureC: 8, resistanceM2KW }], day);
  const [xs, volumes] = [centresM(section.mesh.xEdgesM), volumesM2(section.mesh)];
  const [fromM, toM] = [3.2, 4.8];
  const thawedM2 = volumes.reduce((sum, volume, i) => {
    const xM = xs[Math.floor(i / section.mesh.rows)]!;
    const counts = section.ground[i] === 1 && xM > fromM && xM < toM;
    return counts ? sum + volume * thawedPart(table!, state.heatJM3[i]!) : sum;
  }, 0);
  return thawedM2 / (toM - fromM) / Math.hypot(1, perMetre);
}

/** Of level ground in cells so fine that they have no error to speak of. */
function thawOfColumnM(resistanceM2KW: number): number {
  const [table] = slope(1, 1).painted.section.tables;
  const column = createColumn({
    layers: [{ topM: 0, bottomM: 10, table: table!, heatSourceWM3: 0 }],
    grid: { finestM: 0.02, fineToM: 4, growth: 1.1, widestM: 0.3 },
    geothermalFluxWM2: 0,
  });
  const state = startState(
    column,
    heatOfTemperatures(column, () => -2, 'frozen'),
  );
  const solver = createSolver(column, options);
  for (let step = 0; step < days; step++) solver.advance(state, { temperatureC: 8, resistanceM2KW }, day);
  return column.thicknessM.reduce((sum, sizeM, i) => sum + sizeM * thawedPart(table!, state.enthalpyJM3[i]!), 0);
}

describe('a slope of steps', () => {
  it.each([
    [1, 0],
    [1, 0.5],
    [1 / 1.5, 0.5],
    [2, 0.5],
  ])('thaws as level ground does, at right angles to it (%s down per metre, resistance %s)', (perMetre, resistance) => {
    const level = thawOfColumnM(resistance);
    const errors = [0.4, 0.2].map((cellM) => thawOfSlopeM(perMetre, cellM, resistance) / level - 1);
    expect(Math.abs(errors[0]!), errors.join()).toBeLessThan(0.02);
    expect(Math.abs(errors[1]!), errors.join()).toBeLessThan(0.01);
  });

  it.each([0, 0.5])('errs most at 30°: 3 % at cells of 0.4 m, 1 % at 0.2 m (resistance %s)', (resistance) => {
    const level = thawOfColumnM(resistance);
    const errors = [0.4, 0.2].map((cellM) => thawOfSlopeM(Math.tan(Math.PI / 6), cellM, resistance) / level - 1);
    expect(Math.abs(errors[0]!), errors.join()).toBeLessThan(0.032);
    expect(Math.abs(errors[1]!), errors.join()).toBeLessThan(0.011);
  });

  it('has the length of the slope: the sides of its steps are 1.39 times as long at 1:1.5', () => {
    const { plan, painted } = slope(1 / 1.5, 0.2);
    const { section } = painted;
    const slopeM = coveredFaces(painted, plan.covers, 0).reduce((sum, { lengthM }) => sum + lengthM, 0);
    const stepsM = airFaces(section.mesh, (cell) => section.ground[cell] === 1).reduce(
      (sum, { lengthM }) => sum + lengthM,
      0,
    );
    expect(stepsM / Math.hypot(widthM, widthM / 1.5)).toBeCloseTo(1.387, 2);
    expect(slopeM / Math.hypot(widthM, widthM / 1.5)).toBeCloseTo(1, 2);
  });

  it.each([
    [0.9, 'up'],
    [1.1, 'wall'],
  ])('looks one way all along, as a wall where it is steeper than 45° (%s down per metre: %s)', (perMetre, looks) => {
    const { painted } = slope(perMetre, 0.5);
    const { section, shapes } = painted;
    const faces = airFaces(section.mesh, (cell) => section.ground[cell] === 1);
    expect(new Set(faces.map(({ facing }) => facing))).toEqual(new Set(['up', 'right']));
    expect(new Set(layOnSlopes(faces, shapes).map((face) => face.looks))).toEqual(new Set([looks]));
  });

  it('is that of the last shape that made it: a bench dug into a slope is level again', () => {
    const { plan, painted } = slope(1, 0.5);
    const bench = { shape: box(2, 0, 4, 4), material: null, afterSteps: 0, temperatureC: 0 };
    const { section, shapes } = paintSection({ ...plan, paintings: [...plan.paintings, bench] }, painted.section.mesh);
    const faces = layOnSlopes(
      airFaces(section.mesh, (cell) => section.ground[cell] === 1),
      shapes,
    );
    const floor = faces.filter(({ xM, depthM }) => xM > 2 && xM < 4 && depthM === 4);
    expect(floor).toHaveLength(4);
    for (const { lengthM, halfM, looks } of floor)
      expect({ lengthM, halfM, looks }).toEqual({ lengthM: 0.5, halfM: 0.25, looks: 'up' });
  });
});
