/** From a shell's words to a process's inputs: every input is a flag of its own name. */
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { inputSchema, keysOf } from './inputShape.ts';
import { readText, withFiles } from './namedFiles.ts';
import type { TableReading } from '../processes/library.ts';
import type { Json } from '../core/json.ts';

export interface ProcessArguments {
  readonly inputs: { readonly [name: string]: Json };
  /** File or folder to write to; null prints the values only. */
  readonly out: string | null;
  /** How to read the borehole table: `--map lat=Y`, `--unit magt=K`, `--encoding gbk`, `--sheet 2020`, `--decimal-mark ,`. */
  readonly reading: TableReading;
  /** File with the list of edits of the table. */
  readonly edits?: string;
  readonly threads: number | null;
  readonly json: boolean;
}

type Draft = { [name: string]: Json | Draft };

/** Short forms of what people type most. */
const aliases: Readonly<Record<string, string>> = { trees: 'engine.trees' };
const ownFlags = [
  'out',
  'map',
  'unit',
  'encoding',
  'sheet',
  'decimal-mark',
  'edits',
  'threads',
  'json',
  'covariate',
  'layer',
  'column',
];

/**
 * @param words after the process's name, such as --boreholes stations.csv --covariate tdd=tdd.tif
 * @throws {DomainError} 'unknown-field' or 'invalid-input', naming the flag
 */
export function parseProcessArguments(schema: z.ZodObject, words: readonly string[]): ProcessArguments {
  const inputs: Draft = {};
  const columns: Record<string, string> = {};
  const units: Record<string, string> = {};
  const table: { encoding?: string; sheet?: string; decimalMark?: '.' | ',' } = {};
  let out: string | null = null;
  let threads: number | null = null;
  const edits: { edits?: string } = {};
  let json = false;
  for (let i = 0; i < words.length; i++) {
    const flag = splitFlag(words[i]!);
    if (flag.name === 'json') {
      json = true;
      continue;
    }
    const value = flag.value ?? words[++i];
    if (value === undefined) throw new DomainError('invalid-input', `--${flag.name} needs a value`);
    // An input of the process goes before a flag of the same name about tables, such as the unit of a formula.
    if (Object.hasOwn(schema.shape, flag.name) && flag.name !== 'engine') {
      setInput(inputs, [flag.name], parseFor(schema, flag.name, value));
    } else if (flag.name === 'out') out = value;
    else if (flag.name === 'threads') threads = wholeNumber('threads', value);
    else if (flag.name === 'map') assign(columns, ...pair('map', value, 'ROLE=COLUMN'));
    else if (flag.name === 'unit') assign(units, ...pair('unit', value, 'ROLE=UNIT'));
    else if (flag.name === 'encoding' || flag.name === 'sheet') table[flag.name] = value;
    else if (flag.name === 'decimal-mark') table.decimalMark = decimalMark(value);
    else if (flag.name === 'edits') edits.edits = value;
    else if (flag.name === 'column') setInput(inputs, ['covariates', value], { column: value });
    else if (flag.name === 'covariate' || flag.name === 'layer') {
      const [name, source] = pair(flag.name, value, 'NAME=FILE');
      setInput(inputs, [`${flag.name}s`, name], parseValue(source));
    } else if (flag.name === 'engine') setEngine(inputs, schema, value);
    else setInput(inputs, inputPath(schema, flag.name), parseFor(schema, flag.name, value));
  }
  return { inputs, out, reading: { columns, units, ...table }, ...edits, threads, json };
}

function splitFlag(word: string): { name: string; value: string | null } {
  const match = /^--([a-z][\w.-]*)(?:=(.*))?$/is.exec(word);
  if (match === null)
    throw new DomainError('invalid-input', `Expected a flag such as --seed 1, found ${JSON.stringify(word)}`);
  return { name: match[1]!, value: match[2] ?? null };
}

function pair(flag: string, value: string, form: string): [string, string] {
  const at = value.indexOf('=');
  if (at <= 0) throw new DomainError('invalid-input', `--${flag} expects ${form}, found ${JSON.stringify(value)}`);
  return [value.slice(0, at), value.slice(at + 1)];
}

function assign(record: Record<string, string>, key: string, value: string): void {
  record[key] = value;
}

