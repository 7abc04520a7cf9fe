/** Input fields that several processes share, each with its meaning: the single source of descriptions and checks. */
import { z } from 'zod';
import { nodataChoiceInput } from './nodataChoice.ts';
import { alignInput } from '../rasters/alignment.ts';
import { engines } from '../../forest/engines.ts';
import { stabilitySchemes } from '../../physics/stability/stability.ts';
import { mostCellsAway } from '../../raster/nearestCell.ts';
import { targetKindInput, targetUnitInput } from '../training/targetQuantity.ts';
import { quantity } from './quantity.ts';
import type { OptionRule } from '../../forest/engine.ts';

export const covariateName = z
  .string()
  .regex(
    /^[\p{L}_][\p{L}\p{N}_.-]{0,63}$/u,
    'a covariate name starts with a letter and has letters, digits, _ . - only (64 at most)',
  );

export function isCovariateName(text: string): boolean {
  return covariateName.safeParse(text).success;
}

/** A cap on what one request may ask for. */
export const mostCovariates = 256;

export const boreholesInput = z.string().min(1).meta({
  title: 'Boreholes',
  description: 'Id of a borehole dataset (POST /boreholes), or a table file on the command line.',
});

export const targetInput = z.string().min(1).meta({
  title: 'Target column',
  description:
    'Column of the dataset to be predicted, such as magst_c. Where its name says ground temperature (magst, magt, gst, ttop, soil temp, T15_C, …) or active-layer thickness with its unit (alt_cm, thaw_depth_m), or targetKind does, values that cannot be one are left out; any other column may hold any number.',
});

const taskInput = z.enum(['regression', 'classification']).nullable().default(null).meta({
  title: 'Task',
  description:
    'regression predicts the numbers of the target column; classification takes its texts or whole numbers as classes, by the votes of the trees. By default classification for a column of texts and regression for one of numbers.',
});

const weightsInput = z.string().min(1).nullable().default(null).meta({
  title: 'Weights',
  description:
    'Column of positive numbers: how likely a tree draws each row, relative to the others (the case.weights of ranger). It does not weigh the scores. Equal by default.',
});

const imputeInput = z.literal('median').nullable().default(null).meta({
  title: 'Imputation',
  description:
    'What stands in for a covariate that a row has no value of: the median of the training rows, for categorical covariates the commonest level; learnt anew in every fold. By default such rows are left out. Cells of a map without a value stay without one.',
});

const categorical = z.boolean().default(false).meta({
  description:
    'Whether the values are classes, given as texts or whole numbers, instead of amounts. They are put in the order of their mean target over the training rows of each fold (of more than two target classes, by the first principal component of their shares), as by ranger’s respect.unordered.factors = "order". A class that no training row has is missing.',
});

export const bandInput = z
  .union([z.int().min(1), z.string().min(1).max(1000)])
  .nullable()
  .default(null)
  .meta({
    description:
      'Band of the raster: its number from 1, or its name in the file, such as "slope". Of NetCDF the variable, with what chooses among its slices in brackets: "tas", "tas[2019-07]", "tas[2019-07-15T06:00,level=850]". By default the first; a NetCDF file of several has to be told which.',
  });

export const rasterLayer = z.strictObject({
  raster: z.string().min(1).meta({ description: 'Id of a raster (POST /rasters), or a file on the command line.' }),
  band: bandInput,
  nodata: nodataChoiceInput.nullable().default(null),
});

const trainingRaster = rasterLayer.extend({ categorical });

const tableColumn = z.strictObject({
  column: z.string().min(1).meta({ description: 'Column of the dataset itself.' }),
  categorical,
});

const trainingCovariatesInput = z
  .record(covariateName, z.union([z.string().min(1), trainingRaster, tableColumn]))
  .refine((covariates) => Object.keys(covariates).length <= mostCovariates, `at most ${mostCovariates} covariates`)
  .default({})
  .meta({
    title: 'Covariates',
    description:
      'Name of each covariate and where its values come from: a raster id (band 1), {"raster": id, "band": n}, or {"column": name} of the dataset; with "categorical": true where values are classes. At least one is needed, here or by `columns`.',
  });

