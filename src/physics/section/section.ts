/**
 * A vertical section of ground: transient heat conduction with phase change in two dimensions, for pits, slopes and
 * heaps that are too narrow for a column to speak for them.
 *
 * The scheme is that of a column (../column/column.ts) with a neighbour on every side: cells of finite volume whose
 * unknown is the enthalpy, backward Euler, Kirchhoff's potential within a material and resistances in series across two.
 * Temperatures are of second order in the cells where water freezes over a range, of first order in the step; fronts of
 * ground that freezes at one temperature are of first order in two dimensions, as a cell at the front stands at 0 °C at its
 * centre wherever in it the front is. To measure fluxes from the front itself, by the enthalpy of its cell, was tried in one
 * dimension (Neumann; cells of 20 to 2.5 cm, steps as their square): the order rises from 1.5 to 1.85, the error at 5 cm
 * falls from 1.3 to 0.7 mm in gravel and grows from 0.5 to 1 mm in wet silt, and fluxes jump where fronts change cells,
 * which Newton's method then has to be stopped from following. It was left.
 * Lengths are in metres, volumes and heats per metre of section across the picture.
 */
import { DomainError } from '../../core/errors.ts';
import { volumesM2 } from './mesh.ts';
import type { Mesh } from './mesh.ts';
import type { HeatTable } from '../column/heatTable.ts';

/** Ground cut into cells, some of which are air. Arrays have one value per cell. */
export interface Section {
  readonly mesh: Mesh;
  readonly tables: readonly HeatTable[];
  /** Index into `tables`; 0, without a meaning, in air. */
  readonly tableOf: Uint16Array;
  /** 1 where there is ground, 0 in air. */
  readonly ground: Uint8Array;
  /** Heat that the ground makes; 0 in air. */
  readonly heatSourceWM3: Float64Array;
  /** Positive upward, through the bottom. No heat goes through the sides. */
  readonly geothermalFluxWM2: number;
}

/** Heat that went in since the start, J per metre of section: the sum of the four is what the cells gained. */
interface SectionLedger {
  surfaceJM: number;
  bottomJM: number;
  sourceJM: number;
  /** Of ground that was taken away (negative) or brought. */
  eventsJM: number;
}

/** What changes as time passes. */
export interface SectionState {
  /** J/m³ of each cell, 0 in air. */
  readonly heatJM3: Float64Array;
  elapsedS: number;
  /** Steps that were solved, halves of steps counted each. */
  stepCount: number;
  readonly ledger: SectionLedger;
  readonly startJM: number;
}

/** A cap on what one section may ask for: a step of as many cells takes about a second. */
const mostCells = 200_000;

/** @throws {DomainError} 'too-large' above 200,000 cells */
export function checkCellCount({ columns, rows, cells }: Mesh): void {
  if (cells <= mostCells) return;
  throw new DomainError(
    'too-large',
    `The section has ${columns} × ${rows} = ${cells} cells, at most ${mostCells} are computed: give larger cells (finest, coarsest, growth) or a smaller section`,
    { columns, rows, most: mostCells },
  );
}

/** Heat of all cells, J per metre of section. */
function heatContentJM({ mesh }: Section, heatJM3: Float64Array): number {
  return volumesM2(mesh).reduce((sum, volumeM2, i) => sum + volumeM2 * heatJM3[i]!, 0);
}

/** A state at time 0 with these enthalpies, which become its own. */
export function startSection(section: Section, heatJM3: Float64Array): SectionState {
  return {
    heatJM3,
    elapsedS: 0,
    stepCount: 0,
    ledger: { surfaceJM: 0, bottomJM: 0, sourceJM: 0, eventsJM: 0 },
    startJM: heatContentJM(section, heatJM3),
  };
}

/** What the cells gained less what went in, J per metre of section: rounding alone. */
export function sectionImbalanceJM(section: Section, { heatJM3, ledger, startJM }: SectionState): number {
  const gained = heatContentJM(section, heatJM3) - startJM;
  return gained - (ledger.surfaceJM + ledger.bottomJM + ledger.sourceJM + ledger.eventsJM);
}