function decimalMark(value: string): '.' | ',' {
  if (value === '.' || value === ',') return value;
  throw new DomainError('invalid-input', `--decimal-mark expects . or a comma, found ${JSON.stringify(value)}`);
}

function wholeNumber(flag: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    throw new DomainError('invalid-input', `--${flag} expects a whole number from 1, found ${JSON.stringify(value)}`);
  }
  return number;
}

/** `--min-node-size` is minNodeSize, `--engine.trees` is a field of an object. */
function inputPath(schema: z.ZodObject, flag: string): string[] {
  const path = (aliases[flag] ?? flag)
    .split('.')
    .map((part) => part.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()));
  const known = Object.keys(schema.shape);
  if (!known.includes(path[0]!)) {
    const names = [...known.map(flagOf), ...ownFlags, ...Object.keys(aliases)];
    const nearest = flagWithin(schema, path[0]!) ?? nearestName(flag, names);
    throw new DomainError('unknown-field', `There is no flag --${flag}; the nearest is --${nearest}`, {
      known: names,
    });
  }
  return path;
}

/** The key of an input that is an object, such as engine.mtry for mtry; null where none has it. */
function flagWithin(schema: z.ZodObject, key: string): string | null {
  const holder = Object.entries(schema.shape).find(([, field]) => keysOf(inputSchema(field)).has(key));
  return holder === undefined ? null : flagOf(`${holder[0]}.${key}`);
}

/** `min-node-size` of minNodeSize. */
function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function parseFor(schema: z.ZodObject, flag: string, word: string): Json {
  const text = word.startsWith('@') ? readText(word.slice(1)) : word;
  const [name, ...within] = inputPath(schema, flag) as [string, ...string[]];
  const field = schema.shape[name];
  // Where an input is a text or an object, braces mean the object; of a text or a list, brackets the list.
  const isJson = text.startsWith('{') || (text.startsWith('[') && takesList(field));
  if (within.length > 0 || isJson) return parseValue(text);
  const fits = (value: Json): boolean =>
    field instanceof Object && 'safeParse' in field && (field as z.ZodType).safeParse(value).success;
  if (fits(text)) return text;
  const names = text.split(',');
  if (fits(names)) return names;
  // Also a list that is wrong is one: what is wrong about it is the process's to say.
  const isList = names.length > 1 && takesList(field);
  return isList ? names.map(parseValue) : parseValue(text);
}

function takesList(field: unknown): boolean {
  if (field instanceof z.ZodArray) return true;
  if (field instanceof z.ZodUnion) return field.options.some(takesList);
  return (
    field instanceof z.ZodType && 'unwrap' in field && typeof field.unwrap === 'function' && takesList(field.unwrap())
  );
}

/** Numbers, booleans and JSON as such; everything else is text. */
function parseValue(text: string): Json {
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) || /^(true|false|null)$/.test(text) || /^[{[]/.test(text)) {
    let value: Json;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new DomainError('malformed-json', `Not JSON: ${text}`, {}, { cause: error });
    }
    return withFiles(value);
  }
  return text;
}

/** `--engine NAME`, or `--engine '{"name": NAME, "trees": 100}'`, which joins what --trees and --engine.… say. */
function setEngine(inputs: Draft, schema: z.ZodObject, text: string): void {
  inputPath(schema, 'engine');
  const value = parseValue(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  for (const [name, option] of isObject ? Object.entries(value) : [['name', value] as const]) {
    setInput(inputs, ['engine', name], option);
  }
}

function setInput(inputs: Draft, path: readonly string[], value: Json): void {
  let target: Draft = inputs;
  for (const part of path.slice(0, -1)) {
    if (part === '__proto__') throw new DomainError('invalid-input', 'A name may not be __proto__');
    target[part] ??= {};
    // Objects on the way were made here.
    target = target[part] as Draft;
  }
  const last = path.at(-1)!;
  if (Object.hasOwn(target, last)) {
    const [first, second] = [target[last]!, value].map((each) => JSON.stringify(each).slice(0, 80));
    throw new DomainError('invalid-input', `${path.join('.')} is given twice: ${first} and ${second}`);
  }
  target[last] = value;
}
