/** The clumsy user at the command line: a message that helps, nothing half-written, an exit code for scripts. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childEnvironment } from '../../src/config.ts';
import { cell, rasters, stations } from './support/badFiles.ts';
import { runCommand } from './support/command.ts';
import { makeDataFolder } from './support/service.ts';

const isRoot = process.getuid?.() === 0;

let folder: string;
let work: string;

beforeAll(async () => {
  folder = await makeDataFolder();
  work = join(folder, 'work');
  await mkdir(work);
  await Promise.all([
    writeFile(join(work, 'stations.csv'), stations()),
    writeFile(join(work, 'ice.csv'), 'unit,topM,bottomM,waterGravimetric,dryDensityKgM3\na,0,10,0.4,1.25\n'),
    // Stands for /dev/null and its kin, which root could replace.
    promisify(execFile)('mkfifo', [join(work, 'pipe')]),
    writeFile(join(work, 'three.csv'), stations(undefined, undefined, 3)),
    writeFile(join(work, 'holes.csv'), stations(cell(2, 3, '-9999'))),
    ...Object.entries(rasters).map(([name, bytes]) => writeFile(join(work, `${name}.tif`), bytes)),
  ]);
  const made = await cryoforest(
    'train --boreholes stations.csv --target magst_c --covariate east=east.tif --covariate south=south.tif --trees 20 --cross-validation {"scheme":"none"} --out model.cfm',
  );
  expect(made.stderr).toContain('100 %');
  expect(made.code).toBe(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const training = 'train --boreholes stations.csv --target magst_c';

describe('cryoforest', () => {
  it.each([
    ['trian', /no command trian; the nearest is train .*\[no-such-process\]/],
    ['train --borehols x', /no flag --borehols; the nearest is --boreholes .*\[unknown-field\]/],
    ['train --boreholes none.csv --target t --column q', /no file .*none\.csv \(wanted as boreholes\).*\[not-found\]/],
    ['train --boreholes three.csv --target magst_c --column altitude_m', /at least 5 stations .*\[too-few-stations\]/],
    [
      `${training} --column altitude --out new/model.cfm`,
      /nearest is "altitude_m"\. Its columns are id, lat, .*\[column-missing\]/,
    ],
    [`${training} --column constant --out new/deep/`, /constant is 7 at all 40 .*\[covariate-invalid\]/],
    [`${training} --covariate a=truncated.tif`, /truncated\.tif: .*\[raster-unreadable\]/],
    [`${training} --covariate a=east.tif --covariate b=utm.tif`, /gdalwarp .*\[grid-mismatch\]/s],
    [`${training} --column altitude_m --seed -1`, /--seed: .*>=0, found -1 .*\[invalid-input\]/],
    [`${training} --column altitude_m --engine.tres 9`, /"tres"; the nearest is "trees" .*\[unknown-field\]/],
    [`${training} --column altitude_m --out stations.csv/model.cfm`, /Cannot write to .*\[storage-unavailable\]/],
    [`${training} --column altitude_m --out pipe`, /neither a file nor a folder.*--out .*\[storage-unavailable\]/],
    [
      'predict --model model.cfm --out map.tif',
      /east \(trained with east\.tif, band 1\); south .*\[covariate-missing\]/,
    ],
    ['predict --model east.tif --out map.tif', /Expected a Cryoforest model file.*\[model-unreadable\]/],
    [
      'predict --model model.cfm --covariate east=east.tif --covariate south=south.tif --bbox [1,2,3,4] --out map.tif',
      /\[1, 2, 3, 4\] does not meet the covariates.*\[invalid-input\]/,
    ],
    [
      'ground-ice --permafrost-table east.tif --table [{"unit":"a","topM":0,"bottomM":10,"iceVolumetric":35}]',
      /\/table\/0: iceVolumetric is 35: expected 0 to 1.*divide percent by 100 \[invalid-input\]/,
    ],
    [
      'ground-ice --permafrost-table 150 --magst east.tif --table ice.csv',
      /--permafrost-table: .*0 to 20 m .*in cm: divide by 100, found 150 \[invalid-input\]/,
    ],
    [
      'ground-ice --permafrost-table 2 --magst east.tif --table ice.csv',
      /ice\.csv, line 2: .*g\/cm³.*\[invalid-input\]/s,
    ],
    [
      'ground-ice --permafrost-table 2 --magst east.tif --table [{"unit":"a","topM":0,"bottomM":10,"iceVolumetric":0.3}] --units {"polygons":"stations.csv"}',
      /stations\.csv is not GeoJSON \[malformed-json\]/,
    ],
    ['help trian', /no command trian; the nearest is train/],
    ['worker --foo', /worker takes no --foo/],
    ['keys add ../x', /NAME has letters, digits/],
  ])('%s', async (line, message) => {
    const before = await readdir(work, { recursive: true });
    const { code, stdout, stderr } = await cryoforest(line);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/internal|\n\s+at /);
    expect(await readdir(work, { recursive: true })).toEqual(before);
  });

  it('writes the same map for covariates in any order', async () => {
    const maps = [
      ['east', 'south'],
      ['south', 'east'],
    ].map(async ([first, second], i) => {
      const out = `map${i}/`;
      const rasterFlags = `--covariate ${first}=${first}.tif --covariate ${second}=${second}.tif`;
      const { code } = await cryoforest(`predict --model model.cfm ${rasterFlags} --out ${out}`);
      expect(code).toBe(0);
      return readFile(join(work, out, 'magst.tif'));
    });
    const [first, second] = await Promise.all(maps);
    expect(second!.equals(first!)).toBe(true);
  });

  it('writes all files or none where one of them cannot be replaced', async () => {
    const obstacle = 'train.provenance.json';
    await mkdir(join(work, 'taken', obstacle), { recursive: true });
    const line = `${training} --column altitude_m --trees 20 --cross-validation {"scheme":"none"} --out taken/`;
    const { code, stderr } = await cryoforest(line);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/train\.provenance\.json: it is a folder/)]);
    expect(await readdir(join(work, 'taken'))).toEqual([obstacle]);
  });

  it('says which stations were left out, and still trains on the others', async () => {
    const line =
      'train --boreholes holes.csv --target magst_c --column altitude_m --trees 20 --cross-validation {"scheme":"none"} --json';
    const { code, stdout } = await cryoforest(line);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scores: { n: 39, leftOut: [{ line: 4 }] } });
  });
});

describe('npm start', () => {
  it('refuses a port that is taken, and says whose setting it is', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const data = join(folder, 'data');
    const { code, stderr } = await start({ CRYOFOREST_DATA: data, CRYOFOREST_PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`Port ${port} of 127\\.0\\.0\\.1 is taken.*CRYOFOREST_PORT \\[address-refused\\]`),
    );
    expect(await readdir(join(data, 'artefacts', '.temporary'))).toEqual([]);
    await expect(stat(join(data, 'postgres', 'cluster', 'postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a data folder that cannot be written', async () => {
    // Permissions do not bind root; a file in the place of a folder does.
    for (const name of ['stations.csv', 'stations.csv/data']) {
      const { code, stderr } = await start({ CRYOFOREST_DATA: join(work, name) });
      expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot be made: .*CRYOFOREST_DATA.*\[storage-unav/)]);
    }
  });

  it('refuses, as root, a folder that PostgreSQL’s own user cannot enter, and says what to do', async (context) => {
    if (!isRoot) context.skip('only root starts PostgreSQL as another user');
    const closed = join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o700);
    const { code, stderr } = await start({ CRYOFOREST_DATA: join(closed, 'data') });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /refuses to run as root.*cannot pass through .*closed.*chmod o\+x.*\[database-unavailable\]/,
    );
  });

  it.each([
    ['CRYOFOREST_PROT', '1', /CRYOFOREST_PROT is not a setting; the nearest is CRYOFOREST_PORT/],
    ['CRYOFOREST_PORT', '99999', /CRYOFOREST_PORT="99999"/],
    [
      'CRYOFOREST_RASTER_ROOT',
      '/no/such/folder',
      /CRYOFOREST_RASTER_ROOT names \/no\/such\/folder, which cannot be read/,
    ],
  ])('refuses the setting %s=%s', async (name, value, message) => {
    const { code, stderr } = await start({ CRYOFOREST_DATA: join(folder, 'data'), [name]: value });
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  });

  it('refuses flags, which it would not heed', async () => {
    const { code, stderr } = await runCommand('main.ts', ['--port', '9000'], { folder: work });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/takes no --port; its settings are environment/)]);
  });

  it('ends with npm, which tells only its shell', async () => {
    const data = join(folder, 'under-npm');
    const npm = spawn('npm', ['start'], {
      cwd: join(import.meta.dirname, '..', '..'),
      env: childEnvironment({ CRYOFOREST_DATA: data, CRYOFOREST_PORT: '0', CRYOFOREST_WORKERS: '0' }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said = createInterface({ input: npm.stderr });
    for await (const line of said) if (line.includes('Cryoforest')) break;
    npm.kill('SIGTERM');
    await once(npm, 'exit');
    await expect
      .poll(() => existsSync(join(data, 'postgres', 'cluster', 'postmaster.pid')), { timeout: 30_000, interval: 100 })
      .toBe(false);
  });
});

describe('cryoforest help', () => {
  it('tells of one command however it is asked, and of all', async () => {
    const asked = ['train --help', 'train -h', 'train help', 'help train'].map(async (line) => cryoforest(line));
    const told = await Promise.all(asked);
    for (const { code, stdout } of told) expect([code, stdout]).toEqual([0, told[0]!.stdout]);
    expect(told[0]!.stdout).toContain('--boreholes');
    expect((await cryoforest('help worker')).stdout).toContain('DATABASE_URL');
    expect((await cryoforest('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

/** Words are parted by blanks. */
function cryoforest(line: string): ReturnType<typeof runCommand> {
  return runCommand('cli.ts', line.split(' '), { folder: work });
}

/** `npm start` with settings; a service that does start is ended after a minute. */
function start(settings: Readonly<Record<string, string>>): ReturnType<typeof runCommand> {
  return runCommand('main.ts', [], { folder: work, settings: { CRYOFOREST_PORT: '0', ...settings } });
}