const columnsInput = z
  .union([z.literal('all'), z.array(z.string().min(1)).min(1).max(mostCovariates)])
  .nullable()
  .default(null)
  .meta({
    title: 'Columns as covariates',
    description:
      'Columns of the dataset that are covariates under their own names, beside those in `covariates`: a list of names, or "all" for every column of numbers but the target, names, positions, depths, times, ground temperatures, and the columns of weights, folds and regions. The scores list the columns left out, each with the reason.',
  });

/** A cap on what one request may ask for. */
const mostLevels = 10_000;

const levels = z
  .record(z.string().regex(/^-?\d{1,9}$/, 'a level stands under a whole number'), z.string().min(1).max(1000))
  .refine((table) => Object.keys(table).length <= mostLevels, `at most ${mostLevels} levels`)
  .nullable()
  .default(null)
  .meta({
    description:
      'Of a categorical covariate: which text of the training table each number of the raster stands for, such as {"1": "forest", "2": "bog"}. By default the names that the raster has for its numbers (GDAL attribute table or category names in NAME.tif.aux.xml, or its item CLASSES). Cells of a level that no training row has get no value and are counted.',
  });

export const predictionCovariatesInput = z
  .record(
    covariateName,
    z.union([
      z.string().min(1),
      rasterLayer.extend({ levels }),
      z.strictObject({ coordinate: z.enum(['longitude', 'latitude']) }),
    ]),
  )
  .meta({
    title: 'Covariates',
    description:
      'Rasters by covariate name; by default the ones the model was trained with. {"coordinate": "latitude"} takes the WGS 84 position of each cell.',
  });

export const modelInput = z.string().min(1).meta({
  title: 'Model',
  description: 'Id of a model (a result of train, or POST /models), or a .cfm file on the command line.',
});

export const moveWithinInput = quantity({ unit: 'm', min: 0, max: 100_000 })
  .default(0)
  .meta({
    title: 'Move to valid cells',
    description: `How far at most: within it a station on a cell without a value takes the nearest cell that has one in every raster, at most ${mostCellsAway} cells away; the result says which were moved and how far. 0, the default, leaves such stations out.`,
  });

export const seedInput = z
  .int()
  .min(0)
  .default(1)
  .meta({ title: 'Seed', description: 'The same inputs and seed give the same bytes.' });

export const bboxNumbers = z.array(z.number()).length(4);

/** One schema per engine, made from the rules that the engine states itself; the first is meant where no name is given. */
const [defaultEngine, ...otherEngines] = engines.map((engine, i) => {
  const literal = z.literal(engine.name);
  const options = Object.entries(engine.options).map(([option, rule]) => [option, optionSchema(rule)]);
  return z.strictObject({ name: i === 0 ? literal.optional() : literal, ...Object.fromEntries(options) });
});

function optionSchema(rule: OptionRule): z.ZodType {
  const bounded = (rule.kind === 'integer' ? z.int() : z.number()).min(rule.minimum).max(rule.maximum);
  const whole = rule.default === null ? bounded.nullable().default(null) : bounded.default(rule.default);
  return whole.meta({ description: rule.description });
}

const engineInput = z
  .discriminatedUnion('name', [defaultEngine!, ...otherEngines])
  .prefault({})
  .meta({
    title: 'Engine',
    description: `Who grows the trees, and how: ${engines.map((engine) => `${engine.name} (${engine.description})`).join('; ')}`,
  });

export const stabilityInput = z
  .enum(stabilitySchemes.map((scheme) => scheme.id))
  .default('cheng-6')
  .meta({
    title: 'Thermal-stability scheme',
    description: `Classes by ground temperature: ${stabilitySchemes.map((scheme) => `${scheme.id} (${scheme.title})`).join('; ')}`,
  });

/** For values whose members the description of the output names. */
export const anyJson = z.record(z.string(), z.json());

/** What every training takes. */
export const trainingInputs = {
  boreholes: boreholesInput,
  target: targetInput,
  targetKind: targetKindInput,
  targetUnit: targetUnitInput,
  task: taskInput,
  weights: weightsInput,
  impute: imputeInput,
  covariates: trainingCovariatesInput,
  columns: columnsInput,
  moveWithinM: moveWithinInput,
  align: alignInput,
  engine: engineInput,
  seed: seedInput,
};
