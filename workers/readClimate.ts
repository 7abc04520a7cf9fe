/** Reads a table of climate series, or of indices by year, off the main thread. */
import { readFile } from 'node:fs/promises';
import { errorForParent } from '../src/pool/protocol.ts';
import { readAnnual } from '../src/tables/annualTable.ts';
import { readClimate } from '../src/tables/climateSeries.ts';
import type { AnnualOptions, AnnualTable } from '../src/tables/annualTable.ts';
import type { ClimateOptions, ClimateTable } from '../src/tables/climateSeries.ts';

export type ReadClimateTask = { readonly path: string } & (
  | { readonly kind: 'series'; readonly options: ClimateOptions }
  | { readonly kind: 'annual'; readonly options: AnnualOptions }
);

export default async function readClimateTask(task: ReadClimateTask): Promise<ClimateTable | AnnualTable> {
  try {
    const bytes = await readFile(task.path);
    return task.kind === 'series' ? readClimate(bytes, task.options) : readAnnual(bytes, task.options);
  } catch (error) {
    throw errorForParent(error);
  }
}
