/** Covariates as read, numbers or classes, and as trees can cut them. */
import { exactColumns, learnPreparation, levelsByRank, prepareColumns } from '../../forest/preparation.ts';
import { numbersOf } from '../../tables/boreholeTable.ts';
import { classColumn, classesOfNumbers, keepRows } from './classColumn.ts';
import type { Preparation, RawColumn } from '../../forest/preparation.ts';
import type { BoreholeTable } from '../../tables/boreholeTable.ts';
import type { TrainedCovariate, TrainingTable } from './trainingTable.ts';

/** All rows of the station table, NaN where missing. */
export interface CovariateValues {
  /** Numbers, or numbers of `labels`. */
  readonly numbers: Float64Array;
  /** Of a categorical covariate; null for a number. */
  readonly labels: readonly string[] | null;
}

/** @throws {DomainError} 'column-missing'; 'invalid-input' for texts as numbers, or classes that are not whole */
export function columnValues(table: BoreholeTable, column: string, categorical: boolean): CovariateValues {
  if (categorical) return classColumn(table, column);
  const forTexts = `Where they are classes, give it as {"column": ${JSON.stringify(column)}, "categorical": true}`;
  return { numbers: numbersOf(table, column, forTexts), labels: null };
}

/** @throws {DomainError} 'invalid-input' for classes that are not whole */
export function valuesOf(sampled: Float64Array, covariate: string, categorical: boolean): CovariateValues {
  return categorical
    ? classesOfNumbers(sampled, `the raster of covariate ${covariate}`)
    : { numbers: sampled, labels: null };
}

/**
 * The rows that are kept as trees can cut them: ranks for classes, stand-ins where they are wanted.
 * @throws {DomainError} 'covariate-invalid' where a stand-in is wanted and no row has a value
 */
export function prepareCovariates(
  found: readonly Pick<TrainedCovariate, 'name' | 'layer' | 'coordinate'>[],
  values: readonly CovariateValues[],
  kept: readonly number[],
  target: { readonly numbers: Float64Array; readonly labels: readonly string[] | null },
  impute: boolean,
): Pick<TrainingTable, 'covariates' | 'columns' | 'exact' | 'raw' | 'impute'> {
  const keptValues = values.map(({ numbers, labels }): CovariateValues =>
    labels === null
      ? { numbers: Float64Array.from(kept, (row) => numbers[row]!), labels }
      : keepRows({ numbers, labels }, kept),
  );
  const raw = keptValues.map(({ numbers, labels }, i): RawColumn => ({
    name: found[i]!.name,
    values: shared(numbers, Float32Array),
    exact: shared(numbers, Float64Array),
    levels: labels,
  }));
  const prepared = { target: target.numbers, classCount: target.labels?.length ?? null };
  const preparations = learnPreparation(raw, prepared, Uint32Array.from(kept.keys()), impute);
  const columns = prepareColumns(raw, preparations);
  return {
    raw,
    impute,
    columns,
    exact: exactColumns(raw, columns),
    covariates: found.map((covariate, i) => describe(covariate, keptValues[i]!, raw[i]!, preparations[i]!)),
  };
}

function describe(
  covariate: Pick<TrainedCovariate, 'name' | 'layer' | 'coordinate'>,
  { numbers, labels }: CovariateValues,
  raw: RawColumn,
  preparation: Preparation,
): TrainedCovariate {
  const { standIn } = preparation;
  const levels = levelsByRank(raw, preparation);
  const rows = numbers.filter(Number.isNaN).length;
  const imputed = standIn === null ? null : { value: labels === null ? standIn : labels[standIn]!, rows };
  return { ...covariate, levels, imputed };
}

function shared<Column extends Float32Array | Float64Array>(
  values: Float64Array,
  Numbers: { readonly BYTES_PER_ELEMENT: number; new (buffer: SharedArrayBuffer): Column },
): Column {
  const column = new Numbers(new SharedArrayBuffer(Numbers.BYTES_PER_ELEMENT * values.length));
  column.set(values);
  return column;
}
