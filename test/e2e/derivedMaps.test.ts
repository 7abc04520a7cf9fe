/** Maps derived by the service, its jobs and workers: the same bytes as from a shell. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { activeLayerProcess } from '../../src/processes/activeLayer.ts';
import { alignProcess } from '../../src/processes/align.ts';
import { deriveProcess } from '../../src/processes/derive.ts';
import { terrainProcess } from '../../src/processes/terrain.ts';
import { thermalStabilityProcess } from '../../src/processes/thermalStability.ts';
import { hashFile } from '../../src/store/hashFile.ts';
import { runIn } from '../processes/support/runProcess.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { runCommand } from './support/command.ts';
import { execute, jobEnds, makeDataFolder, results, startService, upload } from './support/service.ts';
import type { Process } from '../../src/processes/process.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { SyntheticStack } from '../support/syntheticStack.ts';
import type { RunningService } from './support/service.ts';

let folder: string;
let stack: SyntheticStack;
let service: RunningService;
let pool: ComputePool;
const ids: Record<string, string> = {};

beforeAll(async () => {
  folder = await makeDataFolder();
  stack = await makeSyntheticStack(join(folder, 'stack'), { widthPx: 1100, heightPx: 700 }, ['dem', 'pre']);
  service = await startService(folder);
  pool = createComputePool(2);
  const made = { layers: { dem: stack.covariates['dem']! }, formula: '1 + abs(dem) / 10', name: 'sd' };
  const sd = (await runIn(folder, pool, deriveProcess, made)).path('derived');
  stack = { ...stack, covariates: { ...stack.covariates, sd } };
  for (const [name, path] of Object.entries(stack.covariates)) {
    ids[name] = (await upload(service.url, 'rasters', path, name)).id;
  }
}, 120_000);

afterAll(async () => {
  await pool.close();
  await service.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** @param inputs made from a reference for each raster: an id over HTTP, a path from a shell */
const cases: readonly (readonly [string, Process, string, (raster: Readonly<Record<string, string>>) => object])[] = [
  ['terrain', terrainProcess, 'terrain', ({ dem }) => ({ dem, parameters: ['slope', 'tpi'], chunkSizePx: 512 })],
  ['derive', deriveProcess, 'derived', ({ dem, pre }) => ({ layers: { dem, pre }, formula: 'sqrt(abs(dem)) / pre' })],
  [
    'thermal-stability',
    thermalStabilityProcess,
    'zones',
    ({ dem, sd }) => ({ temperature: dem, depth: 0, spread: { deviation: sd } }),
  ],
  [
    'active-layer',
    activeLayerProcess,
    'ground',
    ({ dem, pre }) => ({
      // Half of the cells are below 0, and have no depth.
      method: {
        name: 'edaphic',
        thaw: { index: { raster: dem }, factor: 0.03 },
        freeze: { index: { raster: pre }, factor: '3 cm/(°C·day)^0.5' },
      },
      chunkSizePx: 512,
    }),
  ],
  [
    'align',
    alignProcess,
    'aligned',
    ({ pre }) => ({
      layers: { pre },
      template: { crs: 'EPSG:4326', cellSize: 0.005, bbox: [121, 52, 124, 53.5] },
      chunkSizePx: 512,
    }),
  ],
];

describe('a job', () => {
  it.each(cases)(
    '%s makes the bytes that a shell makes, and hands them out',
    async (id, entry, output, inputsOf) => {
      const { jobID } = await execute(service.url, id, inputsOf(ids));
      const job = await jobEnds(service.url, jobID);
      expect(job.status, job.exception?.detail).toBe('successful');
      const { href } = (await results(service.url, jobID))[output]!;
      const served = new Uint8Array(await (await fetch(href!)).arrayBuffer());
      const local = await runIn(folder, pool, entry, inputsOf(stack.covariates) as never);
      const { sha256 } = await hashFile(local.path(output));
      expect(createHash('sha256').update(served).digest('hex')).toBe(sha256);
    },
    120_000,
  );
});

function season(name: string, raster: string): readonly string[] {
  return [`--method.${name}.index.raster`, raster, `--method.${name}.n-factor`, '1'];
}

