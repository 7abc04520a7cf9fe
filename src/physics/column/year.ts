/** A column through the steps of a year, or of any stretch of time, and what each cell was in it. */
import { DomainError } from '../../core/errors.ts';
import type { Column, ColumnState } from './column.ts';
import { temperatureOf } from './heatTable.ts';
import type { ColumnSolver } from './solver.ts';
import type { SurfaceSeries } from './surface.ts';

/** Per cell over the steps that were observed. */
export interface CellRecord {
  /** Least and greatest enthalpy, J/m³: they hold the coldest and warmest temperature, and how much froze and thawed. */
  readonly leastJM3: Float64Array;
  readonly greatestJM3: Float64Array;
  /** Means of the temperatures at the ends of steps, °C. */
  readonly meanC: Float64Array;
}

export interface YearRecord extends CellRecord {
  /** Mean of the ground's surface, °C: below a resistance, of what its flux leaves of the temperature beyond. */
  readonly surfaceMeanC: number;
}

export interface YearSteps {
  /** Index of the first step of the series. */
  readonly first: number;
  readonly count: number;
}

/**
 * Takes the steps one after another.
 * @param onStep is told after each step, when the state is that of its end
 */
export function runYear(
  column: Column,
  solver: ColumnSolver,
  state: ColumnState,
  series: SurfaceSeries,
  { first, count }: YearSteps,
  onStep?: (step: number) => void,
): YearRecord {
  const { temperatureC, resistanceM2KW, stepS } = series;
  if (first < 0 || count < 1 || first + count > temperatureC.length || resistanceM2KW.length !== temperatureC.length) {
    throw new DomainError(
      'invalid-input',
      `Steps ${first} to ${first + count} are not in a surface of ${temperatureC.length} temperatures and ${resistanceM2KW.length} resistances`,
    );
  }
  const cells = column.thicknessM.length;
  const record = {
    leastJM3: new Float64Array(cells).fill(Infinity),
    greatestJM3: new Float64Array(cells).fill(-Infinity),
    meanC: new Float64Array(cells),
  };
  let surfaceSumC = 0;
  // One object for all steps.
  const surface = { temperatureC: 0, resistanceM2KW: 0 };
  for (let step = first; step < first + count; step++) {
    surface.temperatureC = temperatureC[step]!;
    surface.resistanceM2KW = resistanceM2KW[step]!;
    const enteredJM2 = state.ledger.surfaceJM2;
    solver.advance(state, surface, stepS);
    const fluxWM2 = (state.ledger.surfaceJM2 - enteredJM2) / stepS;
    surfaceSumC += surface.temperatureC - fluxWM2 * surface.resistanceM2KW;
    observe(column, record, state.enthalpyJM3);
    onStep?.(step);
  }
  for (let i = 0; i < cells; i++) record.meanC[i] = record.meanC[i]! / count;
  return { ...record, surfaceMeanC: surfaceSumC / count };
}

function observe({ tables, tableOf }: Column, { leastJM3, greatestJM3, meanC }: CellRecord, heat: Float64Array): void {
  for (let i = 0; i < heat.length; i++) {
    const own = heat[i]!;
    if (own < leastJM3[i]!) leastJM3[i] = own;
    if (own > greatestJM3[i]!) greatestJM3[i] = own;
    meanC[i]! += temperatureOf(tables[tableOf[i]!]!, own);
  }
}
