import { createRandom } from '../../../src/core/random.ts';

export interface Table {
  readonly columns: readonly Float32Array[];
  readonly target: Float64Array;
  readonly rows: Uint32Array;
}

/** A made-up table: the target falls with covariate 0, steps with covariate 1, ignores the others, and has noise. */
export function makeTable(rowCount: number, covariateCount: number, seed = 1): Table {
  const random = createRandom(seed);
  const columns = Array.from({ length: covariateCount }, () =>
    Float32Array.from({ length: rowCount }, () => random.nextUnit() * 10),
  );
  const target = Float64Array.from({ length: rowCount }, (_, i) => {
    const step = (columns[1]?.[i] ?? 0) > 5 ? 3 : 0;
    return -columns[0]![i]! + step + random.nextUnit() * 0.5;
  });
  return { columns, target, rows: allRows(rowCount) };
}

export function tableOf(columns: readonly (readonly number[])[], target: readonly number[]): Table {
  return {
    columns: columns.map((column) => Float32Array.from(column)),
    target: Float64Array.from(target),
    rows: allRows(target.length),
  };
}

/** Ten rows of thirty to be trained on; the target of the others is a million. */
export function poisonedTable(): Table {
  const table = makeTable(30, 2);
  const rows = Uint32Array.from([3, 4, 8, 9, 12, 17, 21, 25, 26, 29]);
  return { ...table, rows, target: table.target.map((value, i) => (rows.includes(i) ? value : 1e6)) };
}

export function allRows(rowCount: number): Uint32Array {
  return Uint32Array.from({ length: rowCount }, (_, i) => i);
}

export function rowOf(columns: readonly Float32Array[], row: number): number[] {
  return columns.map((column) => column[row]!);
}