describe('active-layer on the command line', () => {
  const soil = '--method.name stefan --method.thawed-conductivity 0.9 --method.frozen-conductivity 1.6'.split(' ');
  const water = ['--method.water', '{"by": "weight", "dryDensity": "1.3 g/cm3", "content": "30 %", "unfrozen": 0.05}'];

  it('writes depths, ground with its names beside it, and says what Stefan is known to err by', async () => {
    const { dem, pre } = stack.covariates;
    const words = ['active-layer', ...soil, ...season('thaw', dem!), ...season('freeze', pre!), ...water];
    const { code, stderr } = await runCommand('cli.ts', [...words, '--out', 'depths.tif'], { folder });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/warning: .*too deep, by 15 to 37 %.*calibrate-active-layer/);
    expect(stderr).toMatch(/warning: \d+ cells without a depth: thaw\/index is out of its bounds/);
    const names = await readFile(join(folder, 'depths.ground.tif.aux.xml'), 'utf8');
    expect(names).toMatch(/<Category>permafrost<\/Category>\s*<Category>seasonal frost/);
    const summary = JSON.parse(await readFile(join(folder, 'depths.summary.json'), 'utf8'));
    expect(summary).toMatchObject({ method: 'stefan', parameters: { 'water/dryDensity': { value: 1300 } } });
  }, 60_000);

  it('refuses depths in cm and ends with 1', async () => {
    const words = ['active-layer', ...soil, ...season('thaw', stack.covariates['dem']!), ...water];
    const cover = ['--method.cover', '{"thickness": 30, "conductivity": 0.3}'];
    const { code, stdout, stderr } = await runCommand('cli.ts', [...words, ...cover, '--out', 'cm.tif'], { folder });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/--method\.cover\.thickness: .*cm: divide by 100, found 30.*\[invalid-input\]/);
  }, 60_000);
});

/** From south to north across the map. */
const band = (name: string, west: number, east: number) => {
  const corners = [west, east, east, west, west].map((lon, i) => [lon, i === 2 || i === 3 ? 55 : 50]);
  return { type: 'Feature', properties: { unit: name }, geometry: { type: 'Polygon', coordinates: [corners] } };
};

describe('ground-ice', () => {
  const table =
    'unit,topM,bottomM,iceVolumetric,iceVolumetricSd\nmarsh,0,10,45,0.1\nhill,0,10,0.2,0.05\nhill,5,20,0.9,\n';
  const edits = JSON.stringify([
    { line: 2, column: 'iceVolumetric', value: '0.45', reason: 'typing error' },
    { line: 4, exclude: true, reason: 'a thawed core' },
  ]);
  const polygons = { type: 'FeatureCollection', features: [band('marsh', 118, 122), band('hill', 122, 126)] };

  it('makes the bytes that a shell makes, of an edited table and polygons', async () => {
    const [tablePath, editsPath] = [join(folder, 'ice.csv'), join(folder, 'edits.json')];
    const unitsPath = join(folder, 'units.geojson');
    const files = { [tablePath]: table, [editsPath]: edits, [unitsPath]: JSON.stringify(polygons) };
    await Promise.all(Object.entries(files).map(([path, text]) => writeFile(path, text)));
    const derived = await runIn(folder, pool, deriveProcess, {
      layers: { dem: stack.covariates['dem']! },
      formula: 'dem / 10',
    });
    const magst = derived.path('derived');
    const { id: magstId } = await upload(service.url, 'rasters', magst, 'magst');
    const { id } = await upload(service.url, 'boreholes', tablePath, 'ice', { content: 'series', edits });
    const layer = await upload(service.url, 'polygons', unitsPath, 'units');
    expect(layer).toMatchObject({
      features: 2,
      bbox: [118, 50, 126, 55],
      properties: { unit: { distinct: 2, values: ['hill', 'marsh'] } },
    });
    const given = { units: { polygons: layer.id }, permafrostTable: 1.5, monteCarlo: { draws: 200 }, chunkSizePx: 512 };
    const { jobID } = await execute(service.url, 'ground-ice', { ...given, table: id, magst: magstId });
    const job = await jobEnds(service.url, jobID);
    expect(job.status, job.exception?.detail).toBe('successful');

    const words = ['ground-ice', '--table', 'ice.csv', '--edits', 'edits.json', '--magst', magst];
    const more = ['--units', '{"polygons": "units.geojson"}', '--permafrost-table', '1.5', '--chunk-size-px', '512'];
    more.push('--monte-carlo.draws', '200');
    const { code, stderr } = await runCommand('cli.ts', [...words, ...more, '--out', 'shell/'], { folder });
    expect(code, stderr).toBe(0);

    const served = await results(service.url, jobID);
    for (const [output, fileName] of Object.entries({ map: 'ground-ice.tif', totals: 'totals.csv' })) {
      const bytes = new Uint8Array(await (await fetch(served[output]!.href!)).arrayBuffer());
      expect(Buffer.from(bytes).equals(await readFile(join(folder, 'shell', fileName))), output).toBe(true);
    }
    const summary = served['summary']!.value as { units: object[] };
    expect(summary).toEqual(JSON.parse(await readFile(join(folder, 'shell', 'summary.json'), 'utf8')));
    expect(summary.units).toMatchObject([
      { unit: 'marsh', iceContent: expect.closeTo(0.45, 6) as number },
      { unit: 'hill', iceContent: expect.closeTo(0.2, 6) as number },
    ]);
  }, 120_000);
});
