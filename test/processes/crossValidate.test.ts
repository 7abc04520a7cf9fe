import { mkdtemp, rm, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { crossValidateProcess } from '../../src/processes/crossValidate.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { runIn } from './support/runProcess.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { Ran } from './support/runProcess.ts';

const seeds = join(import.meta.dirname, '..', '..', 'seeds', 'siberia-nechina');
const covariates = Object.fromEntries(
  ['tdd', 'precip'].map((name) => [name, join(seeds, 'covariates', `${name}.tif`)]),
);
const siberia = {
  boreholes: join(seeds, 'boreholes.csv'),
  target: 'magt_c',
  covariates,
  engine: { trees: 30 },
};

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-folds-'));
  pool = createComputePool(2);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const validate = (inputs: { readonly [name: string]: Json }): Promise<Ran> =>
  runIn(folder, pool, crossValidateProcess, { ...siberia, ...inputs });
const rmseOf = (scores: JsonObject): number => (scores['overall'] as { rmse: number }).rmse;

function medianOf({ values }: Ran): number {
  return (values['scores']!['distanceMatch'] as { medianPredictionKm: number }).medianPredictionKm;
}

const stateOf = (row: string): string => (Number(row.split(',').at(-1)) <= 0 ? 'frozen' : 'thawed');

interface Judged {
  readonly intervals: {
    readonly levels: readonly {
      readonly nominal: number;
      readonly observed: number;
      readonly meanWidth: number;
      readonly n: number;
    }[];
  };
}

interface Agreement {
  readonly overallAccuracy: number;
}

interface ClassScores {
  readonly overall: Agreement;
  readonly perRepeat: readonly Agreement[];
  readonly medianDistanceToTrainingKm: number;
  readonly random: Pick<ClassScores, 'overall' | 'medianDistanceToTrainingKm'>;
  readonly validationNotes: readonly string[];
}

describe('cross-validate by spatial folds', () => {
  it.each(['knndm', 'nndm'])(
    'matches %s to the cells of the rasters and puts random folds beside it',
    async (scheme) => {
      const { scores } = (await validate({ scheme })).values;
      const random = scores!['random'] as JsonObject;
      const match = scores!['distanceMatch'] as { [name: string]: number };
      expect(scores!['scheme']).toBe(scheme);
      expect(match['predictionPlaces']).toBe(1000);
      expect(Math.abs(match['medianHeldOutKm']! / match['medianPredictionKm']! - 1)).toBeLessThan(0.25);
      expect(match['wassersteinKm']).toBeGreaterThan(0);
      expect(random).toMatchObject({ scheme: 'random', folds: 10 });
      expect(rmseOf(scores!)).toBeGreaterThan(1.1 * rmseOf(random));
      expect(scores!['validationNotes']).toContainEqual(
        expect.stringMatching(`by ${scheme} folds, .* by random folds`),
      );
    },
  );

  it('judges the intervals of held-out rows for both schemes, and says where they are too narrow', async () => {
    const ran = await validate({ scheme: 'spatial-blocks', blockSizeM: 400_000 });
    const scores = ran.values['scores']!;
    for (const { intervals } of [scores, scores['random']] as unknown as Judged[]) {
      const widths = intervals.levels.map(({ meanWidth }) => meanWidth);
      expect(widths).toEqual(widths.toSorted((a, b) => a - b));
      expect(intervals.levels.map(({ nominal }) => nominal)).toEqual(expect.arrayContaining([0.5, 0.9, 0.95]));
      expect(intervals.levels.every(({ n }) => n === scores['n'])).toBe(true);
    }
    const { observed } = (scores as unknown as Judged).intervals.levels.find(({ nominal }) => nominal === 0.9)!;
    expect(observed).toBeGreaterThan(0.5);
    expect(observed).toBeLessThan(0.85);
    // What is calibrated out of bag promises nothing so far from stations.
    const says = expect.stringMatching(
      `The 90 % interval from q05 to q95 holds only ${(100 * observed).toFixed(0)} % .*lower90 and upper90 mend only what`,
    );
    expect(scores['validationNotes']).toContainEqual(says);
    expect(await readFile(ran.path('foldIntervalPlot'), 'utf8')).toContain('out of fold');
  });

  it('says of classes too what random folds hide, and how far held-out stations lie', async () => {
    const [head, ...rows] = (await readFile(siberia.boreholes, 'utf8')).trim().split('\n');
    const path = join(folder, 'classes.csv');
    await writeFile(path, `${head},state\n${rows.map((row) => `${row},${stateOf(row)}`).join('\n')}\n`);
    const byPlace = { lon: { column: 'lon' }, lat: { column: 'lat' } };
    const inputs = { boreholes: path, target: 'state', covariates: byPlace, scheme: 'spatial-blocks', repeats: 2 };
    const scores = (await validate({ ...inputs, blockSizeM: 1_500_000 })).values['scores']!;
    const { overall, perRepeat, random, validationNotes, medianDistanceToTrainingKm } =
      scores as unknown as ClassScores;
    const [first, second] = perRepeat.map(({ overallAccuracy }) => overallAccuracy);
    expect(overall.overallAccuracy).toBeCloseTo((first! + second!) / 2, 12);
    expect(validationNotes).toContainEqual(
      expect.stringContaining(
        `Accuracy ${overall.overallAccuracy.toFixed(3)} by spatial-blocks folds, ${random.overall.overallAccuracy.toFixed(3)} by random folds`,
      ),
    );
    expect(medianDistanceToTrainingKm).toBeGreaterThan(1.5 * random.medianDistanceToTrainingKm);
  });

  it('says which baselines there are not, and why', async () => {
    const twice = { lat: { column: 'lat' }, again: { column: 'lat' } };
    const scores = (await validate({ scheme: 'random', folds: 5, covariates: twice })).values['scores']!;
    expect(scores['baselines']).toMatchObject([
      { name: 'mean' },
      { name: 'linear', aliased: ['again'], rmse: expect.any(Number) },
    ]);
    expect(scores['baselineNotes']).toEqual([
      expect.stringMatching(/^The linear baseline does without again in folds where it is constant/),
      expect.stringMatching(/^There is no elevation-latitude baseline/),
    ]);
  });

  it('has the overall score of the mean over repeats, in its picture too', async () => {
    // Of these seeds the first repeat has another RMSE to two decimals than all three.
    const ran = await validate({ scheme: 'random', folds: 5, repeats: 3 });
    const scores = ran.values['scores']!;
    const picture = await readFile(ran.path('foldErrorPlot'), 'utf8');
    expect(picture).toContain(`>${rmseOf(scores).toPrecision(3)} °C<`);
    const { rmse } = scores['spreadOverRepeats'] as { rmse: { mean: number; sd: number } };
    expect(rmseOf(scores)).toBe(rmse.mean);
    expect(rmse.sd).toBeGreaterThan(0);
  });

  it('has the random score that random folds of the same seed have alone', async () => {
    const spatial = (await validate({ scheme: 'spatial-blocks', blockSizeM: 600_000, folds: 5 })).values['scores']!;
    const alone = (await validate({ scheme: 'random', folds: 5 })).values['scores']!;
    expect((spatial['random'] as JsonObject)['overall']).toEqual(alone['overall']);
    expect(alone['random']).toBeUndefined();
    expect(spatial['medianDistanceToTrainingKm']).toBeGreaterThan(alone['medianDistanceToTrainingKm'] as number);
  });

  it('matches a map far from all stations otherwise than one among them', async () => {
    const among = await validate({ scheme: 'knndm', folds: 5, predictionArea: { bbox: [110, 50, 130, 65] } });
    const whole = await validate({ scheme: 'knndm', folds: 5 });
    expect(medianOf(among)).toBeLessThan(0.8 * medianOf(whole));
  });
});

describe('cross-validate by given folds', () => {
  it('holds out the folds of a column and hands back each row with its fold', async () => {
    const lines = (await readFile(siberia.boreholes, 'utf8')).trim().split('\n');
    const path = join(folder, 'folds.csv');
    await writeFile(path, lines.map((line, i) => `${line},${i === 0 ? 'part' : 'abc'[i % 3]}`).join('\n'));
    const ran = await validate({ boreholes: path, scheme: 'given', foldColumn: 'part' });
    const rows = (await ran.text('predictions')).trim().split('\n').slice(1);
    // Line n of the file has label abc[(n − 1) % 3]: one fold number per label.
    const folds = rows.map((row) => row.split(',')).map(([, fold, line]) => `${fold} ${(Number(line) - 1) % 3}`);
    expect(new Set(folds).size).toBe(3);
    expect(ran.values['scores']).toMatchObject({ scheme: 'given', folds: 3 });
    await expect(validate({ boreholes: path, scheme: 'given', foldColumn: 'prt' })).rejects.toThrow(/prt/);
  });
});

describe('cross-validate refuses', () => {
  it.each([
    [{ scheme: 'spatial-blocks' }, 'needs blockSizeM'],
    [{ scheme: 'spatial-blocks', blockSizeM: 20_000_000 }, 'lie in'],
    [{ scheme: 'random', blockSizeM: 1000 }, 'takes no blockSizeM'],
    [{ scheme: 'given' }, 'needs foldColumn'],
    [{ scheme: 'knndm', repeats: 3 }, 'repeats must be 1'],
    [{ scheme: 'knndm', predictionArea: { bbox: [10, 80, 20, 70] } }, 'south not below its north'],
    [{ scheme: 'knndm', predictionArea: { bbox: [-60, -40, -50, -30] } }, 'does not meet'],
    [{ scheme: 'random', folds: 2, engine: { minNodeSize: 60 } }, 'leaves 55 of 110 rows to train on'],
  ] as const)('%j', async (inputs, message) => {
    await expect(validate(inputs)).rejects.toThrow(message);
  });
});

describe('train', () => {
  it('is cross-validated by any scheme', async () => {
    const { values } = await runIn(folder, pool, trainProcess, {
      ...siberia,
      crossValidation: { scheme: 'environmental-clusters', folds: 4 },
    });
    expect(values['scores']!['crossValidated']).toMatchObject({
      scheme: 'environmental-clusters',
      folds: 4,
      random: { scheme: 'random', folds: 4 },
    });
  });
});

describe('cross-validate of what cannot be judged', () => {
  it.each([
    [{ engine: { mtry: 3 } }, 'Option mtry is 3, but there are only 2 covariates'],
    [{ engine: { trees: 0 } }, '/engine/trees: Too small: expected number to be >=1, found 0'],
    [{ engine: { minNodeSize: 110 } }, 'Option minNodeSize is 110, but there are only 110 rows'],
    [
      { scheme: 'random', folds: 2, engine: { minNodeSize: 30, sampleFraction: 0.5 } },
      'Option minNodeSize is 30, but there are only 27 of 55 rows in a tree’s sample: no tree would have a split. Give less than 27, or a larger sampleFraction',
    ],
    [{ engine: { minNodeSize: 100 }, folds: 10 }, /Fold 1 leaves 99 of 110 rows to train on. Option minNodeSize/],
  ])('refuses %j', async (inputs, message) => {
    await expect(validate(inputs)).rejects.toThrow(message);
  });

  it('refuses targets that are all equal', async () => {
    const path = join(folder, 'equal.csv');
    await writeFile(path, `y,a\n${Array.from({ length: 9 }, (_, i) => `4,${i}`).join('\n')}\n`);
    const inputs = { boreholes: path, target: 'y', covariates: {}, columns: 'all' };
    await expect(validate(inputs)).rejects.toThrow('Target y is 4 at all 9 stations: there is nothing to learn');
  });

  it('counts the rows that are trained on with all their covariates, where folds were to part them', async () => {
    const path = join(folder, 'twins.csv');
    // Rows 0 and 1 are alike and in two folds, 3 and 6 are alike and in one.
    const values = Array.from({ length: 30 }, (_, row) => (row === 1 ? 0 : row === 6 ? 3 : row));
    await writeFile(path, `y,a,part\n${values.map((a, row) => `${row},${a},${row % 3}`).join('\n')}\n`);
    const inputs = { boreholes: path, target: 'y', covariates: { a: { column: 'a' } } };
    const given = await validate({ ...inputs, scheme: 'given', foldColumn: 'part' });
    const twins = expect.stringContaining('2 of 30 rows have all covariates in common with a row that the model');
    expect(given.values['scores']!['validationNotes']).toContainEqual(twins);
    const random = await validate({ ...inputs, scheme: 'random', folds: 3 });
    expect(random.values['scores']!['validationNotes']).not.toContainEqual(twins);
  });

  it('names the column of given folds that holds only one', async () => {
    const path = join(folder, 'one.csv');
    const rows = Array.from({ length: 30 }, (_, row) => `${row},${row % 7},"north, east"`);
    await writeFile(path, `y,a,part\n${rows.join('\n')}\n`);
    const inputs = { boreholes: path, target: 'y', covariates: { a: { column: 'a' } }, scheme: 'given' };
    await expect(validate({ ...inputs, foldColumn: 'part' })).rejects.toThrow(
      'Column part is to name at least 2 folds; it is "north, east" in all 30 rows',
    );
  });

  it('says that 1e30 was read as a missing value, where no target is left', async () => {
    const path = join(folder, 'vast.csv');
    await writeFile(path, `y,a\n${Array.from({ length: 20 }, (_, row) => `${row + 1}e30,${row}`).join('\n')}\n`);
    const inputs = { boreholes: path, target: 'y', covariates: { a: { column: 'a' } } };
    await expect(validate({ ...inputs, scheme: 'random' })).rejects.toThrow(
      /20 were left out: line 2 has no value of y.*Column "y": 20 cells stand for a missing value/,
    );
  });

  it('says that a fold of 2 stations has no score, and that folds by turns separate nothing', async () => {
    const random = createRandom(4);
    const rows = Array.from({ length: 62 }, (_, row) => {
      const [lon, lat] = [110 + 8 * random.nextUnit(), 50 + 4 * random.nextUnit()];
      return [lon, lat, lat + random.nextUnit(), row < 2 ? 'pair' : `part ${row % 3}`].join(',');
    });
    const path = join(folder, 'parts.csv');
    await writeFile(path, `lon,lat,y,part\n${rows.join('\n')}\n`);
    const { values } = await validate({
      boreholes: path,
      target: 'y',
      covariates: { lat: { column: 'lat' } },
      foldColumn: 'part',
      scheme: 'given',
    });
    const notes = values['scores']!['validationNotes'];
    expect(notes).toContainEqual(expect.stringContaining('1 of 4 folds (1) holds fewer than 3 stations'));
    expect(notes).toContainEqual(expect.stringContaining('These given folds separate nothing'));
    const pairs = await validate({
      boreholes: path,
      target: 'y',
      covariates: { lat: { column: 'lat' } },
      scheme: 'random',
      folds: 31,
    });
    expect(pairs.values['scores']!['validationNotes']).toContainEqual(
      expect.stringMatching(/^All 31 folds hold fewer than 3 stations/),
    );
  });
});

describe('train with repeated folds', () => {
  it('returns the folds of every repeat in its training table, which are drawn again by their column', async () => {
    const crossValidation = { scheme: 'random', folds: 4, repeats: 2 };
    const trained = await runIn(folder, pool, trainProcess, { ...siberia, crossValidation });
    const table = (await trained.text('trainingTable')).trim().split('\r\n');
    expect(table[0]).toMatch(/,moved_m,fold_1,fold_2$/);
    const own = table.slice(1).map((row) => row.split(',').at(-1)!);
    expect(new Set(own)).toEqual(new Set(['1', '2', '3', '4']));
    expect(own).not.toEqual(table.slice(1).map((row) => row.split(',').at(-2)!));
    const given = { ...siberia, boreholes: trained.path('trainingTable'), scheme: 'given', foldColumn: 'fold_2' };
    const { covariates: _rasters, ...plain } = { ...given, columns: ['tdd', 'precip'] };
    const predictions = await (await runIn(folder, pool, crossValidateProcess, plain)).text('predictions');
    const again = predictions
      .trim()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(',')[1]!);
    const names = [...new Set(own)];
    expect(again).toEqual(own.map((fold) => String(names.indexOf(fold) + 1)));
  });
});
