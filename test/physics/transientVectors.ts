/** Vectors that a column answers by years of daily steps: equilibrium, a pit's floor, a backfilled pit. */
import { createColumn, startState } from '../../src/physics/column/column.ts';
import type { Column } from '../../src/physics/column/column.ts';
import { diagnoseYear } from '../../src/physics/column/diagnosis.ts';
import type { YearDiagnosis } from '../../src/physics/column/diagnosis.ts';
import { centreDepthsM } from '../../src/physics/column/grid.ts';
import { heatTable, liquidShareOf } from '../../src/physics/column/heatTable.ts';
import { heatOfTemperatures, steadyTemperature } from '../../src/physics/column/initial.ts';
import { sharpMaterial } from '../../src/physics/column/material.ts';
import { createSolver, defaultSolverOptions } from '../../src/physics/column/solver.ts';
import { spinUp } from '../../src/physics/column/spinUp.ts';
import { runYear } from '../../src/physics/column/year.ts';
import { secondsPerDay } from '../../src/physics/constants.ts';
import { sinusoidDegreeDays } from '../../src/physics/degreeDays.ts';
import { kudryavtsev } from '../../src/physics/kudryavtsev.ts';
import { stefanDepthM } from '../../src/physics/stefan.ts';
import { ttopC } from '../../src/physics/ttop.ts';
import { bareSurface, phase, sinusoidC, valueAt } from './column/columns.ts';

const yearDays = 365;
const wholeYear = { first: 0, count: yearDays };

interface Ground {
  readonly k_t: number;
  readonly k_f: number;
  readonly C_t: number;
  readonly C_f: number;
  readonly L_vol: number;
  readonly q: number;
  readonly depth: number;
}

interface Wave {
  readonly T_mean: number;
  readonly A: number;
}

/** Layers meet where the pit's floor was. */
function columnOf(ground: Ground, finestM: number, floorM: number): Column {
  const { k_f, C_f, k_t, C_t, L_vol, q, depth } = ground;
  const table = heatTable(sharpMaterial(phase(k_f, C_f), phase(k_t, C_t), L_vol), 'ground');
  const layers = [
    { topM: 0, bottomM: floorM, table, heatSourceWM3: 0 },
    { topM: floorM, bottomM: depth, table, heatSourceWM3: 0 },
  ];
  const grid = { finestM, fineToM: 5, growth: 1.08, widestM: 1 };
  return createColumn({ layers, grid, geothermalFluxWM2: q });
}

/** By steps of a day, or of five. */
function waveOf({ T_mean, A }: Wave, stepDays = 1) {
  return bareSurface(sinusoidC(T_mean, A, yearDays / stepDays), stepDays * secondsPerDay);
}

export function periodicEquilibrium(v: Ground & Wave & { dz_top: number; spinup_years: number }) {
  const column = columnOf(v, v.dz_top, 5);
  const air = sinusoidDegreeDays(v.T_mean, v.A, yearDays);
  const exactC = ttopC(air, { thaw: 1, freeze: 1 }, v.k_t, v.k_f, yearDays);
  const state = startState(column, heatOfTemperatures(column, steadyTemperature(column, exactC), 'frozen'));
  const solver = createSolver(column, defaultSolverOptions);
  const year = waveOf(v);
  spinUp(solver, state, year, { toleranceC: 1e-4, toleranceWM2: 5e-4, mostYears: v.spinup_years });
  const found = diagnoseYear(column, runYear(solver, state, year, wholeYear));
  const bare = { winterHeightM: 0, summerHeightM: 0, winterM2S: 1, summerM2S: 1 };
  const [thawed, frozen] = [phase(v.k_t, v.C_t), phase(v.k_f, v.C_f)];
  const site = { airMeanC: v.T_mean, airAmplitudeC: v.A, snowDepthM: 0, snowDiffusivityM2S: 1, vegetation: bare };
  return {
    TTOP_exact: exactC,
    mean_at_5m: valueAt(column, found.meanC, 5),
    ALT_m: found.thawDepthM,
    stefan_same_forcing_m: stefanDepthM(v.k_t, v.L_vol, air.thawIndexCDays),
    kudryavtsev_same_forcing_m: kudryavtsev({
      ...site,
      thawed,
      frozen,
      latentHeatJM3: v.L_vol,
      periodS: yearDays * secondsPerDay,
    }).depthM,
  };
}

export function pitFloor(v: Ground & { T_surface_before: number; cut_m: number; surface: Wave }) {
  const column = columnOf(v, 0.05, 5);
  const atC = (depthM: number): number => v.T_surface_before + (v.q / v.k_f) * (v.cut_m + depthM);
  const state = startState(column, heatOfTemperatures(column, atC, 'frozen'));
  const solver = createSolver(column, defaultSolverOptions);
  const found: Record<string, number | null> = {};
  for (let year = 1; year <= 20; year++) {
    const { thawDepthM, meanC } = diagnoseYear(column, runYear(solver, state, waveOf(v.surface), wholeYear));
    if ([1, 2, 5, 10, 20].includes(year)) found[`thaw_y${year}`] = thawDepthM;
    if ([1, 5, 10, 20].includes(year)) found[`Tmean10m_y${year}`] = valueAt(column, meanC, 10);
  }
  return found;
}

