/**
 * A column of ground: transient heat conduction with phase change in one dimension.
 *
 * The public face of this folder, in the order of use:
 *
 *     const till = heatTable(sharpMaterial(frozen, thawed, latentHeatJM3), 'till');      // once per material
 *     const column = createColumn({ layers: [{ topM: 0, bottomM: 40, table: till, heatSourceWM3: 0 }],
 *                                   grid: defaultGridRule, geothermalFluxWM2: 0.05 });
 *     const state = startState(column, heatOfTemperatures(column, steadyTemperature(column, -2), 'frozen'));  // initial.ts
 *     const solver = createSolver(column, defaultSolverOptions);                         // solver.ts
 *     solver.advance(state, { temperatureC: -12, resistanceM2KW: 0.8 }, 86_400);          // one step
 *
 * `runYear` (year.ts) takes the steps of a surface series (surface.ts: n-factors, resistances) and records what each cell
 * was; `diagnoseYear` (diagnosis.ts) reads thaw and frost depth, permafrost, taliks and the trumpet from that record;
 * `spinUp` (spinUp.ts) repeats a year until it changes nothing; `excavate` and `fill` (events.ts) give a new column and
 * state, for which a new solver is made; `saveColumn` (savedColumn.ts) keeps both between runs.
 *
 * Scheme: cells of finite volume whose unknown is the volumetric enthalpy, so that a temperature of 0 °C is never
 * ambiguous; backward Euler; conduction within a material by Kirchhoff's potential, which keeps the thermal offset of
 * TTOP exactly, and across materials by resistances in series; Newton's method with a tridiagonal matrix, in WASM
 * (kernel/). Depths grow downward from the surface, fluxes are positive downward but for the geothermal one, which is
 * given upward as it is published. Everything is Float64; nothing is allocated in a step.
 */
import { DomainError } from '../../core/errors.ts';
import { layeredGrid } from './grid.ts';
import type { GridRule } from './grid.ts';
import type { HeatTable } from './heatTable.ts';

interface ColumnLayer {
  readonly topM: number;
  readonly bottomM: number;
  readonly table: HeatTable;
  /** Heat that the layer makes, W/m³, ≥ 0: oxidising coal or pyrite; 0 for most ground. */
  readonly heatSourceWM3: number;
}

export interface ColumnSetup {
  /** From the surface down; each begins where the one above ends. */
  readonly layers: readonly ColumnLayer[];
  readonly grid: GridRule;
  /** Heat that comes from below, W/m², positive upward: 0.04–0.07 in most permafrost. */
  readonly geothermalFluxWM2: number;
}

/** Ground cut into cells. Arrays have one value per cell, from the top. */
export interface Column {
  readonly thicknessM: Float64Array;
  readonly tables: readonly HeatTable[];
  /** Index into `tables`. */
  readonly tableOf: Uint16Array;
  readonly heatSourceWM3: Float64Array;
  readonly geothermalFluxWM2: number;
}

/** Heat per area that went in since the start, J/m²: the sum of the four is what the cells gained. */
interface HeatLedger {
  surfaceJM2: number;
  bottomJM2: number;
  sourceJM2: number;
  /** Of ground that was taken away (negative) or brought. */
  eventsJM2: number;
}

/** What changes as time passes: all that a restart needs beside the column. */
export interface ColumnState {
  /** J/m³ of each cell; `temperatureOf(table, …)` and `liquidShareOf` read it. */
  readonly enthalpyJM3: Float64Array;
  elapsedS: number;
  /** Steps that were solved, halves of steps counted each. */
  stepCount: number;
  readonly ledger: HeatLedger;
  /** Heat of the cells at the start, J/m². */
  readonly startJM2: number;
}

/** Millimetres by which boundaries of layers may differ and still be the same. */
const sameDepthM = 1e-6;
/** The heat flow of continents outside volcanoes, W/m², with room. */
const mostGeothermalWM2 = 0.5;
/** Burning coal seams have less. */
const mostSourceWM3 = 1000;

