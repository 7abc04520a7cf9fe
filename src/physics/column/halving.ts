/** Steps that cannot be solved whole are solved in halves, and given up with where and when. */
import { DomainError } from '../../core/errors.ts';
import { secondsPerDay } from '../constants.ts';

/** What a step that could not be solved left behind. */
export interface Unsolved {
  /** Of the cell that is furthest from balance, for the message and as numbers. */
  readonly place: string;
  readonly at: { readonly [name: string]: number };
  readonly worstJM3: number;
}

/** The clock of a state. */
interface Clock {
  elapsedS: number;
  /** Steps that were solved, halves of steps counted each. */
  stepCount: number;
}

/**
 * Moves a state on by one step, in halves where it has to be.
 * @param solve one step of so many seconds: changes the state, or leaves it alone and says what went wrong
 * @throws {DomainError} 'no-convergence' with the place and the time; the state is then that of the last part that was solved
 */
export function stepInHalves(
  clock: Clock,
  durationS: number,
  mostHalvings: number,
  solve: (durationS: number) => Unsolved | null,
): void {
  const unsolved = solve(durationS);
  if (unsolved === null) {
    clock.elapsedS += durationS;
    clock.stepCount++;
    return;
  }
  if (mostHalvings === 0) throw notConverged(clock, durationS, unsolved);
  stepInHalves(clock, durationS / 2, mostHalvings - 1, solve);
  stepInHalves(clock, durationS / 2, mostHalvings - 1, solve);
}

function notConverged({ elapsedS }: Clock, durationS: number, { place, at, worstJM3 }: Unsolved): DomainError {
  const day = elapsedS / secondsPerDay;
  return new DomainError(
    'no-convergence',
    `The step of ${durationS} s at day ${day.toFixed(3)} does not converge at ${place}: its heat is ${worstJM3.toPrecision(3)} J/m³ from balance. Take larger cells there, shorter steps, or properties that differ less`,
    { ...at, day, durationS, worstJM3 },
  );
}
