/** What a table must be before any tree is grown. */
import { DomainError } from '../core/errors.ts';
import { range } from '../core/statistics.ts';
import { MAX_COVARIATES } from './forest.ts';

/**
 * Five-fold cross-validation, the smallest that is usual, then still tests on one station and trains on four. A score
 * needs far more stations to mean something; fewer than this cannot even be scored.
 */
const MIN_STATIONS = 5;
/** Class numbers fit a byte, with one value left for cells without a class. */
const MAX_CLASSES = 255;
/** Lines named in a message; the count is always given. */
const LINES_SHOWN = 10;

export interface TrainingTable {
  readonly covariates: readonly string[];
  /** One Float32Array per covariate. */
  readonly columns: readonly Float32Array[];
  readonly targetName: string;
  /** Numbers, or numbers of `classes`. */
  readonly target: Float64Array;
  /** Labels of the classes; absent or null for numbers. */
  readonly classes?: readonly string[] | null;
  /** Of the table that the user gave, per row. */
  readonly lines: ArrayLike<number>;
}

/**
 * @throws {DomainError} 'covariate-missing' without covariates, 'too-few-stations', 'target-invalid' where the target is
 *   constant or not finite, or a class has one member, or float32 cannot tell its values apart, 'too-large' for more than 255 classes, 'covariate-invalid' where a covariate is constant, empty or not finite in a row
 */
export function checkTrainingTable(table: TrainingTable): void {
  const { covariates, columns, targetName, target, lines } = table;
  if (covariates.length === 0 || covariates.length > MAX_COVARIATES) {
    throw new DomainError(
      covariates.length === 0 ? 'covariate-missing' : 'too-large',
      `Expected from 1 to ${MAX_COVARIATES} covariates, got ${covariates.length}`,
    );
  }
  if (target.length < MIN_STATIONS) {
    throw new DomainError(
      'too-few-stations',
      `Expected at least ${MIN_STATIONS} stations with a target and all covariates, got ${target.length}`,
      { minimum: MIN_STATIONS, found: target.length },
    );
  }
  const badTargets = linesNotFinite(target, lines);
  if (badTargets.length > 0) {
    throw new DomainError('target-invalid', `Target ${targetName} is not a finite number in ${list(badTargets)}`, {
      target: targetName,
      lines: badTargets,
    });
  }
  if (table.classes) checkClasses(table, table.classes);
  const only = constantValue(target);
  if (only !== null) {
    throw new DomainError(
      'target-invalid',
      `Target ${targetName} is ${table.classes?.[only] ?? only} at all ${target.length} stations: there is nothing to learn`,
      {
        target: targetName,
        value: only,
      },
    );
  }
  if (!table.classes) checkSpread(targetName, target);
  for (const [i, name] of covariates.entries()) checkCovariate(name, columns[i]!, lines);
}

/** Maps are of float32; a target of 1e-300 would be 0 there, and its squared errors 0 in every score. */
function checkSpread(targetName: string, target: Float64Array): void {
  const { minimum, maximum } = range(target);
  if (Math.fround(minimum) !== Math.fround(maximum)) return;
  throw new DomainError(
    'target-invalid',
    `Target ${targetName} lies between ${minimum} and ${maximum} at all ${target.length} stations, which are one number in the float32 of maps: give it in another unit, or as a difference from a round number`,
    { target: targetName, minimum, maximum },
  );
}

function checkClasses({ targetName, target, lines }: TrainingTable, classes: readonly string[]): void {
  if (classes.length > MAX_CLASSES) {
    throw new DomainError(
      'too-large',
      `Target ${targetName} has ${classes.length} classes, such as ${classes.slice(0, 3).join(', ')}; at most ${MAX_CLASSES} can be mapped. Is it a number? Then choose task regression`,
      { limit: MAX_CLASSES, found: classes.length },
    );
  }
  const lone = [...classes.keys()].filter((own) => target.filter((value) => value === own).length === 1);
  if (lone.length === 0) return;
  const shown = lone.slice(0, LINES_SHOWN).map((own) => `${classes[own]} (line ${lines[target.indexOf(own)]})`);
  throw new DomainError(
    'target-invalid',
    `Expected at least 2 stations of every class of ${targetName}; ${lone.length === 1 ? 'one class has' : `${lone.length} classes have`} one: ${shown.join(', ')}. Join ${lone.length === 1 ? 'it' : 'them'} with other classes or leave ${lone.length === 1 ? 'it' : 'them'} out`,
    { target: targetName, classes: lone.map((own) => classes[own]) },
  );
}

function checkCovariate(name: string, column: Float32Array, lines: ArrayLike<number>): void {
  const refuse = (what: string, detail: object): never => {
    throw new DomainError('covariate-invalid', `Covariate ${name} ${what}`, { covariate: name, ...detail });
  };
  if (column.every(Number.isNaN)) refuse('has no value at any station', {});
  const bad = linesNotFinite(column, lines);
  if (bad.length > 0) refuse(`is not a finite float32 number in ${list(bad)}`, { lines: bad });
  const only = constantValue(column);
  if (only !== null)
    refuse(
      `is ${only} at all ${column.length} stations, to the seven digits of float32, so it cannot explain anything: leave it out`,
      { value: only },
    );
}

function linesNotFinite(values: Float32Array | Float64Array, lines: ArrayLike<number>): number[] {
  return [...values.keys()].filter((i) => !Number.isFinite(values[i]!)).map((i) => lines[i]!);
}

function constantValue(values: ArrayLike<number>): number | null {
  const { minimum, maximum } = range(values);
  return minimum === maximum ? minimum : null;
}

function list(lines: readonly number[]): string {
  const shown = lines.slice(0, LINES_SHOWN).join(', ');
  const more = lines.length > LINES_SHOWN ? `, … (${lines.length} lines)` : '';
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown}${more}`;
}
