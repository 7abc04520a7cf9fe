/** What `cryoforest help` and `cryoforest <process> --help` print: all of it from the processes themselves. */
import { z } from 'zod';
import { describeSettings } from '../config.ts';
import { columnRoles } from '../tables/columnRoles.ts';
import { inputSchema, inputShapes, keysOf } from './inputShape.ts';
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
  const told = new Set<string>();
  const inputs = Object.entries(entry.inputs.shape).map(([name, field]): Entry => {
    const schema = inputSchema(field);
    const unit = typeof schema.unit === 'string' ? ` [${schema.unit}]` : '';
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const meaning = schema.description === undefined ? '' : `. ${schema.description}`;
    return [`--${flag}`, [`${schema.title ?? ''}${unit}${meaning}`, ...shapeLines(schema, told)].join('\n')];
  });
  const shape = Object.keys(entry.inputs.shape);
  const roles: readonly Entry[] = [
    ['--map', `ROLE=COLUMN of the table, such as lat=Y; roles: ${columnRoles.join(', ')}`],
    ['--unit', 'ROLE=UNIT of the table, such as magt=K or depth=cm'],
  ];
  const table: readonly Entry[] = [
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
    ...(shape.some((name) => tableInputs.has(name)) ? roles : []),
    ...(shape.some((name) => tableInputs.has(name) || name === 'table') ? table : []),
    [
      '--out',
      'file of the first output of that kind, such as .tif (the others are named after it), or a folder ending in /',
    ],
    ['--threads', 'compute threads (all cores by default)'],
    ['--json', 'print values as one line of JSON'],
  ];
  const legend = 'Nested inputs are JSON, or @file.json: "key"? may be left out, {…} has forms or keys of its own.';
  const lines = [entry.title, '', entry.description, '', ...inColumns([...inputs, ...own]), '', legend];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/**
 * Of what is nested in an input: its forms, and what its keys mean.
 * @param told sentences that need no repetition; those of this input are added
 */
function shapeLines(schema: z.core.JSONSchema.BaseSchema, told: Set<string>): readonly string[] {
  const shapes = inputShapes(schema);
  if (shapes.length === 0) return [];
  const keys = [...keysOf(schema)].flatMap(([name, { title, description }]): Entry[] => {
    const [first = '', ...further] = (description ?? title ?? '').split(/(?<=\.) (?=[A-Z])/);
    const isTold = told.has(`${name} ${first}`);
    const untold = further.filter((sentence) => !told.has(sentence));
    for (const sentence of [`${name} ${first}`, ...further]) told.add(sentence);
    return first === '' || isTold ? [] : [[name, [first, ...untold].join(' ')]];
  });
  const forms = shapes.join(' | ').length < widestLine ? [shapes.join(' | ')] : shapes;
  return [...forms.flatMap(wrapped), ...(keys.length === 0 ? [] : inColumns(keys).map((line) => `      ${line}`))];
}

const widestLine = 110;

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '     ';
  for (const word of text.split(' ')) {
    if (line.length + word.length >= widestLine) {
      lines.push(line);
      line = '       ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** Inputs that are tables on the command line, whose columns have roles; those of `table` have names. */
const tableInputs = new Set(['boreholes', 'series', 'surface', 'sites', 'stations', 'logs']);

/** Whether an input is rasters by name. */
function takesRasters({ inputs }: Process, name: string): boolean {
  const field = inputs.shape[name];
  return field instanceof z.ZodType && field.safeParse({ name: 'file.tif' }).success;
}
