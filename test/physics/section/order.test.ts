/** Order of accuracy where ground freezes over a range of temperatures, so that its enthalpy has no jump. */
import { describe, expect, it } from 'vitest';
import { heatAt, heatTable, potentialOf, temperatureOf } from '../../../src/physics/column/heatTable.ts';
import { airFaces, centresM, createMesh } from '../../../src/physics/section/mesh.ts';
import { createSectionSolver } from '../../../src/physics/section/solver.ts';
import { startSection } from '../../../src/physics/section/section.ts';
import { longTest } from '../../support/oracles.ts';
import { findRoot } from '../../../src/core/specialFunctions.ts';
import type { FreezingCurve } from '../../../src/physics/column/material.ts';
import type { HeatTable } from '../../../src/physics/column/heatTable.ts';
import type { Section } from '../../../src/physics/section/section.ts';

const day = 86_400;
const [widthM, depthM] = [4, 3];
const options = { toleranceJM3: 0.01, mostIterations: 60, mostHalvings: 8 };

const powerLaw: FreezingCurve = { kind: 'power', totalVolume: 0.33, a: 0.08, b: -0.4 };

function linearCurve(solidusC: number): FreezingCurve {
  return { kind: 'linear', solidusC, liquidusC: 0, mushyConductivityWMK: null };
}

function clayOf(freezing: FreezingCurve): HeatTable {
  const frozen = { conductivityWMK: 2, heatCapacityJM3K: 2.1e6 };
  const thawed = { conductivityWMK: 1.2, heatCapacityJM3K: 2.9e6 };
  return heatTable({ frozen, thawed, latentHeatJM3: 1.1e8, freezing }, 'clay');
}

function evenSection(table: HeatTable, columns: number): Section {
  const edges = (lengthM: number): Float64Array =>
    Float64Array.from({ length: columns + 1 }, (_, i) => (lengthM * i) / columns);
  const mesh = createMesh(edges(widthM), edges(depthM));
  return {
    mesh,
    tables: [table],
    tableOf: new Uint16Array(mesh.cells),
    ground: new Uint8Array(mesh.cells).fill(1),
    heatSourceWM3: new Float64Array(mesh.cells),
    geothermalFluxWM2: 0,
  };
}

/** One surface for each. */
function facesOf({ mesh }: Section) {
  return airFaces(mesh, () => true).map((face, i) => ({ ...face, surface: i }));
}

function ordersOf(errors: readonly number[]): readonly number[] {
  return errors.slice(1).map((error, i) => Math.log2(errors[i]! / error));
}

/** Root of the mean square. */
function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** Warms from all frozen to half thawed and back, by a surface that is warmer to the left. */
function thawedC(table: HeatTable, columns: number, steps: number): readonly number[] {
  const section = evenSection(table, columns);
  const faces = facesOf(section);
  const state = startSection(section, new Float64Array(section.mesh.cells).fill(heatAt(table, -3, 'frozen')));
  const solver = createSectionSolver(section, faces, options);
  for (let step = 1; step <= steps; step++) {
    const risen = Math.sin(0.6 * Math.PI * (step / steps)) ** 2;
    const surfaces = faces.map(({ xM }) => ({
      temperatureC: -3 + (8 + 6 * Math.cos((Math.PI * xM) / widthM)) * risen,
      resistanceM2KW: 0,
    }));
    solver.advance(state, surfaces, (90 * day) / steps);
  }
  return Array.from(state.heatJM3, (heat) => temperatureOf(table, heat));
}

/** Of cells that each stand for four. */
function meansOfFour(values: readonly number[], columns: number): readonly number[] {
  const half = columns / 2;
  return Array.from({ length: half * half }, (_, i) => {
    const first = 2 * Math.floor(i / half) * columns + 2 * (i % half);
    return (values[first]! + values[first + 1]! + values[first + columns]! + values[first + columns + 1]!) / 4;
  });
}

/** Between grids of cells half as large each, in the same steps: what differs is the error of the cells. */
function ordersAcrossThaw(freezing: FreezingCurve, columns: readonly number[], steps: number): readonly number[] {
  const table = clayOf(freezing);
  const grids = columns.map((count) => thawedC(table, count, steps));
  const thawedShare = grids[0]!.filter((value) => value > 0).length / grids[0]!.length;
  expect([thawedShare > 0.1, thawedShare < 0.9]).toEqual([true, true]);
  const apart = grids
    .slice(1)
    .map((values, i) => rms(meansOfFour(values, columns[i + 1]!).map((value, cell) => value - grids[i]![cell]!)));
  return ordersOf(apart);
}

