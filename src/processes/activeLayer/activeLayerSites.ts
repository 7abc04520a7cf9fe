/** Sites with a measured active layer: their depths in m, thawing indices and classes, read like any training table. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { metresPer } from '../../tables/columnUnits.ts';
import { alignInput } from '../rasters/alignment.ts';
import { boreholesInput, moveWithinInput, targetInput } from '../inputs/commonInputs.ts';
import { targetUnitInput } from '../training/targetQuantity.ts';
import { describeSource, siteValueSource, thawIndexCovariates, thawIndexInput, thawIndicesOf } from './thawIndex.ts';
import { buildTrainingTable, withCovariates } from '../training/trainingTable.ts';
import type { CalibrationSites } from '../../physics/activeLayer/edaphicCalibration.ts';
import type { LengthUnit } from '../../tables/thawDepths.ts';
import type { TrainingCovariates } from '../training/chooseCovariates.ts';
import type { PlanContext } from '../process.ts';
import type { TrainingTable } from '../training/trainingTable.ts';

const classesInput = siteValueSource.nullable().default(null).meta({
  title: 'Classes',
  description:
    'Class of each site, such as its landform or vegetation, for a factor per class: {"column": name} of the dataset, or a raster of whole numbers. One factor for all sites by default.',
});

export const siteInputs = {
  boreholes: boreholesInput.meta({
    title: 'Sites',
    description: 'Dataset with a row per site (POST /boreholes), or a table file on the command line.',
  }),
  target: targetInput.meta({
    title: 'Column of thickness',
    description: 'Column of the measured active-layer thickness, such as alt_cm.',
  }),
  targetUnit: targetUnitInput.meta({
    title: 'Unit of thickness',
    description: 'm, cm or mm, where the column’s name does not say it. A median that no sites have is refused.',
  }),
  thawIndex: thawIndexInput,
  classes: classesInput,
  moveWithinM: moveWithinInput,
  align: alignInput,
};

const inputsSchema = z.object(siteInputs);
type SiteInputs = z.output<typeof inputsSchema>;

/** With a space, which no covariate of a request can have. */
const className = 'class of the site';

export interface ActiveLayerSites extends CalibrationSites {
  readonly table: TrainingTable;
}

type BuildInputs = Parameters<typeof buildTrainingTable>[1];

/**
 * @param covariates what else is read at the sites, by name
 * @throws {DomainError} as `buildTrainingTable`; 'invalid-input' for a thawing index that no site can have
 */
export async function readActiveLayerSites(
  context: PlanContext,
  inputs: SiteInputs & Partial<Pick<BuildInputs, 'covariates' | 'weights' | 'impute'>>,
): Promise<ActiveLayerSites> {
  const { thawIndex, classes, covariates = {} } = inputs;
  const table = await buildTrainingTable(context, {
    columns: null,
    weights: null,
    impute: null,
    ...inputs,
    covariates: {
      ...covariates,
      ...thawIndexCovariates(thawIndex),
      ...(classes === null ? {} : { [className]: categorical(classes) }),
    },
    task: 'regression',
    targetKind: 'active-layer-thickness',
  });
  // The unit of a thickness is one of length.
  const metres = metresPer[table.targetUnit as LengthUnit];
  const ofClass = table.raw.find(({ name }) => name === className);
  return {
    table,
    depthsM: table.target.map((depth) => depth * metres),
    indicesCDays: thawIndicesOf(table),
    classes: ofClass === undefined ? null : Array.from(ofClass.values, (number) => ofClass.levels![number]!),
  };
}

function categorical(source: NonNullable<SiteInputs['classes']>): TrainingCovariates[string] {
  return typeof source === 'string'
    ? { raster: source, band: 1, nodata: null, categorical: true }
    : { ...source, categorical: true };
}

/** In words, for reports. */
export function describeClasses(source: NonNullable<SiteInputs['classes']>, table: TrainingTable): string {
  return describeSource(table, className, source);
}

/** The table with the covariates that a request named, without those that were read for the index and the classes. */
export function namedCovariates({ table }: ActiveLayerSites, names: readonly string[]): TrainingTable {
  const numbers = table.covariates.flatMap(({ name }, i) => (names.includes(name) ? [i] : []));
  if (numbers.length > 0) return withCovariates(table, numbers);
  throw new DomainError(
    'covariate-missing',
    'At least one covariate is needed for the forests: name rasters or columns',
  );
}
