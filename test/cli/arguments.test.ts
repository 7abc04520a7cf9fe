import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseProcessArguments } from '../../src/cli/arguments.ts';

const schema = z.object({
  boreholes: z.string(),
  target: z.string(),
  covariates: z.record(z.string(), z.unknown()),
  columns: z.union([z.literal('all'), z.array(z.string())]),
  engine: z.object({ name: z.string(), trees: z.int(), minNodeSize: z.int() }),
  seed: z.int(),
  bbox: z.array(z.number()),
});
const parse = (line: string) => parseProcessArguments(schema, line.split(' '));

describe('parseProcessArguments', () => {
  it('reads a training from the words of a shell', () => {
    const given = parse(
      '--boreholes stations.csv --target magst_c --covariate tdd=tdd.tif --column lat --trees 100 --engine.min-node-size 3 --seed=7 --out model.cfm --threads 2 --json --map latitude=Y --unit magt=K',
    );
    expect(given).toEqual({
      inputs: {
        boreholes: 'stations.csv',
        target: 'magst_c',
        covariates: { tdd: 'tdd.tif', lat: { column: 'lat' } },
        engine: { trees: 100, minNodeSize: 3 },
        seed: 7,
      },
      out: 'model.cfm',
      reading: { columns: { latitude: 'Y' }, units: { magt: 'K' } },
      threads: 2,
      json: true,
    });
  });

  it('names the flag of a field that was typed without its object', () => {
    expect(() => parse('--min-node-size 3')).toThrow('no flag --min-node-size; the nearest is --engine.min-node-size');
    expect(() => parse('--tarket y')).toThrow('no flag --tarket; the nearest is --target');
  });

  it('takes an engine with its options as JSON, joined with the flags of its fields in any order', () => {
    const json = '--engine {"name":"linear","minNodeSize":3}';
    const engine = { name: 'linear', minNodeSize: 3, trees: 9 };
    expect(parse(json).inputs).toEqual({ engine: { name: 'linear', minNodeSize: 3 } });
    expect(parse(`${json} --trees 9`).inputs).toEqual({ engine });
    expect(parse(`--trees 9 ${json}`).inputs).toEqual({ engine });
    expect(() => parse('--engine {"name":')).toThrow('Not JSON: {"name":');
  });

  it('takes JSON for lists, and the name of an engine', () => {
    expect(parse('--bbox [110,50,120,55] --engine ml-random-forest').inputs).toEqual({
      bbox: [110, 50, 120, 55],
      engine: { name: 'ml-random-forest' },
    });
  });

  it('takes names with commas between them where a list of names is wanted', () => {
    expect(parse('--columns rm,lstat').inputs).toEqual({ columns: ['rm', 'lstat'] });
    expect(parse('--columns 2020').inputs).toEqual({ columns: ['2020'] });
    expect(parse('--columns all').inputs).toEqual({ columns: 'all' });
    expect(parse('--target a,b').inputs).toEqual({ target: 'a,b' });
  });

  it('takes how a table is to be read', () => {
    expect(parse('--encoding gbk --sheet 2020 --decimal-mark ,').reading).toEqual({
      columns: {},
      units: {},
      encoding: 'gbk',
      sheet: '2020',
      decimalMark: ',',
    });
    expect(() => parse('--decimal-mark ;')).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });

  it('keeps text that looks like a number where text is wanted', () => {
    expect(parse('--target 2020').inputs).toEqual({ target: '2020' });
  });

  it('names the nearest flag for an unknown one', () => {
    expect(() => parse('--boreholse x.csv')).toThrow(
      expect.objectContaining({ message: expect.stringContaining('--boreholes') }),
    );
  });

  it.each(['stations.csv', '--seed', '--covariate tdd', '--threads 0', '--bbox [1,'])('refuses %s', (line) => {
    expect(() => parse(line)).toThrow(expect.objectContaining({ name: 'DomainError' }));
  });

  it('takes the text of a file for @file, as a value and within JSON', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cryoforest-arguments-'));
    try {
      const [json, text] = [join(folder, 'bbox.json'), join(folder, 'note.txt')];
      await writeFile(json, '[1, 2, 3, 4]\n');
      // Some files of agencies are filled up with zeros.
      await writeFile(text, 'GROUP = A\nEND\n\0\0\0');
      expect(parse(`--bbox @${json}`).inputs).toEqual({ bbox: [1, 2, 3, 4] });
      expect(parse(`--covariates {"mtl":["@${text}"]}`).inputs).toEqual({ covariates: { mtl: ['GROUP = A\nEND'] } });
      expect(() => parse(`--bbox @${folder}/nothing`)).toThrow(/Cannot read .*nothing, named by @/);
      expect(() => parse(`--covariates {"mtl":"@${folder}/nothing"}`)).toThrow(/Cannot read .*nothing, named by @/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('take words between commas for a list, of numbers too, and leave what is wrong about it to the process', () => {
    const lists = z.object({
      months: z.array(z.int()).max(3).nullable().default(null),
      layers: z.union([z.literal('soil'), z.array(z.string()).max(2)]),
      bands: z
        .union([z.array(z.string()), z.string()])
        .nullable()
        .default(null),
    });
    const read = (...words: string[]) => parseProcessArguments(lists, words).inputs;
    expect(read('--months', '6,7,8')).toEqual({ months: [6, 7, 8] });
    expect(read('--months', '[6, 7]')).toEqual({ months: [6, 7] });
    expect(read('--layers', 'a,b')).toEqual({ layers: ['a', 'b'] });
    expect(read('--bands', '["mean","q05"]')).toEqual({ bands: ['mean', 'q05'] });
    expect(read('--bands', 'mean,q05')).toEqual({ bands: 'mean,q05' });
    expect(read('--layers', '0,2,5')).toEqual({ layers: [0, 2, 5] });
  });

  it('refuse a flag that is given twice, instead of forgetting the first', () => {
    expect(() => parse('--seed 1 --seed 2')).toThrow('seed is given twice: 1 and 2');
    expect(() => parse('--covariate a=x.tif --covariate a=y.tif')).toThrow('covariates.a is given twice');
    expect(() => parse('--trees 5 --engine {"name":"cryoforest","trees":6}')).toThrow('engine.trees is given twice');
  });

  it('give an input of the process before a flag of the same name about tables', () => {
    const derived = z.object({ formula: z.string(), unit: z.string() });
    const { inputs, reading } = parseProcessArguments(derived, ['--formula', 'a + 1', '--unit', 'K']);
    expect(inputs).toEqual({ formula: 'a + 1', unit: 'K' });
    expect(reading.units).toEqual({});
  });
});
