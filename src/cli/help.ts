/** What `cryoforest help` and `cryoforest <process> --help` print: all of it from the processes themselves. */
import { z } from 'zod';
import { describeSettings } from '../config.ts';
import type { Process } from '../processes/process.ts';

export function printHelp(processes: readonly Process[]): void {
  const lines = [
    'cryoforest <process> --input value … [--out FILE|FOLDER/] [--threads N] [--json]',
    '',
    ...processes.map((entry) => `  ${entry.id.padEnd(18)}${entry.title}`),
    `  ${'worker'.padEnd(18)}take chunks of the service's jobs (same DATABASE_URL and artefact folder)`,
    `  ${'keys'.padEnd(18)}add NAME | list | remove NAME: API keys of the service`,
    '',
    'cryoforest <process> --help lists its inputs. Settings of the service (environment):',
    ...describeSettings().map((entry) => `  ${entry.name.padEnd(28)}${entry.meaning}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

export function printProcessHelp(entry: Process): void {
  const inputs = Object.entries(entry.inputs.shape).map(([name, field]) => {
    const { title, description } = z.globalRegistry.get(field) ?? {};
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return `  --${flag.padEnd(18)}${title ?? ''}${description === undefined ? '' : `. ${description}`}`;
  });
  const own = [
    `  --${'covariate'.padEnd(18)}NAME=FILE, as often as there are rasters`,
    `  --${'layer'.padEnd(18)}NAME=FILE, the same for processes whose rasters are layers`,
    `  --${'column'.padEnd(18)}NAME, a covariate that is a column of the table`,
    `  --${'map'.padEnd(18)}ROLE=COLUMN of the table, such as latitude=Y`,
    `  --${'unit'.padEnd(18)}ROLE=UNIT of the table, such as magt=K`,
    `  --${'encoding'.padEnd(18)}of the table as a text file, such as gbk; found in the file by default`,
    `  --${'sheet'.padEnd(18)}of the table as a workbook; the first that holds anything by default`,
    `  --${'decimal-mark'.padEnd(18)}. or , of the table; found column by column by default`,
    `  --${'edits'.padEnd(18)}JSON file of rows of the table to leave out and cells to repair, each with its reason`,
    `  --${'out'.padEnd(18)}file of the main output (the others are named after it), or a folder ending in /`,
    `  --${'threads'.padEnd(18)}compute threads (all cores by default)`,
    `  --${'json'.padEnd(18)}print values as one line of JSON`,
  ];
  process.stdout.write(`${entry.title}\n\n${entry.description}\n\n${[...inputs, ...own].join('\n')}\n`);
}
