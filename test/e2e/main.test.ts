/** The main job as a user does it: the shipped region over HTTP, judged by GDAL and by the naive forest. */
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../src/forest/modelFile.ts';
import { requireForest } from '../../src/forest/relation.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { oracleTest, python, runOracle } from '../support/oracles.ts';
import { execute, jobEnds, makeDataFolder, results, startService, upload } from './support/service.ts';
import type { RunningService } from './support/service.ts';

const seeds = join(import.meta.dirname, '..', '..', 'seeds', 'siberia-nechina');
const names = ['tdd', 'precip', 'tpi', 'elevation'];
const covariatePath = (name: string): string => join(seeds, 'covariates', `${name}.tif`);
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

let folder: string;
let service: RunningService;
let training: { boreholes: string; target: string; covariates: object; engine: object; seed: number };
let modelId: string;
let mapId: string;

beforeAll(async () => {
  folder = await makeDataFolder();
  service = await startService(folder);
  const boreholes = await upload(service.url, 'boreholes', join(seeds, 'boreholes.csv'), 'siberia');
  const covariates: Record<string, unknown> = { lat: { column: 'lat' } };
  for (const name of names) covariates[name] = (await upload(service.url, 'rasters', covariatePath(name), name)).id;
  training = { boreholes: boreholes.id, target: 'magt_c', covariates, engine: { trees: 60 }, seed: 1 };
  modelId = (await execute(service.url, 'train', training)).jobID;
  expect((await jobEnds(service.url, modelId)).status).toBe('successful');
  mapId = (await execute(service.url, 'predict', { model: modelId })).jobID;
  expect((await jobEnds(service.url, mapId)).status).toBe('successful');
}, 180_000);

afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

