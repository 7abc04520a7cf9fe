/** What a training says about its rows and columns. */
import type { Json } from '../../core/json.ts';
import type { LeftOut, TrainingTable } from './trainingTable.ts';

/** Stations named in a result; the count is always whole. */
const listed = 1000;

/** Causes named in a warning. */
const shownCauses = 3;

export function reportLeftOut(table: TrainingTable): { readonly [key: string]: Json } {
  const imputed = table.covariates.flatMap(({ name, imputed: own }) =>
    own === null || own.rows === 0 ? [] : [{ covariate: name, ...own }],
  );
  const moved = [...table.movedM].flatMap((distanceM, row) =>
    distanceM === 0 ? [] : [{ line: table.lines[row]!, station: table.labels[row]!, distanceM: Math.round(distanceM) }],
  );
  return {
    warnings: table.warnings,
    ...(table.aligned.length === 0 ? {} : { aligned: table.aligned }),
    ...(imputed.length === 0 ? {} : { imputed }),
    ...(moved.length === 0 ? {} : { moved }),
    leftOutCount: table.leftOut.length,
    leftOut: table.leftOut.slice(0, listed).map(({ line, label, reason }) => ({ line, station: label, reason })),
    columnsLeftOut: table.columnsLeftOut.map(({ column, reason }) => ({ column, reason })),
  };
}

/** How many rows a training does without, by cause: a list of them alone is easily passed over. None where all are used. */
export function leftOutWarning(leftOut: readonly LeftOut[], kept: number): readonly string[] {
  // Without any row it is refused, with the first rows left out.
  if (leftOut.length === 0 || kept === 0) return [];
  const counts = new Map<string, number>();
  for (const { reason } of leftOut) {
    const cause = causeOf(reason);
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  const causes = [...counts].toSorted(([, a], [, b]) => b - a);
  const others = causes.slice(shownCauses).reduce((sum, [, count]) => sum + count, 0);
  const shown = [...causes.slice(0, shownCauses), ...(others > 0 ? [['other causes', others] as const] : [])];
  const told = shown.map(([cause, count]) => `${count}: ${cause}`).join('; ');
  return [`${leftOut.length} of ${leftOut.length + kept} rows were left out (${told}); leftOut lists them by line`];
}

/** The reason without the value and the place of the row. */
function causeOf(reason: string): string {
  return reason.replace(/ "(?:[^"\\]|\\.)*"(?=:)/u, '').replace(/ \([^()]*\)$/u, '');
}
