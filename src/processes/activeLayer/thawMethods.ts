/** Ways to tell the thaw depth of a place, cross-validated on the same folds: the mean, Stefan, a forest, the hybrid. */
import { mean } from '../../core/statistics.ts';
import { crossValidate } from '../../forest/crossValidate.ts';
import { scorePredictions, spreadOfScores } from '../../forest/scores.ts';
import { calibrateSites } from '../../physics/activeLayer/edaphicCalibration.ts';
import { edaphicDepthM } from '../../physics/stefan.ts';
import { stretchOf } from '../process.ts';
import { validateForest } from '../validation/validateForest.ts';
import type { RowPredictor } from '../../forest/crossValidate.ts';
import type { Folds } from '../../forest/folds.ts';
import type { Scores, ScoreSpread } from '../../forest/scores.ts';
import type { CalibrationSites } from '../../physics/activeLayer/edaphicCalibration.ts';
import type { ChosenEngine } from '../training/growForest.ts';
import type { ProcessContext } from '../process.ts';
import type { ValidationData } from '../validation/validateForest.ts';

export interface ThawMethod {
  readonly name: 'mean' | 'stefan' | 'stefan-by-class' | 'forest' | 'hybrid';
  /** In words. */
  readonly title: string;
  /** Per repeat, per row: the depth by the model that was made without it, m. */
  readonly predictionsM: readonly Float64Array[];
  /** Of the first repeat. */
  readonly scores: Scores;
  /** Over repeats. */
  readonly spread: ScoreSpread;
}

interface MethodJob {
  readonly repeats: readonly Folds[];
  readonly seed: number;
  /** Fewest training sites that a class has a factor of its own by; those with fewer take that of all. */
  readonly minimumSites: number;
}

/** @param data the sites with the covariates of the forests; its target is not looked at */
export async function validateThawMethods(
  context: ProcessContext,
  engine: ChosenEngine,
  data: ValidationData,
  sites: CalibrationSites,
  job: MethodJob,
): Promise<readonly ThawMethod[]> {
  const { repeats, seed } = job;
  const { depthsM, indicesCDays } = sites;
  const byRows = async (fit: (rows: Uint32Array) => RowPredictor): Promise<readonly Float64Array[]> => {
    // Nothing is drawn at random, so the seed is not read.
    const given = { target: depthsM, repeats, seed: 0, concurrency: 1 };
    const validation = await crossValidate(given, ({ rows }) => Promise.resolve(fit(rows)));
    return validation.repeats.map(({ predictions }) => predictions);
  };
  const byForest = async (target: Float64Array, from: number): Promise<readonly Float64Array[]> => {
    const given = { repeats, seed, choose: null };
    const validation = await validateForest(stretchOf(context, from, from + 0.5), engine, { ...data, target }, given);
    return validation.repeats.map(({ predictions }) => predictions);
  };
  const factors = depthsM.map((depth, row) => depth / Math.sqrt(indicesCDays[row]!));
  const depthsOf = (predicted: Float64Array): Float64Array =>
    predicted.map((factor, row) => edaphicDepthM(factor, indicesCDays[row]!));
  const methods: (readonly [ThawMethod['name'], string, readonly Float64Array[]])[] = [
    [
      'mean',
      'mean of the training sites',
      await byRows((rows) => constant(mean(Array.from(rows, (row) => depthsM[row]!)))),
    ],
    [
      'stefan',
      'Stefan with one calibrated factor',
      await byRows((rows) => stefan({ ...sites, classes: null }, rows, job)),
    ],
    ...(sites.classes === null
      ? []
      : [
          [
            'stefan-by-class',
            'Stefan with a factor per class',
            await byRows((rows) => stefan(sites, rows, job)),
          ] as const,
        ]),
    ['forest', `${engine.name} on thaw depth`, await byForest(depthsM, 0)],
    ['hybrid', `Stefan with a factor by ${engine.name}`, (await byForest(factors, 0.5)).map(depthsOf)],
  ];
  return methods.map(([name, title, predictionsM]) => {
    // Every row has a prediction in every repeat.
    const scored = predictionsM.map((predicted) => scorePredictions(depthsM, predicted)!);
    return { name, title, predictionsM, scores: scored[0]!, spread: spreadOfScores(scored) };
  });
}

function constant(value: number): RowPredictor {
  return () => value;
}

function stefan(sites: CalibrationSites, rows: Uint32Array, { minimumSites }: MethodJob): RowPredictor {
  const { depthsM, indicesCDays, classes } = sites;
  const training: CalibrationSites = {
    depthsM: Float64Array.from(rows, (row) => depthsM[row]!),
    indicesCDays: Float64Array.from(rows, (row) => indicesCDays[row]!),
    classes: classes === null ? null : Array.from(rows, (row) => classes[row]!),
  };
  const fits = calibrateSites(training, { minimumSites, takeOverall: true });
  const factors = new Map(fits.classes?.map((fit) => [fit.class, fit.factor]));
  return (row) => {
    const own = classes === null ? undefined : factors.get(classes[row]!);
    return edaphicDepthM(own ?? fits.overall.factor, indicesCDays[row]!);
  };
}
