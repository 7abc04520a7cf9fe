/** How many stations each class has: a class of few is learnt badly and scored by chance. */
import { DomainError } from '../core/errors.ts';
import type { Flag } from './flag.ts';

/** Of temperatures at or below 0 °C and above. */
const frozen = 'permafrost (≤ 0 °C)';
const unfrozen = 'no permafrost (> 0 °C)';
/** As many folds as are usual want five members each at least. */
const fewestOfClass = 5;

export interface ClassBalance {
  readonly flags: readonly Flag[];
  readonly classes: readonly { readonly class: string; readonly stations: number; readonly share: number }[];
}

/** @param labels one per row; '' for none */
export function judgeBalance(labels: readonly string[]): ClassBalance {
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) throw new DomainError('target-invalid', 'No row of the target has a value');
  const classes = [...counts].map(([name, stations]) => ({ class: name, stations, share: stations / total }));
  const flags = labels.flatMap((label, row): Flag[] => {
    const count = counts.get(label);
    if (count === undefined || count >= fewestOfClass) return [];
    const reason = `One of ${count} stations of class ${label}: too few to be spread over folds`;
    return [{ row, check: 'rare-class', reason, suggestions: [] }];
  });
  return { flags, classes: classes.toSorted((a, b) => b.stations - a.stations) };
}

export function permafrostLabels(temperaturesC: Float64Array): string[] {
  return Array.from(temperaturesC, (value) => (Number.isNaN(value) ? '' : value <= 0 ? frozen : unfrozen));
}
