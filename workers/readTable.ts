/** Reads a borehole table off the main thread: a large one takes seconds, which would hold up every request. */
import { readFile } from 'node:fs/promises';
import { asTask } from '../src/pool/protocol.ts';
import { readBoreholes } from '../src/tables/boreholes.ts';
import type { BoreholeOptions } from '../src/tables/boreholes.ts';
import type { BoreholeTable } from '../src/tables/boreholeTable.ts';
import type { IntakeReport } from '../src/tables/intakeReport.ts';

/** How the table is read, as its owner said. */
type Reading = Pick<BoreholeOptions, 'columns' | 'units' | 'encoding' | 'sheet' | 'decimalMark' | 'content' | 'edits'>;

export interface ReadTableTask extends Reading {
  readonly path: string;
  /** Name of the upload, for messages. */
  readonly name: string;
  /** False where only the report is wanted. */
  readonly wantsTable: boolean;
  /** Counts one step, at the start; absent where nobody waits for it. */
  readonly steps?: Int32Array;
}

export interface ReadTable {
  readonly table: BoreholeTable | null;
  readonly intake: IntakeReport;
}

export default asTask(async (task: ReadTableTask): Promise<ReadTable> => {
  const { path, name, wantsTable, steps, ...options } = task;
  if (steps !== undefined) Atomics.add(steps, 0, 1);
  const { table, intake } = readBoreholes(await readFile(path), { fileName: name, ...options });
  return { table: wantsTable ? table : null, intake };
});