type Backfill = Ground & { fill_depth: number; T_fill: number; surface: Wave };

/** Below it no summer thaws the fill. */
const belowThawM = 4;
/** What thaws on between two fronts of frost comes ever closer to 0 °C and never passes it. */
const asGoodAsZeroC = 1e-8;

export function backfilledPit(v: Backfill) {
  const years = refreezingYears(v, 'frozen', { finestM: 0.1, stepDays: 1 });
  const at = (depthM: number) => valueAt(years.column, years.last!.meanC, depthM);
  const found = { years_to_Tmax_le_0: years.noWarmer, years_to_frozen_liqfrac_le_1pct: years.frozen };
  const liquid = { liquid_thickness_end_y2_m: years.liquidM[2], liquid_thickness_end_y5_m: years.liquidM[5] };
  return { ...found, ...liquid, ALT_last_year_m: years.last!.thawDepthM, Tmean15_last: at(15) };
}

/** A fifth of the time, for what is known to a factor of two. */
const coarse = { finestM: 0.1, stepDays: 5 };

/**
 * Years until no depth of a fill is above 0 °C. The published pit has no soil in its abstract: this takes the gravel of
 * the vectors and a surface of −2 ± 12 °C, guessed once.
 */
export function publishedPitYears(depthM: number, fillC: number): number {
  const ground = { k_t: 1.91, k_f: 2.61, C_t: 2.401e6, C_f: 1.863e6, L_vol: 2.32e7, q: 0.05, depth: depthM + 40 };
  const pit = { ...ground, fill_depth: depthM, T_fill: fillC, surface: { T_mean: -2, A: 12 } };
  return refreezingYears(pit, 'noWarmer', coarse).noWarmer;
}

export function publishedBackfill(v: { fill_temp_C: number[]; fill_depth_m: number[] }) {
  const byDepth = v.fill_depth_m.map((depthM, i) => [i, depthM] as const).filter(([, depthM]) => depthM > belowThawM);
  return {
    years_to_below0_by_temp: v.fill_temp_C.map((fillC) => publishedPitYears(20, fillC)),
    // Fill of 2.6 m lies within the thaw of each summer: no depth of it can be tested.
    years_to_permafrost_by_depth: Object.fromEntries(byDepth.map(([i, depthM]) => [i, publishedPitYears(depthM, 20)])),
  };
}

/** @param until the test that it shall pass, in the year that is the last */
function refreezingYears(v: Backfill, until: 'noWarmer' | 'frozen', { finestM, stepDays }: typeof coarse) {
  const column = columnOf(v, finestM, v.fill_depth);
  const baseC = (depthM: number): number => Math.min(-0.01, -1 + (v.q / v.k_f) * (depthM - v.fill_depth));
  const atC = (depthM: number): number => (depthM < v.fill_depth ? v.T_fill : baseC(depthM));
  const state = startState(column, heatOfTemperatures(column, atC, 'frozen'));
  const solver = createSolver(column, defaultSolverOptions);
  const series = waveOf(v.surface, stepDays);
  const { thicknessM } = column;
  const centresM = centreDepthsM(thicknessM);
  const cellsOfFill = [...centresM.keys()].filter((i) => centresM[i]! > belowThawM && centresM[i]! < v.fill_depth);
  const found = { noWarmer: 0, frozen: 0 };
  const liquidM: number[] = [];
  let last: YearDiagnosis | null = null;
  for (let year = 1; found[until] === 0; year++) {
    const record = runYear(solver, state, series, { first: 0, count: yearDays / stepDays });
    last = diagnoseYear(column, record);
    const { maxC } = last;
    const warmestShares = liquidShares(column, record.greatestJM3);
    if (found.noWarmer === 0 && cellsOfFill.every((i) => maxC[i]! <= asGoodAsZeroC)) found.noWarmer = year;
    if (found.frozen === 0 && cellsOfFill.every((i) => warmestShares[i]! <= 0.01)) found.frozen = year;
    liquidM[year] = liquidShares(column, state.enthalpyJM3).reduce((sum, share, i) => sum + share * thicknessM[i]!, 0);
  }
  return { ...found, liquidM, last, column };
}

/** Liquid part of the water of each cell, 0..1. */
function liquidShares({ tables, tableOf }: Column, enthalpyJM3: Float64Array): Float64Array {
  return enthalpyJM3.map((heatJM3, i) => liquidShareOf(tables[tableOf[i]!]!, heatJM3));
}
