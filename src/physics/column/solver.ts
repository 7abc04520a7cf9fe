/** Steps of a column: solved, halved where they cannot be, and accounted for. */
import { DomainError } from '../../core/errors.ts';
import type { Column, ColumnState } from './column.ts';
import { centreDepthsM } from './grid.ts';
import { potentialAt } from './heatTable.ts';
import { createStepKernel } from './kernel/stepKernel.ts';
import type { CellWatch, StepRules } from './kernel/stepKernel.ts';
import type { Surface } from './surface.ts';
import { stepInHalves } from './halving.ts';
import type { Unsolved } from './halving.ts';
import type { NewtonRules } from './newton.ts';

export interface SolverOptions extends NewtonRules {
  /** How often a step that cannot be solved is halved before it is given up. */
  readonly mostHalvings: number;
}

/** The tolerance is a tenth of a millionth of the heat of a degree. */
export const defaultSolverOptions: SolverOptions = { toleranceJM3: 0.1, mostIterations: 40, mostHalvings: 10 };

/** Twenty cells may go through all of a freezing curve in a step. */
const defaultMostTurns = 20_000;

export interface ColumnSolver {
  /**
   * Moves a state on by one step with the surface of its end.
   * @throws {DomainError} 'no-convergence' with the depth and the time where a step cannot be solved; the state is then
   *         that of the last step that was
   */
  readonly advance: (state: ColumnState, surface: Surface, durationS: number) => void;
  /** Of the states that it moved on. */
  readonly watch: CellWatch;
}

/** No ground is colder or warmer, °C: what lies beyond is a wrong unit. */
const possibleC = [-90, 1500] as const;

/**
 * For one column; allocates here and nowhere else.
 * @param mostTurns where Newton's method runs in circles it goes from piece to piece of the cells' tables: so often
 */
export function createSolver(
  column: Column,
  options: SolverOptions,
  mostTurns: number = defaultMostTurns,
): ColumnSolver {
  if (column.thicknessM.length < 2) {
    throw new DomainError('invalid-input', 'A column needs two cells at least: take smaller cells, or more ground');
  }
  const kernel = createStepKernel(column);
  const topTable = column.tables[column.tableOf[0]!]!;
  const { heatSourceWM3, thicknessM, geothermalFluxWM2 } = column;
  const rules: StepRules = { ...options, mostTurns };
  const sourceWM2 = heatSourceWM3.reduce((sum, source, i) => sum + source * thicknessM[i]!, 0);

  const solve = (state: ColumnState, surface: Surface, durationS: number): Unsolved | null => {
    const topPotential = surface.resistanceM2KW === 0 ? potentialAt(topTable, surface.temperatureC) : 0;
    kernel.heat.set(state.enthalpyJM3);
    const worstCell = kernel.solve(topPotential, surface, durationS, rules);
    if (worstCell >= 0) return unsolvedAt(column, worstCell, Math.abs(kernel.residualJM3(worstCell)));
    state.enthalpyJM3.set(kernel.heat);
    state.ledger.surfaceJM2 += kernel.surfaceFluxWM2() * durationS;
    state.ledger.bottomJM2 += geothermalFluxWM2 * durationS;
    state.ledger.sourceJM2 += sourceWM2 * durationS;
    return null;
  };

  return {
    advance(state, surface, durationS) {
      checkStep(surface, durationS);
      stepInHalves(state, durationS, options.mostHalvings, (partS) => solve(state, surface, partS));
    },
    watch: kernel.watch,
  };
}

/** @throws {DomainError} 'invalid-input' for a temperature, a resistance or a duration that cannot be */
export function checkStep({ temperatureC, resistanceM2KW }: Surface, durationS: number): void {
  if (!(temperatureC >= possibleC[0] && temperatureC <= possibleC[1])) {
    throw new DomainError(
      'invalid-input',
      `A surface temperature must be ${possibleC[0]} to ${possibleC[1]} °C, found ${temperatureC}`,
    );
  }
  if (!(resistanceM2KW >= 0 && resistanceM2KW < Infinity)) {
    throw new DomainError('invalid-input', `A resistance must be 0 m²·K/W or more, found ${resistanceM2KW}`);
  }
  if (!(durationS > 0 && durationS < Infinity)) {
    throw new DomainError('invalid-input', `A time step must be longer than 0 s, found ${durationS}`);
  }
}

function unsolvedAt({ thicknessM }: Column, worstCell: number, worstJM3: number): Unsolved {
  const depthM = centreDepthsM(thicknessM)[worstCell]!;
  return { place: `a depth of ${depthM.toFixed(2)} m`, at: { depthM }, worstJM3 };
}
