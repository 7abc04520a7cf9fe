/** Reads a table of climate series, or of indices by year, off the main thread. */
import { readFile } from 'node:fs/promises';
import { asTask } from '../src/pool/protocol.ts';
import { readAnnual } from '../src/tables/annualTable.ts';
import { readClimate } from '../src/tables/climateSeries.ts';
import type { AnnualOptions, AnnualTable } from '../src/tables/annualTable.ts';
import type { ClimateOptions, ClimateTable } from '../src/tables/climateSeries.ts';

export type ReadClimateTask = { readonly path: string } & (
  | { readonly kind: 'series'; readonly options: ClimateOptions }
  | { readonly kind: 'annual'; readonly options: AnnualOptions }
);

export default asTask(async (task: ReadClimateTask): Promise<ClimateTable | AnnualTable> => {
  const bytes = await readFile(task.path);
  return task.kind === 'series' ? readClimate(bytes, task.options) : readAnnual(bytes, task.options);
});