async function download(path: string): Promise<Uint8Array> {
  const response = await fetch(`${service.url}${path}`);
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

describe('train', () => {
  it('scores 110 stations out of bag and by folds that keep places together', async () => {
    const { scores } = await results(service.url, modelId);
    expect(scores!.value).toMatchObject({
      n: 110,
      leftOutCount: 0,
      outOfBag: { n: 110, rmse: expect.any(Number) },
      crossValidated: { scheme: 'leave-location-out', folds: 10, overall: { n: 110 } },
    });
    const { outOfBag, crossValidated } = scores!.value as {
      outOfBag: { rmse: number };
      crossValidated: { overall: { rmse: number } };
    };
    for (const { rmse } of [outOfBag, crossValidated.overall]) {
      expect(rmse).toBeGreaterThan(1.2 /* °C: below it a leak is likelier than skill */);
      expect(rmse).toBeLessThan(2.2 /* °C: half the spread of the stations */);
    }
  });

  it('gives the same model for the same inputs and seed, and another for another seed', async () => {
    const again = (await execute(service.url, 'train', training)).jobID;
    const other = (await execute(service.url, 'train', { ...training, seed: 2 })).jobID;
    for (const id of [again, other]) expect((await jobEnds(service.url, id)).status).toBe('successful');
    const hash = async (id: string): Promise<string | undefined> => (await results(service.url, id))['model']!.sha256;
    expect(await hash(again)).toBe(await hash(modelId));
    expect(await hash(other)).not.toBe(await hash(modelId));
  });

  it('records what went in, by hash', async () => {
    const response = await fetch(`${service.url}/jobs/${modelId}/provenance`);
    const record = (await response.json()) as { used: { name: string; sha256: string }[]; inputs: { seed: number } };
    expect(record.inputs.seed).toBe(1);
    expect(record.used.map((file) => file.name).toSorted()).toEqual(
      ['boreholes.csv', ...names.map((name) => `${name}.tif`)].toSorted(),
    );
    for (const file of record.used) expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('cross-validate', () => {
  it('returns every out-of-fold prediction as CSV and GeoJSON, and the agreement of classes', async () => {
    const { jobID } = await execute(service.url, 'cross-validate', {
      ...training,
      scheme: 'random',
      folds: 5,
      repeats: 2,
    });
    expect((await jobEnds(service.url, jobID)).status).toBe('successful');
    const { scores, classes } = await results(service.url, jobID);
    expect(scores!.value).toMatchObject({ scheme: 'random', folds: 5, repeats: 2, n: 110 });
    expect((scores!.value as { perFold: unknown[] }).perFold).toHaveLength(10);
    expect(classes!.value).toMatchObject({
      thermalStability: {
        scheme: { id: 'cheng-6', thresholdsC: [-5, -3, -1.5, -0.5, 0.5] },
        n: 110,
        kappa: expect.any(Number),
      },
      permafrost: { scheme: { id: 'permafrost', thresholdsC: [0] }, overallAccuracy: expect.any(Number) },
    });
    const csv = new TextDecoder().decode(await download(`/jobs/${jobID}/results/predictions`));
    expect(csv.trim().split('\r\n')).toHaveLength(1 + 2 * 110);
    const points = JSON.parse(new TextDecoder().decode(await download(`/jobs/${jobID}/results/predictionPoints`))) as {
      features: object[];
    };
    expect(points.features).toHaveLength(220);
    expect(points.features[0]).toMatchObject({
      geometry: { type: 'Point' },
      properties: { fold: expect.any(Number), error: expect.any(Number) },
    });
  });
});

describe('predict', () => {
  it('equals the forest evaluated pixel by pixel', async () => {
    const path = join(folder, 'magst.tif');
    await writeFile(path, await download(`/maps/${mapId}/magst.tif`));
    const model = decodeModel(await download(`/models/${modelId}`), sha256);
    const { description } = model;
    const forest = requireForest(model, 'This test');
    const window = { xPx: 0, yPx: 0, widthPx: 156, heightPx: 96 };
    const read = async (file: string): Promise<Float32Array> => {
      const raster = await openRaster(file);
      try {
        return await raster.readWindow(1, window, new Float32Array(156 * 96));
      } finally {
        await raster.close();
      }
    };
    const columns: Float32Array[] = [];
    for (const { name } of description.covariates) {
      const latitudes = Float32Array.from({ length: 156 * 96 }, (_, i) => 76 - (Math.floor(i / 156) + 0.5) / 3);
      columns.push(name === 'lat' ? latitudes : await read(covariatePath(name)));
    }
    const map = await read(path);
    const expected = Float32Array.from(map, (_, i) =>
      predictNaive(
        forest,
        columns.map((column) => column[i]!),
      ),
    );
    expect(map.filter(Number.isNaN)).toHaveLength(978);
    // Latitudes go through a projection library: 1e-12° may cross a threshold at most in single cells.
    const differing = map.filter((value, i) => !Object.is(value, expected[i]));
    expect(differing.length).toBeLessThan(3);
  });

  it('gives areas that add up to the area of the cells with a value', async () => {
    const { summary } = await results(service.url, mapId);
    const { thermalStability, permafrost, cellsWithValue } = summary!.value as {
      cellsWithValue: number;
      thermalStability: { totalKm2: number; areas: { cells: number; areaKm2: number }[] };
      permafrost: { totalKm2: number };
    };
    const { areas, totalKm2 } = thermalStability;
    expect(areas.reduce((sum, entry) => sum + entry.cells, 0)).toBe(cellsWithValue);
    expect(Math.abs(areas.reduce((sum, entry) => sum + entry.areaKm2, 0) / totalKm2 - 1)).toBeLessThan(1e-12);
    expect(Math.abs(permafrost.totalKm2 / totalKm2 - 1)).toBeLessThan(1e-12);
  });

  it('serves the file by ranges, with an ETag that saves the second download', async () => {
    const url = `${service.url}/maps/${mapId}/magst.tif`;
    const head = await fetch(url, { method: 'HEAD' });
    expect(head.headers.get('accept-ranges')).toBe('bytes');
    const part = await fetch(url, { headers: { range: 'bytes=0-3' } });
    expect(part.status).toBe(206);
    expect([...new Uint8Array(await part.arrayBuffer())]).toEqual([0x49, 0x49, 42, 0]);
    const again = await fetch(url, { headers: { 'if-none-match': head.headers.get('etag')! } });
    expect(again.status).toBe(304);
  });

  oracleTest(['gdal'])('opens over HTTP in the right place and passes GDAL’s validator with full check', () => {
    const url = `/vsicurl/${service.url}/maps/${mapId}/magst.tif`;
    const info = JSON.parse(runOracle('gdalinfo', ['-json', url])) as Record<string, unknown>;
    const template = JSON.parse(runOracle('gdalinfo', ['-json', covariatePath(names[0]!)])) as Record<string, unknown>;
    expect(info['geoTransform']).toEqual(template['geoTransform']);
    expect(info['coordinateSystem']).toEqual(template['coordinateSystem']);
    expect(info['bands']).toMatchObject([
      { type: 'Float32', noDataValue: -9999, unit: '°C', description: expect.stringContaining('magt_c') },
    ]);
    const path = join(folder, 'magst.tif');
    expect(
      runOracle(python, ['-m', 'osgeo_utils.samples.validate_cloud_optimized_geotiff', '--full-check=yes', path]),
    ).toContain('is a valid cloud optimized GeoTIFF');
  });

  it('takes a window by its bounding box, equal to that part of the whole map', async () => {
    const { jobID } = await execute(service.url, 'predict', { model: modelId, bbox: [110, 50, 120, 60] });
    expect((await jobEnds(service.url, jobID)).status).toBe('successful');
    const [whole, cut] = [join(folder, 'whole.tif'), join(folder, 'cut.tif')];
    await writeFile(whole, await download(`/maps/${mapId}/magst.tif`));
    await writeFile(cut, await download(`/maps/${jobID}/magst.tif`));
    const [wholeRaster, cutRaster] = [await openRaster(whole), await openRaster(cut)];
    const { widthPx, heightPx, transform } = cutRaster.info;
    expect([widthPx, heightPx]).toEqual([30, 30]);
    expect(transform![0]).toBeCloseTo(110, 9);
    expect(transform![3]).toBeCloseTo(60, 9);
    const expected = await wholeRaster.readRaw(1, { xPx: 60, yPx: 48, widthPx, heightPx });
    expect(await cutRaster.readRaw(1, { xPx: 0, yPx: 0, widthPx, heightPx })).toEqual(expected);
    await wholeRaster.close();
    await cutRaster.close();
  });

  it('takes a model that left the house and came back', async () => {
    const path = join(folder, 'returned.cfm');
    await writeFile(path, await download(`/models/${modelId}`));
    const { id } = await upload(service.url, 'models', path, 'returned');
    const { jobID } = await execute(service.url, 'predict', { model: id });
    expect((await jobEnds(service.url, jobID)).status).toBe('successful');
    const hash = async (job: string): Promise<string | undefined> => (await results(service.url, job))['magst']!.sha256;
    expect(await hash(jobID)).toBe(await hash(mapId));
  });
});
