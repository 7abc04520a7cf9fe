/** What `cryoforest help` and `cryoforest <process> --help` print: all of it from the processes themselves. */
import { z } from 'zod';
import { describeSettings } from '../config.ts';
import type { Process } from '../processes/process.ts';

export function printHelp(processes: readonly Process[]): void {
  const commands = [
    ...processes.map(({ id, title }): Entry => [id, title]),
    ['worker', "take chunks of the service's jobs (same DATABASE_URL and artefact folder)"] as const,
    ['keys', 'add NAME | list | remove NAME: API keys of the service'] as const,
  ];
  const lines = [
    'cryoforest <process> --input value … [--out FILE|FOLDER/] [--threads N] [--json]',
    '',
    ...inColumns(commands),
    '',
    'cryoforest <process> --help lists its inputs. Settings of the service (environment):',
    ...inColumns(describeSettings().map(({ name, meaning }): Entry => [name, meaning])),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

type Entry = readonly [name: string, meaning: string];

function inColumns(entries: readonly Entry[]): string[] {
  const width = Math.max(...entries.map(([name]) => name.length)) + 2;
  return entries.map(([name, meaning]) => `  ${name.padEnd(width)}${meaning}`);
}

export function printProcessHelp(entry: Process): void {
  const inputs = Object.entries(entry.inputs.shape).map(([name, field]): Entry => {
    const { title, description } = z.globalRegistry.get(field) ?? {};
    const { unit } = z.toJSONSchema(field, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' });
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return [
      `--${flag}`,
      `${title ?? ''}${typeof unit === 'string' ? ` [${unit}]` : ''}${description === undefined ? '' : `. ${description}`}`,
    ];
  });
  const shape = Object.keys(entry.inputs.shape);
  const table: readonly Entry[] = [
    ['--map', 'ROLE=COLUMN of the table, such as latitude=Y'],
    ['--unit', 'ROLE=UNIT of the table, such as magt=K'],
    ['--encoding', 'of the table as a text file, such as gbk; found in the file by default'],
    ['--sheet', 'of the table as a workbook; the first that holds anything by default'],
    ['--decimal-mark', '. or , of the table; found column by column by default'],
    ['--edits', 'JSON file of rows of the table to leave out and cells to repair, each with its reason'],
  ];
  const own: readonly Entry[] = [
    ...(takesRasters(entry, 'covariates')
      ? [['--covariate', 'NAME=FILE, as often as there are rasters'] as const]
      : []),
    ...(takesRasters(entry, 'layers') ? [['--layer', 'NAME=FILE, as often as there are rasters'] as const] : []),
    ...(takesRasters(entry, 'covariates') && shape.includes('columns')
      ? [['--column', 'NAME, a covariate that is a column of the table'] as const]
      : []),
    ...(shape.some((name) => tableInputs.has(name)) ? table : []),
    [
      '--out',
      'file of the first output of that kind, such as .tif (the others are named after it), or a folder ending in /',
    ],
    ['--threads', 'compute threads (all cores by default)'],
    ['--json', 'print values as one line of JSON'],
  ];
  process.stdout.write(`${entry.title}\n\n${entry.description}\n\n${inColumns([...inputs, ...own]).join('\n')}\n`);
}

/** Inputs that are tables on the command line. */
const tableInputs = new Set(['boreholes', 'series', 'surface', 'sites', 'stations', 'logs']);

/** Whether an input is rasters by name. */
function takesRasters({ inputs }: Process, name: string): boolean {
  const field = inputs.shape[name];
  return field instanceof z.ZodType && field.safeParse({ name: 'file.tif' }).success;
}
