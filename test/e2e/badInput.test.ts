/** The hostile and the clumsy user over HTTP: each is told what was wrong, nothing half-written stays, the service goes on. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cell, inKelvin, rasters, stations, swapped } from './support/badFiles.ts';
import { fillDisk, mountSmallDisk, unmount } from './support/smallDisk.ts';
import { execute, jobEnds, jobUntil, makeDataFolder, results, startService } from './support/service.ts';
import type { RunningService } from './support/service.ts';

interface Problem {
  readonly type: string;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

const quick = { engine: { trees: 20 }, crossValidation: { scheme: 'none' } };
const altitude = { altitude: { column: 'altitude_m' } };

let folder: string;
let service: RunningService;
let small: boolean;
const ids = { stations: '', east: '', south: '', model: '' };

beforeAll(async () => {
  folder = await makeDataFolder();
  const artefacts = join(folder, 'artefacts');
  await mkdir(artefacts);
  small = await mountSmallDisk(artefacts);
  const root = join(folder, 'root');
  await mkdir(join(root, 'half'), { recursive: true });
  await mkdir(join(root, 'linked'));
  await mkdir(join(folder, 'root-beside'));
  await writeFile(join(root, 'half', 'a.tif'), rasters.east);
  await writeFile(join(root, 'half', 'b.tif'), rasters.truncated);
  await copyFile(join(root, 'half', 'a.tif'), join(folder, 'root-beside', 'a.tif'));
  await symlink(join(folder, 'root-beside', 'a.tif'), join(root, 'linked', 'a.tif'));
  await symlink(join(folder, 'root-beside'), join(root, 'out'));
  await symlink('loop', join(root, 'loop'));
  service = await startService(folder, { CRYOFOREST_RASTER_ROOT: root });
  ids.stations = await stored('boreholes', stations(), 'stations.csv');
  ids.east = await stored('rasters', rasters.east, 'east.tif');
  ids.south = await stored('rasters', rasters.south, 'south.tif');
  ids.model = await trained(ids.stations, { covariates: { east: ids.east, south: ids.south } });
});

afterAll(async () => {
  await service.stop();
  if (small) await unmount(join(folder, 'artefacts'));
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
  const response = await execution('echo', { inputs: { message: 'still here' } }, { prefer: 'wait=10' });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('still here');
});

describe('POST /rasters', () => {
  it.each([
    ['a truncated file', 'truncated', 'raster-unreadable', /a\.tif: .*byte/],
    ['an empty file', 'empty', 'raster-unreadable', /is empty/],
    ['a PNG by another name', 'png', 'raster-unreadable', /expected a TIFF, found a PNG/],
    ['a header of 60,000 × 60,000 pixels', 'headerBomb', 'too-large', /60000 × 60000 .* at most/],
    [
      '800 MB deflated to a strip of 4,800 bytes',
      'deflateBomb',
      'raster-unreadable',
      /strip 0 .* holds more than a block does/,
    ],
    ['200 bands', 'manyBands', 'too-large', /200 bands; at most 64/],
  ] as const)('refuses %s', async (_what, name, code, detail) => {
    await refused(() => upload('rasters', rasters[name], 'a.tif'), code, detail);
  });

  it.each([
    ['..', 'path-refused'],
    ['../root-beside', 'path-refused'],
    ['half/../../root-beside', 'path-refused'],
    ['out', 'path-refused'],
    ['linked', 'path-refused'],
    ['/etc', 'not-found'],
    ['loop', 'not-found'],
    ['half/a.tif', 'not-found'],
    ['half\0', 'not-found'],
  ])('registers nothing by the folder %j', async (name, code) => {
    await refused(() => send('/rasters', { folder: name }), code, /raster root/);
  });

  it('registers no raster of a folder where one is damaged', async () => {
    const before = await countOf('rasters');
    await refused(() => send('/rasters', { folder: 'half' }), 'raster-unreadable', /b\.tif/);
    expect(await countOf('rasters')).toBe(before);
  });

  it('refuses a form without a file, with an unknown field, or cut short', async () => {
    const form = new FormData();
    form.set('name', 'nothing');
    await refused(() => fetch(`${service.url}/rasters`, { method: 'POST', body: form }), 'invalid-input', /no file/);
    await refused(
      () => upload('rasters', rasters.east, 'a.tif', { nmae: 'x' }),
      'unknown-field',
      /"nmae"; the nearest is "name"/,
    );
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const body = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.tif"\r\n\r\nII*';
    await refused(
      () => fetch(`${service.url}/rasters`, { method: 'POST', headers, body }),
      'invalid-input',
      /ends too early/,
    );
  });

  it('takes no part of a file name for a path', async () => {
    const id = await stored('rasters', rasters.utm, '../../../escaped.tif');
    const { files } = (await (await fetch(`${service.url}/rasters/${id}`)).json()) as { files: { name: string }[] };
    expect(files.map(({ name }) => name)).toEqual(['escaped.tif']);
  });
});

describe('POST /boreholes', () => {
  it.each([
    ['an empty file', '', 'table-unreadable', /empty file/],
    ['a raster', rasters.east, 'table-unreadable', /found a TIFF raster/],
    ['a header without rows', 'id,lat,lon,magst_c\n', 'no-rows', /found none/],
    ['two columns of one name', stations(undefined, 'id,lat,lon,magst_c,q,q'), 'column-duplicate', /5 and 6 .*"q"/],
    ['kelvin in a column of °C', stations(inKelvin), 'no-rows', /line 2, column "magst_c": .* kelvin/],
    ['latitude and longitude swapped', stations(swapped), 'no-rows', /line 2, column "lat": .*swapped/],
    ['GeoJSON nested 100,000 deep', `{"features":${'['.repeat(1e5)}${']'.repeat(1e5)}}`, 'table-unreadable', /GeoJSON/],
  ])('refuses %s', async (_what, table, code, detail) => {
    await refused(() => upload('boreholes', table, 'stations.csv'), code, detail);
  });

  it.each([
    ['NaN', cell(2, 3, 'NaN'), 'magst_c', /not a number/],
    ['Infinity', cell(2, 3, 'Infinity'), 'magst_c', /not a finite number/],
    ['−9999', cell(2, 3, '-9999'), 'magst_c', /missing value/],
    [
      'a swapped position',
      (cells: string[], row: number) => (row === 2 ? swapped(cells) : cells),
      'lat',
      /look swapped/,
    ],
  ])('leaves a station with %s out, and the training says so', async (_what, change, column, reason) => {
    const response = await upload('boreholes', stations(change), 'stations.csv');
    const { id, intake } = (await response.json()) as { id: string; intake: object };
    expect(intake).toMatchObject({
      rowsAccepted: 39,
      rejected: [{ line: 4, column, reason: expect.stringMatching(reason) }],
    });
    const { scores } = await results(service.url, await trained(id));
    expect(scores!.value).toMatchObject({
      n: 39,
      leftOutCount: 1,
      leftOut: [{ line: 4, reason: expect.stringMatching(reason) }],
    });
  });

  it('loads 200,000 stations, which the engine then refuses to train on', async () => {
    const id = await stored('boreholes', stations(undefined, undefined, 200_000), 'stations.csv');
    const engine = { name: 'ml-random-forest' };
    await refused(() => train(id, { engine }), 'too-large', /at most 5000 rows, got 200000/);
  });
});

describe('POST /models', () => {
  it('refuses a model that was changed, cut, forged, of another version, or none', async () => {
    const model = new Uint8Array(await (await fetch(`${service.url}/models/${ids.model}`)).arrayBuffer());
    const changed = (at: number, value: number): Uint8Array => model.with(at < 0 ? model.length + at : at, value);
    // Target, position and two covariates of forty stations stand behind the nodes.
    const rowBytes = 40 * (8 + 16 + 2 * 4);
    const forged = changed(-40 - rowBytes, 200);
    forged.set(createHash('sha256').update(forged.subarray(0, -32)).digest(), forged.length - 32);
    const cases = [
      [changed(-100, 255 - model.at(-100)!), 'model-unreadable', /cut short or changed/],
      [model.subarray(0, -9), 'model-unreadable', /cut short or changed/],
      [forged, 'model-unreadable', /covariate 200 of 2/],
      [changed(8, 9), 'model-version', /version 9; this program reads version 2/],
      [rasters.east, 'model-unreadable', /Expected a Cryoforest model file/],
      [new Uint8Array(0), 'model-unreadable', /got 0 bytes/],
    ] as const;
    for (const [bytes, code, detail] of cases) await refused(() => upload('models', bytes, 'a.cfm'), code, detail);
  });
});

describe('train', () => {
  it.each([
    ['3 stations', stations(undefined, undefined, 3), 'too-few-stations', /at least 5 stations .* got 3/],
    [
      'a constant target',
      stations((cells) => cells.with(3, '-2.5')),
      'target-invalid',
      /magst_c is -2\.5 at all 40 stations/,
    ],
  ])('refuses %s', async (_what, table, code, detail) => {
    const id = await stored('boreholes', table, 'stations.csv');
    await refused(() => train(id), code, detail);
  });

  it('refuses kelvin also in a column that has no role but a name of a ground temperature', async () => {
    const id = await stored('boreholes', stations(inKelvin, 'id,lat,lon,soil_temp_10m,altitude_m,c'), 'stations.csv');
    await refused(
      () => train(id, { target: 'soil_temp_10m' }),
      'target-invalid',
      /line 2 holds 26\d.*looks like kelvin/,
    );
  });

  it.each([
    ['a raster in another CRS than the others', ['east', 'utm'], 'grid-mismatch', /EPSG:32652.*gdalwarp/s],
    ['rasters that hold no station', ['utm'], 'too-few-stations', /lies outside the rasters.*The rasters cover 300000/],
    ['a rotated raster', ['rotated'], 'raster-no-georeference', /rotated against its map axes.*gdalwarp/],
    ['a constant raster', ['east', 'constant'], 'covariate-invalid', /constant is 7 at all 40 stations.*leave it out/],
    ['a raster of nodata', ['east', 'allNodata'], 'covariate-invalid', /No value of allNodata at any of 40 stations/],
  ] as const)('refuses %s', async (_what, names, code, detail) => {
    const covariates: Record<string, string> = {};
    for (const name of names) covariates[name] = await stored('rasters', rasters[name], `${name}.tif`);
    await refused(() => train(ids.stations, { covariates }), code, detail);
  });

  it('leaves out a station beside the rasters and one without a covariate', async () => {
    const table = stations((cells, row) => (row === 1 ? cells.with(1, '10.5') : row === 2 ? cells.with(4, '') : cells));
    const id = await stored('boreholes', table, 'stations.csv');
    const { scores } = await results(service.url, await trained(id, { covariates: { ...altitude, east: ids.east } }));
    expect(scores!.value).toMatchObject({
      n: 38,
      leftOut: [
        { line: 3, reason: expect.stringContaining('outside the rasters') },
        { line: 4, reason: 'has no value of altitude' },
      ],
    });
  });

  it.each([
    ['an unknown field', { covariate: {} }, '/inputs/covariate', /nearest is "covariates"/],
    [
      'an unknown engine',
      { engine: { name: 'ranger' } },
      '/inputs/engine/name',
      /"cryoforest" or "ml-random-forest" or "linear", found "ranger"/,
    ],
    ['an unknown option', { engine: { tres: 20 } }, '/inputs/engine/tres', /nearest is "trees"/],
    ['no trees', { engine: { trees: 0 } }, '/inputs/engine/trees', />=1, found 0/],
    ['seed −1', { seed: -1 }, '/inputs/seed', />=0, found -1/],
    ['seed 1.5', { seed: 1.5 }, '/inputs/seed', /int, found 1\.5/],
    ['no target', { target: undefined }, '/inputs/target', /expected string, found nothing/],
    [
      'no repeats',
      { crossValidation: { scheme: 'random', repeats: 0 } },
      '/inputs/crossValidation/repeats',
      />=1, found 0/,
    ],
    [
      'a mistyped field of a choice',
      { crossValidation: { scheme: 'random', fold: 3 } },
      '/inputs/crossValidation/fold',
      /nearest is "folds"/,
    ],
    ['a covariate called ../x', { covariates: { '../x': 'x' } }, '/inputs/covariates/..~1x', /starts with a letter/],
  ])('refuses %s, and points at it', async (_what, inputs, pointer, detail) => {
    const { errors } = await refused(() => train(ids.stations, inputs), null, detail);
    expect(errors!.map((fault) => fault.pointer)).toContain(pointer);
  });

  it.each([
    [
      'more folds than stations',
      { crossValidation: { scheme: 'random', folds: 41 } },
      'invalid-input',
      /40 rows, got 41/,
    ],
    ['a column that is not there', { target: 'magst' }, 'column-missing', /nearest is "magst_c"/],
    ['texts as numbers', { target: 'id', task: 'regression' }, 'invalid-input', /texts, such as "S0" in line 2/],
    [
      'a class of one station',
      { target: 'id' },
      'target-invalid',
      /2 stations of every class of id; 40 classes have one: S0/,
    ],
    ['a raster for a table', { boreholes: '00000000-0000-4000-8000-000000000000' }, 'not-found', /00000000/],
  ])('refuses %s', async (_what, inputs, code, detail) => {
    await refused(() => train(ids.stations, inputs), code, detail);
  });
});

describe('predict', () => {
  it('matches covariates by name, whatever their order', async () => {
    const { east, south, model } = ids;
    const maps = [
      { east, south },
      { south, east },
    ].map(async (covariates) => {
      const { jobID } = await execute(service.url, 'predict', { model, covariates });
      expect((await jobEnds(service.url, jobID)).status).toBe('successful');
      return (await results(service.url, jobID))['magst']!.sha256;
    });
    const [first, second] = await Promise.all(maps);
    expect(second).toBe(first);
  });

  it.each([
    ['beside the covariates', [10, 10, 20, 20], /cover 100, 67, 104, 70 in WGS 84/],
    ['upside down', [101, 69, 102, 68], /south not below its north/],
    ['in metres', [300_000, 7_600_000, 310_000, 7_700_000], /not in degrees/],
    ['of three numbers', [100, 67, 104], /exactly 4 items/],
    ['of texts', ['100', '67', '104', '70'], /expected number/],
    ['that is a text', '100,67,104,70', /expected array.*found "100,67,104,70"/],
  ])('refuses a bounding box %s', async (_what, bbox, detail) => {
    const { errors } = await refused(() => predict({ model: ids.model, bbox }), 'invalid-input', detail);
    expect(errors![0]!.pointer).toMatch(/^\/inputs\/bbox/);
  });

  it('refuses a covariate that the model does not have, and an output that no process makes', async () => {
    await refused(
      () => predict({ model: ids.model, covariates: { est: ids.east } }),
      'unknown-field',
      /no covariate est; the nearest is east/,
    );
    const body = { inputs: { model: ids.model }, outputs: { magts: {} } };
    await refused(() => execution('predict', body), 'unknown-field', /"magts"; the nearest is "magst"/);
  });

  it('names the covariate whose raster was deleted meanwhile', async () => {
    const south = await stored('rasters', rasters.south, 'gone.tif');
    const model = await trained(ids.stations, { covariates: { east: ids.east, south } });
    for (const id of [south, ids.south]) {
      expect((await fetch(`${service.url}/rasters/${id}`, { method: 'DELETE' })).status).toBe(204);
    }
    await refused(() => predict({ model }), 'covariate-missing', /south \(trained with gone\.tif, band 1\)/);
    await refused(() => predict({ model, covariates: { south } }), 'not-found', new RegExp(south));
    await refused(() => fetch(`${service.url}/rasters/${south}`, { method: 'DELETE' }), 'not-found', new RegExp(south));
    ids.south = await stored('rasters', rasters.south, 'south.tif');
  });
});

const scheme = (toC: number): object => ({
  id: 'mine',
  classes: [
    { name: 'frozen', fromC: null, toC },
    { name: 'thawed', fromC: 0, toC: null },
  ],
});

describe('thermal-stability', () => {
  it.each([
    ['a scheme whose classes overlap', { depth: 15, scheme: scheme(1) }, /"frozen" and "thawed" overlap/],
    ['one whose classes leave a gap', { depth: 15, scheme: scheme(-1) }, /"frozen" and "thawed" leave a gap/],
    ['a temperature without a depth', {}, /say at which depth the temperature is/],
  ])('refuses %s', async (_what, inputs, detail) => {
    const body = { inputs: { temperature: ids.east, ...inputs } };
    await refused(() => execution('thermal-stability', body), 'invalid-input', detail);
  });
});

const properties = {
  from: 'values',
  frozenConductivityWMK: 2.6,
  thawedConductivityWMK: 1.9,
  frozenHeatCapacityJM3K: 1.9e6,
  thawedHeatCapacityJM3K: 2.4e6,
  waterVolume: 0.3,
};
const section = {
  widthM: 20,
  depthM: 20,
  layers: [{ thicknessM: 20, properties }],
  maatC: -4,
  amplitudeC: 12,
  years: 1,
};

describe('simulate-section', () => {
  it.each([
    [
      'a pit beside the section',
      { shapes: [{ shape: { fromXM: 10, toXM: 25, topM: 0, bottomM: 5 }, material: 'air' }] },
      /within the section of 20 by 20 m, found x 10 to 25 m/,
    ],
    ['a section without a width', { widthM: null }, /Expected the width of the section, m, or a restart file/],
    ['a surface of another name', { surface: { nFactors: 'asfalt' } }, /whose nearest is "asphalt"/],
    [
      'more cells than are computed',
      { cells: { x: { finestM: 0.02, coarsestM: 0.02 }, depth: { finestM: 0.05, growth: 1, coarsestM: 0.05 } } },
      /400000 cells, at most 200000 are computed/,
    ],
  ])('refuses %s', async (_what, inputs, detail) => {
    const body = { inputs: { ...section, ...inputs } };
    const code = 'cells' in inputs ? 'too-large' : 'invalid-input';
    await refused(() => execution('simulate-section', body), code, detail);
  });
});

describe('calibrate-active-layer', () => {
  const metres = { targetUnit: 'm', thawIndex: { column: 'altitude_m' } };
  it.each([
    ['altitudes for thicknesses', { ...metres, target: 'altitude_m' }, 'invalid-input', /which is the target/],
    ['a thickness of 300 m', { target: 'altitude_m', targetUnit: 'm' }, 'target-invalid', /another unit than m/],
    ['a thickness without a unit', { target: 'constant' }, 'invalid-input', /constant, found none in its name/],
    ['negative degree-days', { target: 'constant', targetUnit: 'm' }, 'invalid-input', /line \d+ .* never negative/],
  ] as const)('refuses %s', async (_what, inputs, code, detail) => {
    const given = { boreholes: ids.stations, thawIndex: { column: 'magst_c' }, ...inputs };
    await refused(() => execution('calibrate-active-layer', { inputs: given }), code, detail);
  });
});

describe('POST /processes/{id}/execution', () => {
  it.each([
    ['a body that ends too early', '{"inputs": {', 'malformed-json', /not JSON/],
    ['no body', '', 'malformed-json', /not JSON/],
    ['a list', '[1, 2]', 'invalid-input', /expected an object/],
    ['a mistyped member', '{"input": {}}', 'unknown-field', /"input"; the nearest is "inputs"/],
    ['50 MB', `{"inputs": {"boreholes": "${'x'.repeat(5e7)}"}}`, 'too-large', /1000000 bytes/],
    ['lists nested 100,000 deep', `{"inputs": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`, 'too-large', /64 levels/],
    ['a member of 900,000 characters', `{"inputs": {"${'x'.repeat(9e5)}": 1}}`, 'unknown-field', /nearest is/],
    ['50,000 unknown members', JSON.stringify({ inputs: numbered(5e4) }), 'unknown-field', /nearest is/],
    ['a prototype', '{"inputs": {"__proto__": {"boreholes": "x"}}}', 'unknown-field', /"__proto__"/],
  ])('refuses %s', async (_what, body, code, detail) => {
    await refused(() => execution('train', body), code, detail);
  });

  it('refuses a process that is not there by the exception of the standard, and names the nearest', async () => {
    const { type } = await refused(() => execution('trian', { inputs: {} }), 'no-such-process', /nearest is "train"/);
    expect(type).toBe('http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-process');
  });

  it.each([
    'http://127.0.0.1/',
    'http://0x7f000001/',
    'http://[::1]/',
    'http://localhost:22/',
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
    '/jobs',
  ])('fetches nothing from %s', async (href) => {
    await refused(() => predict({ model: { href } }), 'href-refused', /host|Of this service/);
    await refused(
      () => predict({ model: 'x', covariates: { east: { href } } }),
      'href-refused',
      /host|Of this service/,
    );
  });
});

describe('DELETE /jobs/{id}', () => {
  it('dismisses once; a second time changes nothing, and there are no results', async () => {
    const { jobID } = await execute(service.url, 'echo', { pause: 60 });
    const url = `${service.url}/jobs/${jobID}`;
    await refused(() => fetch(`${url}/results`), 'result-not-ready', /running|accepted/);
    await jobUntil(service.url, jobID, (job) => job.status === 'running');
    const dismissals: object[] = [];
    for (let i = 0; i < 2; i++) {
      const response = await fetch(url, { method: 'DELETE' });
      expect(response.status).toBe(200);
      dismissals.push((await response.json()) as object);
    }
    expect(dismissals[0]).toMatchObject({ status: 'dismissed' });
    expect(dismissals[1]).toEqual(dismissals[0]);
    await refused(() => fetch(`${url}/results`), 'job-dismissed', /dismissed/);
  });

  it('knows no job that never was', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', 'nonsense', '..%2f..%2fetc']) {
      const { type } = await refused(
        () => fetch(`${service.url}/jobs/${id}`, { method: 'DELETE' }),
        'no-such-job',
        /no job/,
      );
      expect(type).toBe('http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-job');
    }
  });
});

describe('a full disk', () => {
  it('refuses uploads and fails jobs, each saying so; both work again once there is space', async (context) => {
    if (!small) context.skip('only root can mount a small disk');
    const filler = join(folder, 'artefacts', 'filler');
    await fillDisk(filler);
    await refused(() => upload('boreholes', stations(undefined, undefined, 2000), 's.csv'), 'disk-full', /full/);
    const { jobID } = await execute(service.url, 'predict', { model: ids.model });
    const job = await jobEnds(service.url, jobID);
    expect(job).toMatchObject({ status: 'failed', exception: { code: 'disk-full' } });
    await refused(() => fetch(`${service.url}/jobs/${jobID}/results`), 'disk-full', /full/);
    await rm(filler);
    await stored('boreholes', stations(undefined, undefined, 2000), 's.csv');
    const again = await execute(service.url, 'predict', { model: ids.model });
    expect((await jobEnds(service.url, again.jobID)).status).toBe('successful');
  });
});

/**
 * Sends what must be refused: a problem document of this code whose detail says what was wrong and where, and no new
 * file.
 */
