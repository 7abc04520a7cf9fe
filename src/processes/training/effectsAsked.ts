/** What an explanation is asked: which covariates, pairs of them and classes, over which rows. */
import { DomainError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearestName.ts';
import { createRandom, shuffle } from '../../core/random.ts';
import { requireTrainingRows } from '../../forest/trainingRows.ts';
import type { CovariatePair } from '../../forest/effectSurface.ts';
import type { Model } from '../../forest/modelFile.ts';
import type { TrainingRows } from '../../forest/trainingRows.ts';

export interface EffectsRequest {
  readonly covariates: readonly string[];
  readonly classes: readonly string[];
  readonly pairs: readonly (readonly string[])[];
  readonly rows: number;
}

export interface EffectsAsked {
  /** Of the rows to ask. */
  readonly columns: readonly Float32Array[];
  /** Numbers of the covariates to trace. */
  readonly chosen: readonly number[];
  /** Numbers of the classes whose shares of the votes are traced; null alone for a model of numbers. */
  readonly classes: readonly (number | null)[];
  readonly pairs: readonly CovariatePair[];
}

/** A picture has a panel for each: more fit no page, six to a row, and no screen. */
const mostCurves = 600;
const mostSurfaces = 60;

/**
 * @throws {DomainError} 'invalid-input' for a model without its training rows, for a pair that has no surface, and for
 *   classes that the model does not have; 'covariate-missing' for a name that it does not have; 'too-large' for more
 *   curves or surfaces than a picture can show
 */
export function chooseEffects(model: Model, inputs: EffectsRequest): EffectsAsked {
  const rows: TrainingRows = requireTrainingRows(model.rows, 'An explanation', null);
  const known = model.description.covariates.map(({ name }) => name);
  const chosen =
    inputs.covariates.length === 0
      ? [...known.keys()]
      : [...new Set(inputs.covariates)].map((name) => covariateAt(name, known));
  const classes = chooseClasses(model, inputs.classes);
  checkCount(chosen.length, 'covariates', classes, mostCurves);
  checkCount(inputs.pairs.length, 'pairs', classes, mostSurfaces);
  const columns = drawRows(rows, inputs.rows, model.description.seed);
  return { columns, chosen, classes, pairs: inputs.pairs.map((names) => pairOf(names, model, columns)) };
}

function chooseClasses({ description: { target } }: Model, names: readonly string[]): EffectsAsked['classes'] {
  const { classes: labels, name } = target;
  if (labels === null) {
    if (names.length === 0) return [null];
    throw new DomainError(
      'invalid-input',
      `The model predicts ${name} as a number and has no classes such as ${JSON.stringify(names[0])}: leave classes out`,
      { pointer: '/classes' },
    );
  }
  if (names.length === 0) return [...labels.keys()];
  return [...new Set(names)].map((label) => {
    const at = labels.indexOf(label);
    if (at !== -1) return at;
    throw new DomainError(
      'invalid-input',
      `The model has no class ${JSON.stringify(label)}; did you mean ${nearestName(label, labels)}? It predicts ${name} as ${labels.join(', ')}`,
      { pointer: '/classes', found: label, have: labels },
    );
  });
}

function checkCount(count: number, what: string, classes: EffectsAsked['classes'], limit: number): void {
  const found = count * classes.length;
  if (found <= limit) return;
  const ofClasses = classes[0] === null ? '' : ` for ${classes.length} classes`;
  const instead = classes[0] === null ? `name fewer ${what}` : `name fewer ${what}, or some of the classes by classes`;
  throw new DomainError(
    'too-large',
    `${count} ${what}${ofClasses} would be ${found} panels of a picture; at most ${limit} are traced at once: ${instead}`,
    { limit, found },
  );
}

function covariateAt(name: string, known: readonly string[]): number {
  const at = known.indexOf(name);
  if (at !== -1) return at;
  throw new DomainError(
    'covariate-missing',
    `The model has no covariate ${JSON.stringify(name)}; did you mean ${nearestName(name, known)}? It has ${known.join(', ')}`,
    { found: name, have: known },
  );
}

function pairOf(names: readonly string[], { description }: Model, columns: readonly Float32Array[]): CovariatePair {
  const known = description.covariates.map(({ name }) => name);
  const [first, second] = names.map((name) => covariateAt(name, known));
  if (first === second) {
    throw new DomainError('invalid-input', `A pair needs two different covariates, not ${names[0]} twice`, {
      pointer: '/pairs',
    });
  }
  for (const at of [first!, second!]) {
    if (description.covariates[at]!.levels !== null) {
      throw new DomainError(
        'invalid-input',
        `${known[at]} is categorical: a pair with it has no surface, as levels have no order. Leave it out; its own effect is traced level by level`,
        { pointer: '/pairs' },
      );
    }
    if (columns[at]!.every((value) => value === columns[at]![0])) {
      throw new DomainError(
        'invalid-input',
        `The rows that are asked have one value of ${known[at]}, ${columns[at]![0]}: a pair with it has no surface. Leave it out`,
        { pointer: '/pairs' },
      );
    }
  }
  return [first!, second!];
}

/** All rows, or so many of them, drawn by the seed. */
function drawRows({ target, columns }: TrainingRows, most: number, seed: number): readonly Float32Array[] {
  if (target.length <= most) return columns;
  const order = Uint32Array.from(target.keys());
  shuffle(order, createRandom(seed));
  const drawn = new Set(order.subarray(0, most));
  return columns.map((column) => column.filter((_, row) => drawn.has(row)));
}
