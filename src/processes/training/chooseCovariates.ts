/** Which covariates a table is trained on: those named, and the columns chosen beside them. */
import { DomainError } from '../../core/errors.ts';
import { chooseColumns } from './chooseColumns.ts';
import { mostCovariates } from '../inputs/commonInputs.ts';
import type { z } from 'zod';
import type { trainingInputs } from '../inputs/commonInputs.ts';
import type { ChosenColumns, ColumnLeftOut, OtherColumns } from './chooseColumns.ts';
import type { RasterSource } from '../rasters/covariateStack.ts';
import type { Stations } from '../stations/stations.ts';

export type TrainingCovariates = z.output<typeof trainingInputs.covariates>;

export interface CovariateChoice extends OtherColumns {
  readonly covariates: TrainingCovariates;
  readonly columns: 'all' | readonly string[] | null;
  readonly target: string;
}

/** @throws {DomainError} 'covariate-missing' where there is none; 'too-large'; 'invalid-input' where the target is one */
export function chooseCovariates(
  { covariates, columns, target, ...others }: CovariateChoice,
  { table }: Stations,
): { readonly sources: TrainingCovariates; readonly columnsLeftOut: readonly ColumnLeftOut[] } {
  const inUse = Object.entries(covariates).map(([name, source]) => [name, columnOf(source)] as const);
  const leaking = inUse.find(([, column]) => column === target);
  if (leaking !== undefined) {
    throw new DomainError(
      'invalid-input',
      `Covariate ${leaking[0]} is column ${target}, which is the target: leave it out`,
    );
  }
  const taken = new Set(inUse.flatMap(([name, column]) => (column === null ? [name] : [name, column])));
  const chosen: ChosenColumns =
    columns === null ? { columns: [], leftOut: [] } : chooseColumns(columns, table, target, taken, others);
  const sources = {
    ...covariates,
    ...Object.fromEntries(chosen.columns.map((column) => [column, { column, categorical: false }])),
  };
  const count = Object.keys(sources).length;
  if (count === 0) {
    const reasons = chosen.leftOut.map(({ column, reason }) => `${column} ${reason}`).join(', ');
    throw new DomainError(
      'covariate-missing',
      `At least one covariate is needed: name rasters or columns in covariates, or choose columns${reasons === '' ? '' : ` (${reasons})`}`,
    );
  }
  if (count > mostCovariates) {
    throw new DomainError(
      'too-large',
      `Expected at most ${mostCovariates} covariates, found ${count}: list the columns that matter`,
    );
  }
  return { sources, columnsLeftOut: chosen.leftOut };
}

export function isCategorical(source: TrainingCovariates[string]): boolean {
  return typeof source === 'object' && source.categorical;
}

export function columnOf(source: TrainingCovariates[string]): string | null {
  return typeof source === 'object' && 'column' in source ? source.column : null;
}

export function rasterSources(covariates: TrainingCovariates): Record<string, RasterSource> {
  return Object.fromEntries(
    Object.entries(covariates).flatMap(([name, source]) =>
      typeof source === 'string' || 'raster' in source ? [[name, source] as const] : [],
    ),
  );
}
