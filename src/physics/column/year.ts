/** A column through the steps of a year, or of any stretch of time, and what each cell was in it. */
import { DomainError } from '../../core/errors.ts';
import type { CellRecord } from './cellRecord.ts';
import type { ColumnState } from './column.ts';
import type { ColumnSolver } from './solver.ts';
import type { SurfaceSeries } from './surface.ts';

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
  solver.watch.clear();
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
    solver.watch.add();
    onStep?.(step);
  }
  return { ...solver.watch.record(count), surfaceMeanC: surfaceSumC / count };
}
