/** Columns of classes: texts, or whole numbers, become numbers of a list of labels. */
import { DomainError } from '../../core/errors.ts';
import type { BoreholeTable } from '../../tables/boreholeTable.ts';
import { columnMissing } from '../../tables/columnRoles.ts';

export interface ClassColumn {
  /** Texts by their code points, numbers ascending. */
  readonly labels: readonly string[];
  /** Per row the number of its label, from 0; NaN where the value is missing. */
  readonly numbers: Float64Array;
}

/** @throws {DomainError} 'column-missing'; 'invalid-input' for a number that is not whole */
export function classColumn(table: BoreholeTable, name: string): ClassColumn {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    throw columnMissing(
      name,
      table.columns.map((candidate) => candidate.name),
    );
  }
  if (column.kind === 'number') return classesOfNumbers(column.values, `column ${name}`);
  const labels = [...new Set(column.values)].filter((text) => text !== '').toSorted((a, b) => (a < b ? -1 : 1));
  return numbered(labels, column.values);
}

/**
 * @param what subject of the refusal
 * @throws {DomainError} 'invalid-input' for a number that is not whole
 */
export function classesOfNumbers(values: Float64Array, what: string): ClassColumn {
  const broken = values.find((value) => !Number.isNaN(value) && !Number.isSafeInteger(value));
  if (broken !== undefined) {
    throw new DomainError(
      'invalid-input',
      `Expected texts or whole numbers as the classes of ${what}, found ${broken}`,
      { found: broken },
    );
  }
  const found = [...new Set(values)].filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  // String(-0) is 0, as String(0) is: a set takes both as one.
  return numbered(
    found.map(String),
    Array.from(values, (value) => (Number.isNaN(value) ? '' : String(value))),
  );
}

/** The rows that are kept, with the labels that still occur among them. */
export function keepRows({ labels, numbers }: ClassColumn, kept: readonly number[]): ClassColumn {
  const used = new Set(kept.map((row) => numbers[row]!));
  const remaining = labels.filter((_, number) => used.has(number));
  return numbered(
    remaining,
    kept.map((row) => (Number.isNaN(numbers[row]) ? '' : labels[numbers[row]!]!)),
  );
}

function numbered(labels: readonly string[], texts: readonly string[]): ClassColumn {
  const numberOf = new Map(labels.map((label, number) => [label, number]));
  return { labels, numbers: Float64Array.from(texts, (text) => numberOf.get(text) ?? Number.NaN) };
}
