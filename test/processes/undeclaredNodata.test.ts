/** Rasters that hold −9999 without declaring it, or declare −3.4e38 in fewer digits: no process takes it for a value. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { alignProcess } from '../../src/processes/align.ts';
import { deriveProcess } from '../../src/processes/derive.ts';
import { trainingTableProcess } from '../../src/processes/makeTrainingTable.ts';
import { terrainProcess } from '../../src/processes/terrain.ts';
import { buildTiff } from '../support/tiffBuilder.ts';
import { runIn } from './support/runProcess.ts';
import type { Json } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { Process } from '../../src/processes/process.ts';
import type { BuiltTag } from '../support/tiffBuilder.ts';

const side = 20;
const hole = 5 * side + 5;
/** UTM 51 N, cells of 1 km, from (500 000, 5 500 000). */
const place: readonly BuiltTag[] = [
  { tag: 33550, type: 'double', values: [1000, 1000, 0] },
  { tag: 33922, type: 'double', values: [0, 0, 0, 500_000, 5_500_000, 0] },
  { tag: 34735, type: 'short', values: [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32651] },
];

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-undeclared-'));
  pool = createComputePool(1);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** Heights with one cell that is something else. @param nodata the text of GDAL_NODATA; null without it */
async function writeHeights(name: string, missing: number, nodata: string | null): Promise<string> {
  const heights = Array.from({ length: side * side }, (_, i) => 500 + 3 * (i % side) + ((i * i) % 17)).with(
    hole,
    missing,
  );
  const declared: BuiltTag[] = nodata === null ? [] : [{ tag: 42113, type: 'ascii', values: nodata }];
  const image = {
    widthPx: side,
    heightPx: side,
    kind: 'float64',
    bands: [heights],
    tags: [...place, ...declared],
  } as const;
  const path = join(folder, name);
  await writeFile(path, buildTiff([image]));
  return path;
}

/** Stations in the first row of cells and one on the hole. */
async function writeStations(): Promise<string> {
  const path = join(folder, 'stations.csv');
  const rows = Array.from({ length: 8 }, (_, i) => [123.001 + 0.014 * i, 49.647, -1 - (i % 3)]);
  const onHole = [123.0764, 49.6036, -2];
  await writeFile(path, `lon,lat,magt_c\n${[...rows, onHole].map((row) => row.join(',')).join('\n')}\n`);
  return path;
}

type Run = readonly [
  process: Process,
  inputsOf: (source: Json) => Promise<Record<string, Json>> | Record<string, Json>,
];

const runs: Readonly<Record<string, Run>> = {
  terrain: [terrainProcess, (dem) => ({ dem, parameters: ['slope'] })],
  derive: [deriveProcess, (z) => ({ formula: 'z * 2', layers: { z }, name: 'double' })],
  align: [
    alignProcess,
    (z) => ({
      layers: { z },
      template: { crs: 'EPSG:32651', cellSize: 2000, bbox: [500_000, 5_480_000, 520_000, 5_500_000] },
    }),
  ],
  'training-table': [
    trainingTableProcess,
    async (z) => ({ boreholes: await writeStations(), target: 'magt_c', covariates: { z } }),
  ],
};

const run = async (name: string, source: Json): ReturnType<typeof runIn> => {
  const [process, inputsOf] = runs[name]!;
  return runIn(folder, pool, process, await inputsOf(source));
};

/** What it says of its result, whatever the file is called. */
async function said(name: string, source: Json): Promise<unknown> {
  const { values } = await run(name, source);
  const { aligned: _aligned, ...summary } = (values['summary'] ?? values['report'])!;
  return JSON.parse(JSON.stringify(summary).replaceAll(/\w+\.tif/g, 'z.tif'));
}

describe.each(Object.keys(runs))('%s', (name) => {
  it.each([-9999, -32768, -3.4028234663852886e38])('refuses %d that the file does not declare', async (missing) => {
    const dem = await writeHeights(`undeclared${missing}.tif`, missing, null);
    await expect(run(name, dem)).rejects.toMatchObject({
      code: 'covariate-invalid',
      message: expect.stringMatching(/band 1 holds -.*, which usually means no value.*"nodata": -/),
    });
  });

  it('takes what its user says, and what the file declares in fewer digits, as it takes what is declared', async () => {
    const [declared, unsaid, rounded] = [
      await writeHeights('declared.tif', -9999, '-9999'),
      await writeHeights('unsaid.tif', -9999, null),
      await writeHeights('rounded.tif', -3.4028234663852886e38, '-3.4e+38'),
    ];
    const usual = await said(name, declared);
    expect(await said(name, { raster: unsaid, nodata: -9999 })).toEqual(usual);
    expect(await said(name, rounded)).toEqual(usual);
  });
});
