/** A classification with a categorical covariate, weights and gaps, as its user runs it on a plain table. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { decodeModel } from '../../src/forest/modelFile.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { crossValidateProcess } from '../../src/processes/crossValidate.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { executeIn } from './support/runProcess.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { Output, Process } from '../../src/processes/process.ts';

let folder: string;
let pool: ComputePool;

/** Landform by slope, but mires are flat whatever they say; one slope in nine is missing. */
function landformTable(): string {
  const random = createRandom(11);
  const soils = ['silt', 'peat', 'gravel', 'rock'];
  const rows = Array.from({ length: 90 }, (_, row) => {
    const soil = soils[random.nextBelow(4)]!;
    const slope = 30 * random.nextUnit();
    const landform = soil === 'peat' ? 'mire' : slope < 10 ? 'plain' : 'hillside';
    return [landform, row % 9 === 0 ? '' : slope.toFixed(2), soil, (1 + random.nextBelow(3)).toString()].join(',');
  });
  return `landform,slope,soil,years\n${rows.join('\n')}\n`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-classes-'));
  pool = createComputePool(2);
  await writeFile(join(folder, 'landforms.csv'), landformTable());
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(
  process: Process,
  inputs: { readonly [name: string]: Json },
): Promise<Readonly<Record<string, Output>>> {
  const given = {
    boreholes: join(folder, 'landforms.csv'),
    target: 'landform',
    covariates: { slope: { column: 'slope' }, soil: { column: 'soil', categorical: true } },
    engine: { trees: 60, mtry: 2 },
    ...inputs,
  };
  return executeIn(folder, pool, process, given);
}

function valueOf(output: Output | undefined): Json {
  return output?.kind === 'value' ? output.value : null;
}

describe('cross-validate with classes', () => {
  it('finds the landforms, and reports accuracy, confusion, and areas by the mapped ones', async () => {
    const outputs = await run(crossValidateProcess, {
      folds: 5,
      impute: 'median',
      mappedAreas: { mire: 10, plain: 30, hillside: 60 },
    });
    expect(valueOf(outputs['scores'])).toMatchObject({
      n: 90,
      scheme: 'random',
      folds: 5,
      overall: { n: 90, missing: 0, overallAccuracy: expect.toSatisfy((share: number) => share > 0.9) },
      imputed: [{ covariate: 'slope', rows: 10 }],
      baselines: [{ name: 'commonest class', overallAccuracy: expect.toSatisfy((share: number) => share < 0.7) }],
    });
    expect(valueOf(outputs['classes'])).toMatchObject({
      target: {
        classes: ['hillside', 'mire', 'plain'],
        f1: [expect.any(Number), 1, expect.any(Number)],
        areaAdjusted: {
          areas: [{ margin: expect.any(Number) }, { value: expect.any(Number) }, {}],
          notes: ['mire', 'plain'].map((name) =>
            expect.stringMatching(`^All \\d+ rows predicted as ${name} were observed as ${name}: a margin of 0 says`),
          ),
        },
      },
    });
    const confusion = outputs['confusionPlot']!;
    expect(await readFile(confusion.kind === 'file' ? confusion.path : '', 'utf8')).toContain(
      'random cross-validation, 5 folds',
    );
    const file = outputs['predictions']!;
    const lines = (await readFile(file.kind === 'file' ? file.path : '', 'utf8')).split('\r\n');
    expect(lines[1]).toMatch(/^1,\d,2,,,,(mire|plain|hillside),(mire|plain|hillside),$/);
  });

  it('leaves rows with a gap out unless they are imputed', async () => {
    const outputs = await run(crossValidateProcess, { folds: 3 });
    expect(valueOf(outputs['scores'])).toMatchObject({ n: 80, leftOutCount: 10 });
  });

  it.each([
    ['areas of other classes', { mappedAreas: { mire: 1, plain: 2 } }, /expected those of hillside, mire, plain/],
    [
      'an engine without classes',
      { engine: { name: 'ml-random-forest' } },
      /has no classification: choose engine cryo/,
    ],
    [
      'classes of broken numbers',
      { target: 'slope', task: 'classification', covariates: { years: { column: 'years' } } },
      /whole numbers as the classes of column slope, found/,
    ],
    ['texts as numbers', { task: 'regression' }, /Expected numbers in column "landform", found texts, such as/],
    [
      'texts as a covariate of numbers',
      { covariates: { texture: { column: 'texture' } } },
      /found texts, such as .* in line \d+\. Where they are classes, give it as \{"column": "texture", "categorical": true\}/,
    ],
    ['an empty column', { covariates: { gap: { column: 'gap' } } }, /column "gap", found no cell with a value$/],
    ['a weight of 0', { weights: 'zero' }, /positive weights in column zero, found 0 in line 2/],
  ])('refuses %s', async (_what, inputs, message) => {
    const table = landformTable()
      .split('\n')
      .map((line, i) => (line === '' ? '' : `${line},${['zero,gap,texture', '0,,peat'][i] ?? '1,,peat'}`));
    await writeFile(join(folder, 'zero.csv'), table.join('\n'));
    await expect(run(crossValidateProcess, { boreholes: join(folder, 'zero.csv'), ...inputs })).rejects.toThrow(
      message,
    );
  });

  it('refuses a class with one member, naming its row', async () => {
    await writeFile(join(folder, 'lone.csv'), `${landformTable()}rock glacier,12,rock,1\n`);
    await expect(run(crossValidateProcess, { boreholes: join(folder, 'lone.csv') })).rejects.toThrow(
      'one: rock glacier (line 92)',
    );
  });
});

describe('cross-validate with a number and a categorical covariate', () => {
  it('refuses a level that one fold alone has, naming its line: its row would silently count in no score', async () => {
    const table = landformTable().replace(/\n(\w+),([\d.]+),\w+,/, '\n$1,$2,marble,');
    await writeFile(join(folder, 'rare.csv'), table);
    const inputs = {
      boreholes: join(folder, 'rare.csv'),
      target: 'years',
      covariates: { soil: { column: 'soil', categorical: true } },
      engine: { trees: 20 },
    };
    await expect(run(crossValidateProcess, { ...inputs, folds: 5 })).rejects.toThrow(/Line \d+ holds a level of soil/);
  });
});

async function impurityOf(engine: Json): Promise<Json | undefined> {
  const inputs = { impute: 'median', correctedImpurity: true, crossValidation: { scheme: 'none' }, engine };
  const { scores } = await run(trainProcess, inputs);
  return (valueOf(scores) as JsonObject)['impurityImportances'];
}

describe('train with classes', () => {
  it('judges the corrected impurity by a forest that draws as many covariates per split as the model', async () => {
    // The root of 2 covariates is 1; of those and their 2 shadows it would be 2.
    expect(await impurityOf({ trees: 40 })).toEqual(await impurityOf({ trees: 40, mtry: 1 }));
  });

  it('keeps classes, levels by rank, stand-ins and weights in the model; the same bytes on 1 and 2 threads', async () => {
    const crossValidation = { scheme: 'random', folds: 3 };
    const inputs = { impute: 'median', weights: 'years', correctedImpurity: true, crossValidation };
    const { model, scores } = await run(trainProcess, inputs);
    expect(valueOf(scores)).toMatchObject({
      outOfBag: { classes: ['hillside', 'mire', 'plain'], overallAccuracy: expect.toSatisfy((x: number) => x > 0.9) },
      crossValidated: { overall: { overallAccuracy: expect.toSatisfy((x: number) => x > 0.9) } },
      importances: [{ accuracyDecrease: expect.toSatisfy((x: number) => x > 0.1) }, {}],
      impurityImportances: [{ giniDecrease: expect.toSatisfy((x: number) => x > 0.1) }, {}],
    });
    const bytes = await readFile(model?.kind === 'file' ? model.path : '');
    const { description } = decodeModel(bytes, (all) => createHash('sha256').update(all).digest());
    expect(description.target).toEqual({ name: 'landform', unit: null, classes: ['hillside', 'mire', 'plain'] });
    expect(description.weights).toBe('years');
    expect(description.covariates[0]!.imputed).toMatchObject({ rows: 10 });
    const { levels } = description.covariates[1]!;
    expect(levels!.toSorted()).toEqual(['gravel', 'peat', 'rock', 'silt']);
    // Peat alone is all mire: it stands at an end.
    expect([levels![0], levels![3]]).toContain('peat');
    const one = createComputePool(1);
    const both = pool;
    pool = one;
    const again = await run(trainProcess, inputs).finally(() => (pool = both));
    await one.close();
    expect(await readFile(again['model']?.kind === 'file' ? again['model'].path : '')).toEqual(bytes);
  });
});

describe('tune and selectFeatures with classes', () => {
  it('choose in every fold by the Brier score, and report the accuracy of the folds', async () => {
    const inputs = {
      covariates: {
        slope: { column: 'slope' },
        soil: { column: 'soil', categorical: true },
        years: { column: 'years' },
      },
      engine: { trees: 15 },
      impute: 'median',
      tune: { minNodeSize: [1, 30] },
      selectFeatures: true,
      folds: 3,
    };
    const scores = valueOf((await run(crossValidateProcess, inputs))['scores']) as unknown as SearchedScores;
    expect(scores.search.perFold).toHaveLength(3);
    for (const { covariates, options, innerBrier, steps } of scores.search.perFold) {
      expect(covariates).toEqual(expect.arrayContaining(['slope', 'soil']));
      expect(options.minNodeSize).toBe(1);
      expect(innerBrier).toBeLessThan(0.2);
      expect(steps[0]!.innerBrier).toBeLessThan(0.2);
    }
    expect(scores.overall.overallAccuracy).toBeGreaterThan(0.9);
  });

  it('report no accuracy above that of the commonest class for classes of noise', async () => {
    const random = createRandom(31);
    const rows = Array.from({ length: 60 }, () => [
      random.nextBelow(5) < 3 ? 'frozen' : 'thawed',
      ...Array.from({ length: 5 }, () => random.nextUnit()),
    ]);
    await writeFile(join(folder, 'noise.csv'), `state,a,b,c,d,e\n${rows.map((row) => row.join(',')).join('\n')}\n`);
    const inputs = {
      boreholes: join(folder, 'noise.csv'),
      target: 'state',
      columns: 'all',
      covariates: {},
      engine: { trees: 15 },
      tune: { minNodeSize: [1, 5, 15] },
      selectFeatures: true,
      crossValidation: { scheme: 'random', folds: 5 },
    };
    const scores = valueOf((await run(trainProcess, inputs))['scores']) as unknown as {
      readonly crossValidated: SearchedScores;
      readonly chosen: { readonly note: string };
    };
    const { overall, baselines, validationNotes } = scores.crossValidated;
    expect(overall.overallAccuracy).toBeLessThanOrEqual(baselines[0]!.overallAccuracy);
    expect(validationNotes.join('\n')).toContain('does not beat naming the commonest class everywhere on these folds');
    expect(scores.chosen.note).toContain('innerBrier');
  });
});

interface SearchedScores {
  readonly validationNotes: readonly string[];
  readonly overall: { readonly overallAccuracy: number };
  readonly baselines: readonly { readonly overallAccuracy: number }[];
  readonly search: {
    readonly perFold: readonly {
      readonly covariates: readonly string[];
      readonly options: { readonly minNodeSize: number };
      readonly innerBrier: number;
      readonly steps: readonly { readonly innerBrier: number }[];
    }[];
  };
}
