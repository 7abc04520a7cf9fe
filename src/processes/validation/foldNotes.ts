/** What the folds of a cross-validation mean, in words: how far they part the stations, and how many they leave. */
import { median } from '../../core/statistics.ts';
import { countTwins } from '../../forest/folds/twins.ts';
import { medianSeparationM } from '../../forest/folds/separation.ts';
import type { Folds, FoldScheme } from '../../forest/folds.ts';
import type { DistanceMatch } from '../../forest/folds/distanceMatch.ts';
import type { ValidationPlan } from './planValidation.ts';

/** Held-out rows this little farther from the others than by chance are not parted from them. */
const leastSeparation = 1.1;
const partedByDistance: readonly FoldScheme[] = ['leave-location-out', 'spatial-blocks', 'given'];
/** Matched distances whose medians are this many times apart did not meet. */
const unmatched = 2;
/** Rows below which the score of a fold of its own says nothing. */
const fewRows = 3;
const listedFolds = 5;

/** Of the first repeat: the others are drawn alike. */
export function noteFolds(plan: ValidationPlan): readonly string[] {
  const { folds, match } = plan.repeats[0]!;
  return [
    ...noteSharedCells(plan),
    ...noteTwins(plan),
    ...noteSeparation(plan),
    ...noteMatch(folds, match),
    ...noteFoldSizes(folds),
  ];
}

function noteSharedCells({ choice, placesJoined }: ValidationPlan): readonly string[] {
  if (placesJoined === 0 || choice.scheme !== 'leave-location-out') return [];
  return [
    `${placesJoined} ${placesJoined === 1 ? 'place shares' : 'places share'} a cell of a covariate’s raster with another and ${placesJoined === 1 ? 'is' : 'are'} kept in one fold with it: there the covariate is the same, and a model trained on the one would know the other`,
  ];
}

/** Where the folds were to part what is alike: random ones part nothing on purpose. */
function noteTwins({ repeats, random, facts }: ValidationPlan): readonly string[] {
  const { folds } = repeats[0]!;
  const count = random === null ? 0 : countTwins(folds, facts.columns);
  if (count === 0) return [];
  const whole = folds.scheme === 'leave-location-out' ? '' : '; leave-location-out keeps stations of one cell together';
  return [
    `${count} of ${facts.rowCount} rows ${count === 1 ? 'has' : 'have'} all covariates in common with a row that the model of their fold was trained on, as stations in one cell of every raster have: there it knows the answer, and errors are too small${whole}`,
  ];
}

function noteSeparation({ repeats, random, stations }: ValidationPlan): readonly string[] {
  if (random === null || stations === null) return [];
  const { folds } = repeats[0]!;
  // Clusters of the environment part by climate and terrain, matched folds as far as the map needs it.
  if (!partedByDistance.includes(folds.scheme)) return [];
  const [ours, theirs] = [medianSeparationM(folds, stations), medianSeparationM(random.folds, stations)];
  if (ours > leastSeparation * theirs) return [];
  return [
    `These ${folds.scheme} folds separate nothing: half of the held-out stations lie within ${km(ours)} of a training station, by random folds ${km(theirs)}. They score the model as random folds do; spatial-blocks or knndm part near stations`,
  ];
}

function noteMatch({ withheld }: Folds, match: DistanceMatch | null): readonly string[] {
  if (match === null) return [];
  const [heldOutM, predictionM] = [median(match.heldOutM), median(match.predictionM)];
  const isByChance = match.clusters === null && (withheld ?? []).every((rows) => rows.length === 0);
  if (isByChance && heldOutM >= predictionM) {
    return [
      'The stations lie no closer to each other than the map to them: random folds are as far apart as the map needs',
    ];
  }
  if (heldOutM < predictionM / unmatched) {
    return [
      `Held-out stations are still nearer to training stations (median ${km(heldOutM)}) than the map to stations (median ${km(predictionM)}): expect larger errors on the map than this score`,
    ];
  }
  if (heldOutM > predictionM * unmatched) {
    return [
      `Held-out stations are farther from training stations (median ${km(heldOutM)}) than the map from stations (median ${km(predictionM)}): expect smaller errors on the map than this score`,
    ];
  }
  return [];
}

function noteFoldSizes(folds: Folds): readonly string[] {
  const sizes = new Uint32Array(folds.foldCount);
  for (const fold of folds.foldOfRow) sizes[fold]! += 1;
  const small = [...sizes.keys()].filter((fold) => sizes[fold]! < fewRows);
  const large = sizes.findIndex((size) => size > folds.foldOfRow.length / 2);
  const notes: string[] = [];
  // Schemes of one row a fold are meant to be so.
  if (small.length > 0 && folds.foldCount < folds.foldOfRow.length) {
    const named = small.slice(0, listedFolds).map((fold) => fold + 1);
    const more = small.length > listedFolds ? ', …' : '';
    const which = small.length === folds.foldCount ? 'All' : `${small.length} of`;
    const listed = small.length === folds.foldCount ? '' : ` (${named.join(', ')}${more})`;
    notes.push(
      `${which} ${folds.foldCount} folds${listed} ${small.length === 1 ? 'holds' : 'hold'} fewer than ${fewRows} stations: ${small.length === 1 ? 'its own score says' : 'their own scores say'} nothing, the overall score counts`,
    );
  }
  if (large !== -1) {
    notes.push(
      `Fold ${large + 1} holds ${sizes[large]} of ${folds.foldOfRow.length} stations: its model is trained on fewer than half and worse than the one on all`,
    );
  }
  return notes;
}

function km(metres: number): string {
  return `${Number((metres / 1000).toPrecision(3))} km`;
}
