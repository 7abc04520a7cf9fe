/** The baselines of a training table, scored beside its forest, and the words where the forest is no better. */
import { toJson } from '../../core/json.ts';
import { namesRole } from '../../tables/columnRoles.ts';
import type { ScoreBaselinesTask } from '../../../workers/scoreBaselines.ts';
import type { Json } from '../../core/json.ts';
import type { Baseline, BaselineDesign } from '../../forest/baselines.ts';
import type { CrossValidation } from '../../forest/crossValidate.ts';
import type { ProcessContext } from '../process.ts';
import type { TrainingTable } from './trainingTable.ts';

/** What people call a raster of elevations beyond the names of the column: a model of terrain, or where it comes from. */
const elevationRaster =
  /^(?:dem|dtm|etopo|gtopo|gmted|srtm|aster|merit|nasadem|alos|copdem|tandem)(?:_?\d+[a-z]*)?(?:_m|_masl)?$/i;

const withoutElevation =
  'There is no elevation-latitude baseline: no covariate and no column is called like an elevation, such as elevation, elevation_m or dem';

/**
 * Scores of the mean, of elevation and latitude where both are known, and of all covariates in a linear regression but
 * for categories, whose classes have no place on a line.
 * @param name of the model that they stand beside, for the words
 */
export async function reportBaselines(
  { pool, signal }: Pick<ProcessContext, 'pool' | 'signal'>,
  name: string,
  validation: CrossValidation,
  table: TrainingTable,
): Promise<{ readonly baselines: Json; readonly baselineNotes: readonly string[] }> {
  const task: ScoreBaselinesTask = {
    designs: designsOf(table),
    target: table.target,
    repeats: validation.repeats.map(({ folds }) => folds),
  };
  const baselines = await pool.run<Baseline[]>('scoreBaselines', task, signal);
  return {
    baselines: baselines.map((baseline) => {
      const { name: baselineName, covariates } = baseline;
      if (baseline.kind === 'refused') return { name: baselineName, covariates, refused: baseline.reason };
      const spread = validation.repeats.length === 1 ? {} : { spreadOverRepeats: toJson(baseline.spread) };
      const { aliased } = baseline;
      return {
        name: baselineName,
        covariates,
        ...(aliased.length === 0 ? {} : { aliased }),
        ...baseline.overall,
        ...spread,
      };
    }),
    baselineNotes: [
      ...baselines.flatMap((baseline) => noteOf(name, validation, baseline)),
      ...(hasPlaces(table) && elevationOf(table) === null ? [withoutElevation] : []),
    ],
  };
}

function designsOf(table: TrainingTable): BaselineDesign[] {
  // The ranks of a category were learnt from all rows, the held-out ones too.
  const numbers = [...table.raw.keys()].filter((i) => table.raw[i]!.levels === null);
  const elevation = elevationOf(table);
  const place: BaselineDesign[] =
    elevation === null || !hasPlaces(table)
      ? []
      : [
          {
            name: 'elevation-latitude',
            covariates: [elevation.name, 'latitude of the station'],
            columns: [elevation.values, table.positions!.lat],
          },
        ];
  return [
    { name: 'mean', covariates: [], columns: [] },
    ...place,
    ...(numbers.length === 0
      ? []
      : [
          {
            name: 'linear',
            covariates: numbers.map((i) => table.raw[i]!.name),
            columns: numbers.map((i) => table.exact[i]!),
          },
        ]),
  ];
}

function hasPlaces({ positions }: TrainingTable): boolean {
  return positions?.lat.every(Number.isFinite) === true;
}

/** A covariate by its name, else the column of the station table. */
function elevationOf(table: TrainingTable): { readonly name: string; readonly values: ArrayLike<number> } | null {
  const at = table.covariates.findIndex(({ name }) => namesRole(name, 'elevation') || elevationRaster.test(name));
  const covariate = table.covariates[at];
  if (covariate !== undefined) return { name: covariate.name, values: table.exact[at]! };
  return table.elevations === null ? null : { name: 'elevation of the station', values: table.elevations };
}

/** By the mean over repeats, so that one lucky draw of folds decides nothing. */
function noteOf(name: string, validation: CrossValidation, baseline: Baseline): string[] {
  if (baseline.kind === 'refused') return [`The ${baseline.name} baseline has no score: ${baseline.reason}`];
  const { aliased } = baseline;
  const incomplete =
    aliased.length === 0
      ? []
      : [
          `The ${baseline.name} baseline does without ${aliased.join(', ')} in folds where ${aliased.length === 1 ? 'it is' : 'they are'} constant or a combination of other covariates`,
        ];
  const [ours, theirs] = [validation.spread.rmse!.mean, baseline.spread.rmse!.mean];
  if (ours < theirs) return incomplete;
  const by = baseline.name === 'mean' ? 'the mean of the training stations' : `the ${baseline.name} regression`;
  return [
    ...incomplete,
    `${name} does not beat ${by} on these folds: RMSE ${ours.toPrecision(4)} against ${theirs.toPrecision(4)}. It is not worth its complexity here: use the simpler relation, or look for covariates that tell more`,
  ];
}
