/** The rows that a forest learns from, as columns of a table for people and for other programs. */
import { shortestFloat32 } from '../../forest/float32.ts';
import { writeCsv } from '../../tables/writeCsv.ts';
import { namesOf } from './trainingTable.ts';
import type { Folds } from '../../forest/folds.ts';
import type { CsvValue } from '../../tables/writeCsv.ts';
import type { TrainingTable } from './trainingTable.ts';

export interface TableColumn {
  readonly name: string;
  readonly kind: 'number' | 'whole' | 'text';
  readonly values: readonly CsvValue[];
}

function numberColumn(name: string, values: ArrayLike<number>): TableColumn {
  return { name, kind: 'number', values: Array.from(values) };
}

/**
 * @param repeats the folds of every repeat of a cross-validation: a column each, by which `foldColumn` draws them again
 */
export function columnsOf(table: TrainingTable, target: string, repeats: readonly Folds[]): TableColumn[] {
  const { lines, labels, positions, classes, covariates, columns, weights, movedM } = table;
  const taken = new Set([target, ...namesOf(table)]);
  // A covariate may be called lat: the position then has another name.
  const own = (name: string): string => (taken.has(name) ? `station_${name}` : name);
  return [
    { name: own('line'), kind: 'whole', values: [...lines] },
    { name: own('name'), kind: 'text', values: labels },
    ...(positions === null ? [] : [numberColumn(own('lat'), positions.lat), numberColumn(own('lon'), positions.lon)]),
    classes === null
      ? numberColumn(target, table.target)
      : { name: target, kind: 'text', values: Array.from(table.target, (number) => classes[number]!) },
    ...covariates.map(({ name, levels }, i): TableColumn =>
      levels === null
        ? numberColumn(name, Array.from(columns[i]!, shortestFloat32))
        : { name, kind: 'text', values: Array.from(columns[i]!, (rank) => levels[rank]!) },
    ),
    ...(weights === null ? [] : [numberColumn(own('weight'), weights)]),
    numberColumn(own('moved_m'), movedM),
    ...repeats.map(({ foldOfRow }, i): TableColumn => {
      const name = own(repeats.length === 1 ? 'fold' : `fold_${i + 1}`);
      return { name, kind: 'whole', values: Array.from(foldOfRow, (fold) => fold + 1) };
    }),
  ];
}

export function tableAsCsv(columns: readonly TableColumn[]): string {
  const rowCount = columns[0]!.values.length;
  return writeCsv(
    columns.map(({ name }) => name),
    Array.from({ length: rowCount }, (_, row) => columns.map(({ values }) => values[row]!)),
  );
}