/** @throws {DomainError} 'invalid-input' where layers overlap, leave a gap or do not begin at the surface */
export function createColumn({ layers, grid, geothermalFluxWM2 }: ColumnSetup): Column {
  checkLayers(layers);
  if (!(Math.abs(geothermalFluxWM2) <= mostGeothermalWM2)) {
    throw new DomainError(
      'invalid-input',
      `The geothermal flux must be ${-mostGeothermalWM2} to ${mostGeothermalWM2} W/m² (0.04 to 0.07 is common), found ${geothermalFluxWM2}; is it in mW/m²?`,
    );
  }
  const tables = [...new Set(layers.map(({ table }) => table))];
  const thicknessM = layeredGrid(
    layers.map(({ topM, bottomM }) => bottomM - topM),
    grid,
  );
  const tableOf = new Uint16Array(thicknessM.length);
  const heatSourceWM3 = new Float64Array(thicknessM.length);
  let [layer, centreM] = [0, 0];
  thicknessM.forEach((sizeM, i) => {
    centreM += sizeM / 2;
    while (centreM > layers[layer]!.bottomM) layer++;
    tableOf[i] = tables.indexOf(layers[layer]!.table);
    heatSourceWM3[i] = layers[layer]!.heatSourceWM3;
    centreM += sizeM / 2;
  });
  return { thicknessM, tables, tableOf, heatSourceWM3, geothermalFluxWM2 };
}

function checkLayers(layers: readonly ColumnLayer[]): void {
  if (layers.length === 0) throw new DomainError('invalid-input', 'A column needs one layer at least, found none');
  let endM = 0;
  for (const [i, { topM, bottomM, heatSourceWM3 }] of layers.entries()) {
    const place = { layer: i, topM, bottomM };
    if (!(bottomM > topM)) {
      throw new DomainError('invalid-input', `Layer ${i + 1} must end below its top: ${topM} to ${bottomM} m`, place);
    }
    if (!(Math.abs(topM - endM) <= sameDepthM)) {
      const wrong =
        topM < endM ? 'overlaps the one above' : i === 0 ? 'leaves a gap' : 'leaves a gap below the one above';
      throw new DomainError(
        'invalid-input',
        `Layer ${i + 1} (${topM} to ${bottomM} m) ${wrong}: it must begin at ${endM} m`,
        { ...place, expectedTopM: endM },
      );
    }
    if (!(heatSourceWM3 >= 0 && heatSourceWM3 <= mostSourceWM3)) {
      throw new DomainError(
        'invalid-input',
        `Layer ${i + 1}: its heat source must be 0 to ${mostSourceWM3} W/m³, found ${heatSourceWM3}`,
        place,
      );
    }
    endM = bottomM;
  }
}

/** Heat of all cells, J/m². */
export function heatContentJM2({ thicknessM }: Column, enthalpyJM3: Float64Array): number {
  return thicknessM.reduce((sum, sizeM, i) => sum + sizeM * enthalpyJM3[i]!, 0);
}

/** A state at time 0 with these enthalpies, which become its own. */
export function startState(column: Column, enthalpyJM3: Float64Array): ColumnState {
  if (enthalpyJM3.length !== column.thicknessM.length || enthalpyJM3.some((heat) => !Number.isFinite(heat))) {
    throw new DomainError(
      'invalid-input',
      `A state needs one finite enthalpy per cell (${column.thicknessM.length}), found ${enthalpyJM3.length}`,
    );
  }
  return {
    enthalpyJM3,
    elapsedS: 0,
    stepCount: 0,
    ledger: { surfaceJM2: 0, bottomJM2: 0, sourceJM2: 0, eventsJM2: 0 },
    startJM2: heatContentJM2(column, enthalpyJM3),
  };
}

/** What the cells gained less what went in, J/m²: rounding alone. */
export function heatImbalanceJM2(column: Column, { enthalpyJM3, ledger, startJM2 }: ColumnState): number {
  const gained = heatContentJM2(column, enthalpyJM3) - startJM2;
  return gained - (ledger.surfaceJM2 + ledger.bottomJM2 + ledger.sourceJM2 + ledger.eventsJM2);
}
