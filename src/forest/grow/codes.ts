/**
 * Covariates as ranks. A cut between two neighbouring values is a cut between two neighbouring codes, so a search over
 * small integers finds exactly the splits that a search over sorted values would.
 */
export interface CodedTable {
  /** Per covariate, per training row: the position of the row's value in `values`. */
  readonly codes: readonly Uint32Array[];
  /** Per covariate: the distinct values, ascending. */
  readonly values: readonly Float32Array[];
  /** Per training row: a number, or the number of its class. */
  readonly target: Float64Array;
  /** null where the target is a number. */
  readonly classCount: number | null;
}

/**
 * @param columns one array per covariate, all rows of the table, finite
 * @param rows    the rows to train on, as indices into the columns
 */
export function codeTable(
  columns: readonly Float32Array[],
  target: Float64Array,
  rows: Uint32Array,
  classCount: number | null = null,
): CodedTable {
  const chosen = columns.map((column) => Float32Array.from(rows, (row) => column[row]!));
  const values = chosen.map(distinctValues);
  return {
    values,
    codes: chosen.map((column, covariate) => codeColumn(column, values[covariate]!)),
    target: Float64Array.from(rows, (row) => target[row]!),
    classCount,
  };
}

function distinctValues(column: Float32Array): Float32Array {
  const sorted = column.toSorted();
  let count = 0;
  for (const value of sorted) if (count === 0 || value !== sorted[count - 1]) sorted[count++] = value;
  return sorted.slice(0, count);
}

function codeColumn(column: Float32Array, values: Float32Array): Uint32Array {
  const codes = new Uint32Array(column.length);
  for (let i = 0; i < column.length; i++) codes[i] = codeOf(values, column[i]!);
  return codes;
}

/** The last position whose value is ≤ x, which is at least the first value. */
export function codeOf(values: Float32Array, x: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (values[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}
