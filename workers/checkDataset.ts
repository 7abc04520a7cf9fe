/** Reads a borehole table and checks it off the main thread: distances among many stations take seconds. */
import { readFile } from 'node:fs/promises';
import { asTask } from '../src/pool/protocol.ts';
import { checkDataset } from '../src/quality/checkDataset.ts';
import { readBoreholes } from '../src/tables/boreholes.ts';
import type { DatasetCheck } from '../src/quality/checkDataset.ts';
import type { IntakeReport } from '../src/tables/intakeReport.ts';
import type { ReadTableTask } from './readTable.ts';

export interface CheckDatasetTask {
  readonly source: Omit<ReadTableTask, 'wantsTable'>;
  readonly target: string | null;
  readonly country: string | null;
}

export interface CheckedDataset extends DatasetCheck {
  readonly intake: IntakeReport;
  /** Of the rows. */
  readonly lines: Int32Array;
}

export default asTask(async ({ source, ...options }: CheckDatasetTask): Promise<CheckedDataset> => {
  const { path, name, ...reading } = source;
  const { table, intake } = readBoreholes(await readFile(path), { fileName: name, ...reading });
  return { ...(await checkDataset(table, intake, options)), intake, lines: table.lines };
});
