/** What a training says about its rows and columns. */
import type { Json } from '../../core/json.ts';
import type { TrainingTable } from './trainingTable.ts';

/** Stations named in a result; the count is always whole. */
const listed = 1000;

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