async function refused(ask: () => Promise<Response>, code: string | null, detail: RegExp): Promise<Problem> {
  const before = await filesKept();
  const response = await ask();
  const problem = (await response.json()) as Problem;
  expect(response.status, JSON.stringify(problem)).toBeGreaterThanOrEqual(400);
  expect(response.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
  expect(problem).toMatchObject({
    type: expect.stringMatching(/^http/),
    title: expect.any(String),
    status: response.status,
    detail: expect.stringMatching(detail),
    instance: expect.any(String),
    code: code ?? expect.stringMatching(/^(invalid-input|unknown-field)$/),
  });
  expect(problem.detail.length).toBeLessThan(4000);
  // Those of ended jobs may go meanwhile.
  expect((await filesKept()).filter((file) => !before.includes(file))).toEqual([]);
  return problem;
}

/** Artefacts, and what is on its way to become one. */
async function filesKept(): Promise<string[]> {
  const entries = await readdir(join(folder, 'artefacts'), { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      // The folder of a job that ended went while it was being listed.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    },
  );
  if (entries === null) return filesKept();
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

async function countOf(collection: string): Promise<number> {
  const response = await fetch(`${service.url}/${collection}?limit=1000`);
  return ((await response.json()) as { items: object[] }).items.length;
}

function upload(
  collection: string,
  content: string | Uint8Array,
  fileName: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(Buffer.from(content))]), fileName);
  return fetch(`${service.url}/${collection}`, { method: 'POST', body: form });
}

async function stored(collection: string, content: string | Uint8Array, fileName: string): Promise<string> {
  const response = await upload(collection, content, fileName);
  const body = (await response.json()) as { id: string };
  expect(response.status, JSON.stringify(body)).toBe(201);
  return body.id;
}

function send(path: string, body: object | string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

function execution(
  process: string,
  body: object | string,
  headers?: Readonly<Record<string, string>>,
): Promise<Response> {
  return send(`/processes/${process}/execution`, body, headers);
}

function train(boreholes: string, inputs: object = {}): Promise<Response> {
  return execution('train', {
    inputs: { boreholes, target: 'magst_c', covariates: altitude, ...quick, ...inputs },
  });
}

function predict(inputs: object): Promise<Response> {
  return execution('predict', { inputs });
}

/** @returns id of the model, which is that of its job */
async function trained(boreholes: string, inputs: object = {}): Promise<string> {
  const given = { boreholes, target: 'magst_c', covariates: altitude, ...quick, ...inputs };
  const { jobID } = await execute(service.url, 'train', given);
  expect(await jobEnds(service.url, jobID)).toMatchObject({ status: 'successful' });
  return jobID;
}

function numbered(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i]));
}
