/** How a cross-validation is asked for: the same fields in `cross-validate` and in the `crossValidation` of `train`. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { foldSchemes } from '../../forest/folds.ts';
import { bandInput, bboxNumbers } from '../inputs/commonInputs.ts';
import { quantity } from '../inputs/quantity.ts';
import type { FoldScheme } from '../../forest/folds.ts';

const schemeInput = z.enum(foldSchemes).meta({
  title: 'Folds',
  description:
    'random: k balanced folds of rows. leave-one-out: a fold per row. leave-location-out: rows of one place (a name, a position, or a cell of a raster covariate) are never on both sides; a fold per place, or `folds` groups of places. spatial-blocks: square blocks of `blockSizeM` dealt to k folds. environmental-clusters: k clusters of the covariates (k-means), each a fold. knndm: k folds of clustered stations, so that held-out stations are as far from the others as the cells of the map are from the stations (Linnenbrink et al. 2024). nndm: the same by leave-one-out, near stations left aside (Milà et al. 2022). given: the folds of `foldColumn`. Beside a spatial scheme stands the score of random folds.',
});

const foldsInput = z.int().min(2).max(1000).nullable().default(null).meta({
  title: 'Number of folds',
  description:
    'For random, leave-location-out, spatial-blocks, environmental-clusters and knndm: 10 by default, or as many as can be made; one per place for leave-location-out.',
});

const repeatsInput = z
  .int()
  .min(1)
  .max(100)
  .default(1)
  .meta({ title: 'Repeats', description: 'How often the folds are drawn anew, each with a seed of its own.' });

const blockSizeInput = quantity({ unit: 'm', min: 1, max: 20_000_000 }).nullable().default(null).meta({
  title: 'Block size',
  description:
    'Side of the blocks of spatial-blocks in metres of true ground, whatever the CRS: they are cut in an equal-area projection about the stations’ centre, elsewhere in every repeat. Choose it no smaller than the distance over which ground temperatures are alike.',
});

const foldColumnInput = z.string().min(1).nullable().default(null).meta({
  title: 'Column of folds',
  description: 'For given: the column of the dataset that names the fold of each row.',
});

const predictionAreaInput = z
  .union([
    z.strictObject({ bbox: bboxNumbers, crs: z.string().min(1).max(4096).default('EPSG:4326') }),
    z.strictObject({ raster: z.string().min(1), band: bandInput }),
  ])
  .nullable()
  .default(null)
  .meta({
    title: 'Prediction area',
    description:
      'For nndm and knndm, the map that the model is for: {"bbox": [west, south, east, north]} in degrees or with a "crs", or the cells of {"raster": id, "band": 1} that have a value. By default the cells where every raster of the covariates has a value; a bbox cuts them.',
  });

export const validationFields = {
  scheme: schemeInput,
  folds: foldsInput,
  repeats: repeatsInput,
  blockSizeM: blockSizeInput,
  foldColumn: foldColumnInput,
  predictionArea: predictionAreaInput,
};

const choiceSchema = z.object(validationFields);
export type ValidationChoice = z.output<typeof choiceSchema>;
export type PredictionArea = NonNullable<ValidationChoice['predictionArea']>;

const matching: readonly FoldScheme[] = ['nndm', 'knndm'];
const counted: readonly FoldScheme[] = [
  'random',
  'leave-location-out',
  'spatial-blocks',
  'environmental-clusters',
  'knndm',
];

/**
 * Refuses a field that the scheme does not look at: whoever set it expects it to matter.
 * @throws {DomainError} 'invalid-input'
 */
export function requireOwnFields(choice: ValidationChoice): void {
  const { scheme } = choice;
  const foreign = [
    choice.folds !== null && !counted.includes(scheme) ? 'folds' : null,
    choice.blockSizeM !== null && scheme !== 'spatial-blocks' ? 'blockSizeM' : null,
    choice.foldColumn !== null && scheme !== 'given' ? 'foldColumn' : null,
    choice.predictionArea !== null && !matching.includes(scheme) ? 'predictionArea' : null,
  ].find((field) => field !== null);
  if (foreign === undefined) return;
  throw new DomainError(
    'invalid-input',
    `Scheme ${scheme} takes no ${foreign}: leave it out, or choose another scheme`,
    {
      scheme,
      field: foreign,
    },
  );
}