describe('temperatures across the freezing point, by the size of the cells', () => {
  it('are of second order where ground thaws over a range', () => {
    const orders = ordersAcrossThaw(linearCurve(-2), [15, 30, 60, 120], 10);
    expect(Math.min(...orders), orders.join()).toBeGreaterThan(1.8);
  });

  // Nearly all of this water thaws in a tenth of a degree, and few cells see it: orders come and go with the grid.
  longTest('are of second order in fine cells by a power law', () => {
    const orders = ordersAcrossThaw(powerLaw, [20, 40, 80, 160], 20);
    expect(Math.min(...orders), orders.join()).toBeGreaterThan(1.79);
  });

  longTest('are of second order in fine cells by an exponential curve', () => {
    const curve: FreezingCurve = { kind: 'exponential', freezingPointC: 0, widthC: 1, residualShare: 0.1 };
    const orders = ordersAcrossThaw(curve, [20, 40, 80, 160], 20);
    expect(Math.min(...orders), orders.join()).toBeGreaterThan(1.8);
  });
});

/** A field made up: its potential and the Laplacian of it, W/m and W/m³. No heat flows through its sides and its bottom. */
function madeUp(xM: number, zM: number, timeS: number) {
  const [perXM, perZM] = [Math.PI / widthM, Math.PI / (3 * depthM)];
  const wave = 5 * Math.cos(perXM * xM) * Math.cos(perZM * (depthM - zM)) * Math.exp(-timeS / (40 * day));
  return { potentialWM: -8 + wave, laplacian: -wave * (perXM ** 2 + perZM ** 2) };
}

/** Largest error of the temperature after a month in which the cells make the heat that the field needs. */
function madeUpErrorC(table: HeatTable, columns: number): number {
  // Steps shrink as the square of the cells, so that their error of first order does as that of the cells should.
  const steps = columns ** 2 / 20;
  const stepS = (30 * day) / steps;
  const section = evenSection(table, columns);
  const { cells, rows, xEdgesM, depthEdgesM } = section.mesh;
  const [xs, zs] = [centresM(xEdgesM), centresM(depthEdgesM)];
  const heats = (timeS: number): Float64Array =>
    Float64Array.from({ length: cells }, (_, i) => {
      const { potentialWM } = madeUp(xs[Math.floor(i / rows)]!, zs[i % rows]!, timeS);
      return findRoot((heatJM3) => potentialOf(table, heatJM3) - potentialWM, -1e8, table.thawedJM3);
    });
  const state = startSection(section, heats(0));
  const faces = facesOf(section);
  for (let step = 1; step <= steps; step++) {
    const [timeS, smallS] = [step * stepS, stepS / 100];
    const [earlier, later] = [heats(timeS - smallS), heats(timeS + smallS)];
    const heatSourceWM3 = later.map((heat, i) => {
      const { laplacian } = madeUp(xs[Math.floor(i / rows)]!, zs[i % rows]!, timeS);
      return (heat - earlier[i]!) / (2 * smallS) - laplacian;
    });
    const surfaces = faces.map(({ xM }) => {
      const heatJM3 = findRoot((heat) => potentialOf(table, heat) - madeUp(xM, 0, timeS).potentialWM, -1e8, 1e8);
      return { temperatureC: temperatureOf(table, heatJM3), resistanceM2KW: 0 };
    });
    createSectionSolver({ ...section, heatSourceWM3 }, faces, options).advance(state, surfaces, stepS);
  }
  const errors = heats(30 * day).map((heat, i) => temperatureOf(table, heat) - temperatureOf(table, state.heatJM3[i]!));
  return Math.max(...errors.map(Math.abs));
}

describe('water that freezes and melts everywhere in a section', () => {
  it.each<readonly [string, FreezingCurve]>([
    ['a power law', powerLaw],
    ['a linear mushy zone', linearCurve(-12)],
  ])('has a field that was made up, to second order at its worst place: %s', (_, curve) => {
    const errors = [10, 20, 40].map((columns) => madeUpErrorC(clayOf(curve), columns));
    expect(Math.min(...ordersOf(errors)), errors.join()).toBeGreaterThan(1.8);
    expect(errors.at(-1)).toBeLessThan(0.01 /* °C */);
  });
});
