/** Rasters of other grids, brought to one as a file or while they are read, from the request to the file. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { alignProcess } from '../../src/processes/align.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { buildTiff } from '../support/tiffBuilder.ts';
import { runIn } from './support/runProcess.ts';
import { readBand } from '../support/readBands.ts';
import type { Json } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { Process } from '../../src/processes/process.ts';
import type { SyntheticStack } from '../support/syntheticStack.ts';
import type { Ran } from './support/runProcess.ts';

const degrees = { crs: 'EPSG:4326', cellSize: [0.006, 0.004], bbox: [121.5, 52.2, 124.5, 53.4] };

let folder: string;
let pool: ComputePool;
let fine: SyntheticStack;
let coarse: SyntheticStack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-align-'));
  pool = createComputePool(2);
  fine = await makeSyntheticStack(join(folder, 'fine'), { widthPx: 700, heightPx: 600 }, ['pre', 'tdd']);
  coarse = await makeSyntheticStack(join(folder, 'coarse'), { widthPx: 90, heightPx: 80 }, ['pre', 'tdd']);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (process: Process, inputs: { readonly [name: string]: Json }): Promise<Ran> =>
  runIn(folder, pool, process, inputs);

describe('align', () => {
  it('gives the same bytes however the map is cut', async () => {
    const layers = { pre: fine.covariates['pre']!, tdd: coarse.covariates['tdd']! };
    const template = { ...degrees, cellSize: [0.0025, 0.0015] };
    const files = await Promise.all(
      [512, 2048].map(async (chunkSizePx) => {
        const ran = await run(alignProcess, { layers, template, chunkSizePx });
        return readFile(ran.path('aligned'));
      }),
    );
    expect(files[0]!.equals(files[1]!)).toBe(true);
  });

  it('takes the mean of cells that a larger one covers, says from where, and names the bands', async () => {
    const ran = await run(alignProcess, {
      layers: { pre: fine.covariates['pre']!, same: coarse.covariates['pre']! },
      template: coarse.covariates['tdd']!,
    });
    const [fromFine, own] = [await readBand(ran.path('aligned')), await readBand(ran.path('aligned'), 2)];
    expect(own).toEqual(await readBand(coarse.covariates['pre']!));
    const apart = fromFine.filter((value, i) => Math.abs(value - own[i]!) > 6);
    expect(apart).toHaveLength(0);
    const { aligned, bands } = ran.values['summary'] as { aligned: Json[]; bands: { band: string }[] };
    expect(aligned).toMatchObject([{ name: 'pre', method: 'average', crs: 'EPSG:32651', cells: [700, 600] }]);
    expect(bands.map(({ band }) => band)).toEqual(['pre', 'same']);
    const raster = await openRaster(ran.path('aligned'));
    expect(raster.info.bands.map(({ description }) => description)).toEqual(['pre', 'same']);
    await raster.close();
  });

  it.each([
    ['bilinear', 'bilinear'],
    ['nearest', 'nearest'],
    ['mode', 'mode'],
  ])('takes %s for all layers where it is asked for', async (_, method) => {
    const ran = await run(alignProcess, { layers: { pre: coarse.covariates['pre']! }, template: degrees, method });
    expect(ran.values['summary']).toMatchObject({ aligned: [{ method }], warnings: [] });
  });

  it('refuses what cannot be laid on the template', async () => {
    const pre = fine.covariates['pre']!;
    const attempts: [Json, Json, RegExp][] = [
      [
        pre,
        { ...degrees, bbox: [7, 60, 8, 61] },
        /does not overlap the template.*it covers 300000, .* 7, 60, 8\.002, 61/,
      ],
      [pre, { ...degrees, bbox: [124.5, 52.2, 121.5, 53.4] }, /west < east.*from 170 to 190/],
      [pre, { ...degrees, bbox: [121, 52, 124, 95] }, /not in degrees/],
      [pre, { ...degrees, cellSize: 0 }, /cellSize/],
      [pre, { ...degrees, cellSize: -30 }, /cellSize/],
      [pre, { ...degrees, cellSize: 1e-7 }, /30000000 × 12000000 cells.*unit of the CRS, degree/],
      [pre, { ...degrees, crs: 'EPSG:99' }, /EPSG:99 is not in the table/],
      [pre, { ...degrees, crs: '+proj=moll +lon_0=0 +datum=WGS84 +units=m' }, /cannot be written|not understood/],
      [{ raster: pre, band: 2 }, degrees, /has one band, band 2/],
      [{ raster: pre, method: 'lanczos' }, degrees, /layers/],
    ];
    for (const [layer, template, message] of attempts) {
      await expect(run(alignProcess, { layers: { pre: layer }, template })).rejects.toThrow(message);
    }
  });

  it('refuses −9999 in a file that declares no nodata, until it is told what it means', async () => {
    const path = join(folder, 'undeclared.tif');
    const values = Array.from({ length: 64 }, (_, i) => (i === 9 ? -9999 : 5));
    await writeFile(path, buildTiff([{ widthPx: 8, heightPx: 8, kind: 'float32', bands: [values], tags: utmTags }]));
    const template = { crs: 'EPSG:32651', cellSize: 500, bbox: [300_000, 5_992_000, 308_000, 6_000_000] };
    const align = (nodata?: Json): Promise<Ran> => {
      const layer = { raster: path, ...(nodata === undefined ? {} : { nodata }) };
      return run(alignProcess, { layers: { tas: layer }, template, method: 'average' });
    };
    await expect(align()).rejects.toThrow(/undeclared\.tif: band 1 holds -9999.*"nodata": -9999/);
    const missing = (await readBand((await align(-9999)).path('aligned'))).filter(Number.isNaN);
    expect(missing).toHaveLength(4);
    expect(Math.min(...(await readBand((await align('none')).path('aligned'))))).toBe(-9999);
  });

  it('warns of a layer that has no value anywhere over the template', async () => {
    const path = join(folder, 'empty.tif');
    const values = Array.from({ length: 64 }, () => -9999);
    await writeFile(path, buildTiff([{ widthPx: 8, heightPx: 8, kind: 'float32', bands: [values], tags: utmTags }]));
    const template = { crs: 'EPSG:32651', cellSize: 500, bbox: [300_000, 5_992_000, 308_000, 6_000_000] };
    const ran = await run(alignProcess, { layers: { tas: { raster: path, nodata: -9999 } }, template });
    expect(ran.values['summary']!['warnings']).toEqual([
      'tas has no value in any cell of the template: is its nodata right, and its extent?',
    ]);
  });

  it('asks for a CRS of the template', async () => {
    const path = join(folder, 'nowhere.tif');
    await writeFile(path, buildTiff([{ widthPx: 2, heightPx: 2, kind: 'float32', bands: [[1, 2, 3, 4]] }]));
    const layers = { pre: fine.covariates['pre']! };
    await expect(run(alignProcess, { layers, template: path })).rejects.toThrow(/nowhere\.tif: has no position/);
  });
});

function training(covariates: Record<string, Json>): { [name: string]: Json } {
  return {
    boreholes: fine.stationsPath,
    target: 'magst_c',
    covariates,
    engine: { trees: 20 },
    crossValidation: { scheme: 'none' },
  };
}

describe('align: true', () => {
  it('trains and maps as from the aligned file, without one', async () => {
    const covariates = { pre: coarse.covariates['pre']!, tdd: fine.covariates['tdd']! };
    const ran = await run(alignProcess, { layers: covariates, template: covariates.pre });
    const file = join(folder, 'file.tif');
    await copyFile(ran.path('aligned'), file);
    const bands = { pre: { raster: file, band: 1 }, tdd: { raster: file, band: 2 } };
    const [read, written] = await Promise.all([
      run(trainProcess, { ...training(covariates), align: true }),
      run(trainProcess, training(bands)),
    ]);
    const scores = read.values['scores'] as { [name: string]: Json };
    expect(scores['outOfBag']).toEqual(written.values['scores']!['outOfBag']);
    expect(scores['aligned']).toMatchObject([{ name: 'tdd', method: 'average' }]);
    const [map, mapOfFile] = await Promise.all([
      run(predictProcess, { model: read.path('model'), covariates, align: true }),
      run(predictProcess, { model: read.path('model'), covariates: bands }),
    ]);
    expect(await readBand(map.path('magst'))).toEqual(await readBand(mapOfFile.path('magst')));
    expect(map.values['summary']).toMatchObject({ aligned: [{ name: 'tdd', method: 'average' }] });
  });

  it('takes the template and methods that are named', async () => {
    const covariates = { pre: coarse.covariates['pre']!, tdd: fine.covariates['tdd']! };
    const align = { template: 'tdd', methods: { pre: 'cubic' } };
    const ran = await run(trainProcess, { ...training(covariates), align });
    expect(ran.values['scores']!['aligned']).toMatchObject([{ name: 'pre', method: 'cubic', cells: [90, 80] }]);
    const wrong = { ...training(covariates), align: { methods: { tddd: 'cubic' } } };
    await expect(run(trainProcess, wrong)).rejects.toThrow(/no raster named tddd; the nearest is tdd/);
  });

  it('takes the nearest value of classes', async () => {
    const path = join(folder, 'classes.tif');
    const values = Array.from({ length: 250_000 }, (_, i) => (i % 500) % 3);
    const tags = [{ tag: 33550, type: 'double', values: [600, 600, 0] }, utmTags[1], utmTags[2]] as const;
    await writeFile(path, buildTiff([{ widthPx: 500, heightPx: 500, kind: 'uint8', bands: [values], tags }]));
    const covariates = { pre: coarse.covariates['pre']!, cover: { raster: path, categorical: true } };
    const { model, values: reports } = await run(trainProcess, { ...training(covariates), align: true }).then(
      (ran) => ({
        model: ran.path('model'),
        values: ran.values,
      }),
    );
    expect(reports['scores']!['aligned']).toMatchObject([{ name: 'cover', method: 'nearest' }]);
    const maps = { pre: covariates.pre, cover: path };
    const map = await run(predictProcess, { model, covariates: maps, align: true });
    expect(map.values['summary']).toMatchObject({ aligned: [{ name: 'cover', method: 'nearest' }] });
  });

  it('is told how to mend other grids without it', async () => {
    const covariates = { pre: coarse.covariates['pre']!, tdd: fine.covariates['tdd']! };
    await expect(run(trainProcess, training(covariates))).rejects.toThrow(
      /it has 700 × 600 pixels, not 90 × 80.*"align": true.*cryoforest align --template \S+pre\.tif --layer pre=\S+ --layer tdd=\S+ --out/s,
    );
  });
});

const utmTags = [
  { tag: 33550, type: 'double', values: [1000, 1000, 0] },
  { tag: 33922, type: 'double', values: [0, 0, 0, 300_000, 6_000_000, 0] },
  { tag: 34735, type: 'short', values: [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32651] },
] as const;
