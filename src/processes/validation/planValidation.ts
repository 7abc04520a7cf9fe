/** The folds of a cross-validation: what its scheme goes by is gathered from table and rasters, then they are drawn. */
import { DomainError } from '../../core/errors.ts';
import { unitVectors } from '../../core/sphere.ts';
import { range } from '../../core/statistics.ts';
import { findEngine } from '../../forest/engines.ts';
import { trainingSizes } from '../../forest/folds.ts';
import { isDrawnOnce } from '../../forest/folds/drawFolds.ts';
import { samplePredictionArea } from './predictionArea.ts';
import { requireOwnFields } from './validationInputs.ts';
import type { DrawFoldsTask } from '../../../workers/drawFolds.ts';
import type { FoldScheme } from '../../forest/folds.ts';
import type { DrawnFolds, FoldChoice, StationFacts } from '../../forest/folds/drawFolds.ts';
import type { ChosenEngine } from '../training/growForest.ts';
import type { PlanContext } from '../process.ts';
import type { TrainingTable } from '../training/trainingTable.ts';
import type { ValidationChoice } from './validationInputs.ts';

export interface ValidationPlan {
  readonly choice: FoldChoice;
  readonly facts: StationFacts;
  /** The folds of every repeat. */
  readonly repeats: readonly DrawnFolds[];
  /** Random folds to stand beside a spatial scheme; null for schemes that are not spatial. */
  readonly random: DrawnFolds | null;
  /** How many places count as one with others, as they share a cell of a raster. */
  readonly placesJoined: number;
  /** Unit vectors of the rows; null where a row has no position. */
  readonly stations: Float64Array | null;
}

const mostRandomFolds = 10;

/**
 * @throws {DomainError} 'invalid-input', 'too-few-stations' or 'too-large' where the scheme cannot be had from this
 *   table, its repeats would all be alike, or a fold leaves too little to train on
 */
export async function planValidation(
  context: PlanContext,
  wanted: ValidationChoice,
  given: { readonly table: TrainingTable; readonly engine: ChosenEngine; readonly seed: number },
): Promise<ValidationPlan> {
  const { table, engine, seed } = given;
  requireOwnFields(wanted);
  const choice: FoldChoice = { scheme: wanted.scheme, folds: wanted.folds, blockSizeM: wanted.blockSizeM };
  if (isDrawnOnce(choice) && wanted.repeats > 1) {
    throw new DomainError(
      'invalid-input',
      `${choice.scheme} has only one way to draw its folds; repeats must be 1, got ${wanted.repeats}`,
      { scheme: choice.scheme, repeats: wanted.repeats },
    );
  }
  const isMatched = choice.scheme === 'nndm' || choice.scheme === 'knndm';
  const prediction = isMatched ? await samplePredictionArea(context, wanted.predictionArea, table.stack, seed) : null;
  const facts: StationFacts = {
    rowCount: table.target.length,
    places: table.places,
    positions: table.positions,
    columns: table.columns,
    labels: wanted.foldColumn === null ? null : foldLabels(table, wanted.foldColumn),
    prediction,
  };
  const draw = (task: Pick<DrawFoldsTask, 'choice' | 'repeats'>): Promise<DrawnFolds[]> =>
    context.pool.run<DrawnFolds[]>('drawFolds', { ...task, facts, within: null, seed }, context.signal);
  const repeats = await draw({ choice, repeats: wanted.repeats });
  for (const drawn of repeats) requireTrainableFolds(drawn, table, engine);
  const folds = Math.min(mostRandomFolds, repeats[0]!.folds.foldCount);
  const random = isSpatial(choice.scheme) ? await draw({ choice: randomChoice(folds), repeats: 1 }) : [];
  const { positions } = table;
  const located = positions !== null && positions.lon.every((lon, row) => Number.isFinite(lon + positions.lat[row]!));
  return {
    choice,
    facts,
    repeats,
    random: random[0] ?? null,
    placesJoined: table.placesJoined,
    stations: located ? unitVectors(positions.lon, positions.lat) : null,
  };
}

export function randomChoice(folds: number): FoldChoice {
  return { scheme: 'random', folds, blockSizeM: null };
}

/** Whether the scheme holds out rows that are unlike those trained on, so that chance makes a worthwhile comparison. */
function isSpatial(scheme: FoldScheme): boolean {
  return scheme !== 'random' && scheme !== 'leave-one-out';
}

/** The validation of a training that asks for none: places kept together where they are known. */
export function usualValidation(table: TrainingTable): ValidationChoice {
  const usual = { repeats: 1, blockSizeM: null, foldColumn: null, predictionArea: null };
  if (table.places === null) return { ...usual, scheme: 'random', folds: null };
  const places = new Set(table.places).size;
  return { ...usual, scheme: 'leave-location-out', folds: Math.max(2, Math.min(mostRandomFolds, places)) };
}

/** @throws {DomainError} 'column-missing'; 'invalid-input' where a row that is trained on names no fold, or all the same */
function foldLabels({ textsOf, lines }: TrainingTable, column: string): readonly string[] {
  const labels = textsOf(column);
  const blank = labels.indexOf('');
  if (blank !== -1) {
    throw new DomainError(
      'invalid-input',
      `Column ${column} is to name the fold of every row; line ${lines[blank]} is blank`,
      { column, line: lines[blank] },
    );
  }
  if (new Set(labels).size === 1) {
    throw new DomainError(
      'invalid-input',
      `Column ${column} is to name at least 2 folds; it is ${JSON.stringify(labels[0])} in all ${labels.length} rows`,
      { column, found: labels[0] },
    );
  }
  return labels;
}

function requireTrainableFolds({ folds }: DrawnFolds, table: TrainingTable, engine: ChosenEngine): void {
  const sizes = trainingSizes(folds);
  const fewest = range(sizes).minimum;
  try {
    findEngine(engine.name).check(fewest, table.columns.length, engine.options, table.classes !== null);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(
      error.code,
      `Fold ${sizes.indexOf(fewest) + 1} leaves ${fewest} of ${table.target.length} rows to train on. ${error.message}`,
      error.detail,
      { cause: error },
    );
  }
}
