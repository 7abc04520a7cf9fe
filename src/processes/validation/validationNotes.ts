/** What the folds and their scores mean, in words: for the reader who would quote the number. */
import { median } from '../../core/statistics.ts';
import { countTwins } from '../../forest/folds/twins.ts';
import { medianSeparationM } from '../../forest/folds/separation.ts';
import type { CrossValidation } from '../../forest/crossValidate.ts';
import type { IntervalScore } from '../../forest/quantile/outOfFold.ts';
import type { DistanceMatch } from '../../forest/folds/distanceMatch.ts';
import type { FoldScheme } from '../../forest/folds.ts';
import type { ValidationPlan } from './planValidation.ts';
import type { FoldModel } from './searchModel.ts';

/** From here on a spatial RMSE is said to be larger than that of random folds; repeats of one scheme differ by less. */
const largeGap = 1.1;
/** Held-out rows this little farther from the others than by chance are not parted from them. */
const leastSeparation = 1.1;
const partedByDistance: readonly FoldScheme[] = ['leave-location-out', 'spatial-blocks', 'given'];
/** Rows below which the score of a fold of its own says nothing. */
const fewRows = 3;
const listedFolds = 5;
/** The interval that is quoted, and the share of observations below which it is said to be too narrow. */
const judgedLevel = 0.9;
const leastHeld = 0.87;

export interface Judged {
  readonly validation: CrossValidation;
  /** By repeat and fold; empty where every fold has the same model. */
  readonly choices: readonly FoldModel[];
  /** How well the intervals of held-out rows hold; empty where the engine grows no forest. */
  readonly intervals: readonly IntervalScore[];
  /** By random folds, for comparison; null where the scheme is not a spatial one. */
  readonly random: Pick<Judged, 'validation' | 'intervals'> | null;
}

export function noteValidation(judged: Judged, plan: ValidationPlan): readonly string[] {
  return [
    ...noteGap(judged),
    ...noteSharedCells(plan),
    ...noteTwins(judged, plan),
    ...noteSeparation(judged, plan),
    ...noteMatch(plan.repeats[0]!.match),
    ...noteFoldSizes(judged.validation),
    ...noteIntervals(judged.intervals),
  ];
}

function noteGap({ validation, random }: Judged): readonly string[] {
  if (random === null) return [];
  const { scheme } = validation.repeats[0]!.folds;
  const [ours, theirs] = [validation.spread.rmse!.mean, random.validation.spread.rmse!.mean];
  const ratio = ours / theirs;
  if (ratio < largeGap) return [];
  const figures = `RMSE ${ours.toPrecision(3)} by ${scheme} folds, ${theirs.toPrecision(3)} by random folds: ${ratio.toFixed(2)} times as much`;
  return [
    `${figures}. Random folds test the model on neighbours of its training stations; away from them expect the larger error. Quote the ${scheme} score`,
  ];
}

function noteSharedCells({ choice, placesJoined }: ValidationPlan): readonly string[] {
  if (placesJoined === 0 || choice.scheme !== 'leave-location-out') return [];
  return [
    `${placesJoined} ${placesJoined === 1 ? 'place shares' : 'places share'} a cell of a covariate’s raster with another and ${placesJoined === 1 ? 'is' : 'are'} kept in one fold with it: there the covariate is the same, and a model trained on the one would know the other`,
  ];
}

/** Of the first repeat, where the folds were to part what is alike: random ones part nothing on purpose. */
function noteTwins({ validation, random }: Judged, { facts }: ValidationPlan): readonly string[] {
  const { folds } = validation.repeats[0]!;
  const count = random === null ? 0 : countTwins(folds, facts.columns);
  if (count === 0) return [];
  const whole = folds.scheme === 'leave-location-out' ? '' : '; leave-location-out keeps stations of one cell together';
  return [
    `${count} of ${facts.rowCount} rows have all covariates in common with a row that the model of their fold was trained on, as stations in one cell of every raster have: of these it knows the answer, and their errors are too small${whole}`,
  ];
}

function noteSeparation({ validation, random }: Judged, { stations }: ValidationPlan): readonly string[] {
  if (random === null || stations === null) return [];
  const [ours, theirs] = [validation, random.validation].map(({ repeats }) =>
    medianSeparationM(repeats[0]!.folds, stations),
  );
  const { scheme } = validation.repeats[0]!.folds;
  // Clusters of the environment part by climate and terrain, matched folds as far as the map needs it.
  if (!partedByDistance.includes(scheme) || ours! > leastSeparation * theirs!) return [];
  return [
    `These ${scheme} folds separate nothing: half of the held-out stations lie within ${km(ours!)} of a training station, by random folds ${km(theirs!)}. They score the model as random folds do; spatial-blocks or knndm part near stations`,
  ];
}

function noteMatch(match: DistanceMatch | null): readonly string[] {
  if (match === null) return [];
  const notes: string[] = [];
  const [heldOutM, predictionM] = [median(match.heldOutM), median(match.predictionM)];
  if (match.clusters === null && heldOutM >= predictionM) {
    notes.push(
      'The stations lie no closer to each other than the map to them: random folds are as far apart as the map needs',
    );
  }
  if (heldOutM < predictionM / 2) {
    notes.push(
      `Held-out stations are still nearer to training stations (median ${km(heldOutM)}) than the map to stations (median ${km(predictionM)}): expect larger errors on the map than this score`,
    );
  }
  return notes;
}

function noteFoldSizes({ repeats }: CrossValidation): readonly string[] {
  const { folds } = repeats[0]!;
  const sizes = new Uint32Array(folds.foldCount);
  for (const fold of folds.foldOfRow) sizes[fold]! += 1;
  const small = [...sizes.keys()].filter((fold) => sizes[fold]! < fewRows);
  const large = sizes.findIndex((size) => size > folds.foldOfRow.length / 2);
  const notes: string[] = [];
  // Schemes of one row a fold are meant to be so.
  if (small.length > 0 && small.length < folds.foldCount) {
    const named = small.slice(0, listedFolds).map((fold) => fold + 1);
    const more = small.length > listedFolds ? ', …' : '';
    notes.push(
      `${small.length} of ${folds.foldCount} folds (${named.join(', ')}${more}) hold fewer than ${fewRows} stations: their own scores say nothing, the overall score counts`,
    );
  }
  if (large !== -1) {
    notes.push(
      `Fold ${large + 1} holds ${sizes[large]} of ${folds.foldOfRow.length} stations: its model is trained on fewer than half and worse than the one on all`,
    );
  }
  return notes;
}

/** Narrow beyond what chance does to a share of so many rows. */
function noteIntervals(intervals: readonly IntervalScore[]): readonly string[] {
  const usual = intervals.find(({ nominal }) => nominal === judgedLevel);
  if (usual === undefined) return [];
  const { observed, n } = usual;
  const deviation = Math.sqrt((judgedLevel * (1 - judgedLevel)) / n);
  if (observed >= leastHeld || observed >= judgedLevel - 2 * deviation) return [];
  return [
    `The ${100 * judgedLevel} % interval holds only ${(100 * observed).toFixed(0)} % of the held-out observations: intervals on the map will be too narrow. Where the leaves are small, each knows too few rows: a larger minNodeSize, such as 15, widens them`,
  ];
}

function km(metres: number): string {
  return `${(metres / 1000).toPrecision(3)} km`;
}
