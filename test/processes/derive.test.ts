import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { deriveProcess } from '../../src/processes/derive.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { oracleTest, python, runOracle, sharedFolder } from '../support/oracles.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { runIn } from './support/runProcess.ts';
import { readBand } from '../support/readBands.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { SyntheticStack } from '../support/syntheticStack.ts';

const size = { widthPx: 1100, heightPx: 40 };
const landsat = sharedFolder('data/landsat');
const scene = (band: number): string => join(landsat!, `LT52240631988227CUB02_B${band}.TIF`);

let folder: string;
let pool: ComputePool;
let stack: SyntheticStack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-derive-'));
  pool = createComputePool(2);
  stack = await makeSyntheticStack(join(folder, 'stack'), size, ['tdd', 'fdd']);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (inputs: Parameters<typeof runIn>[3]): ReturnType<typeof runIn> =>
  runIn(folder, pool, deriveProcess, inputs);

async function compressionOf(path: string): Promise<string> {
  const raster = await openRaster(path);
  await raster.close();
  return raster.info.compression;
}

describe('derive', () => {
  it('computes every cell, counts those without a value by cause, and gives the same bytes however it is cut', async () => {
    const layers = stack.covariates;
    const inputs = { formula: 'sqrt(tdd) / (tdd + fdd)', layers, name: 'share' };
    const [whole, cut] = [await run(inputs), await run({ ...inputs, chunkSizePx: 512 })];
    expect((await readFile(cut.path('derived'))).equals(await readFile(whole.path('derived')))).toBe(true);
    const [tdd, fdd] = [await readBand(layers['tdd']!), await readBand(layers['fdd']!)];
    const expected = tdd.map((value, i) => Math.fround(Math.sqrt(value) / (value + fdd[i]!)));
    expect(await readBand(whole.path('derived'))).toEqual(expected);
    const missing = tdd.filter(Number.isNaN).length;
    const negative = tdd.filter((value) => value < 0).length;
    expect(negative).toBeGreaterThan(0);
    expect(whole.values['summary']).toMatchObject({
      formula: inputs.formula,
      layers: ['tdd', 'fdd'],
      unusedLayers: [],
      bands: [{ band: 'share', title: 'share = sqrt(tdd) / (tdd + fdd)' }],
      cellsWithoutValue: {
        total: missing + negative,
        byLayer: { tdd: missing, fdd: missing },
        byCause: { 'square root of a negative number': negative },
      },
    });
  });

  it('gives the same cells and statistics without compression, and says so in the file', async () => {
    const inputs = { formula: 'tdd - fdd', layers: stack.covariates };
    const [packed, plain] = [await run(inputs), await run({ ...inputs, compression: 'none' })];
    expect(await readBand(plain.path('derived'))).toEqual(await readBand(packed.path('derived')));
    expect(plain.values['summary']).toEqual(packed.values['summary']);
    expect(await compressionOf(packed.path('derived'))).toBe('deflate');
    expect(await compressionOf(plain.path('derived'))).toBe('none');
  });

  it('refuses layers on other grids, with the command that would put them on one', async () => {
    const other = await makeSyntheticStack(join(folder, 'other'), { widthPx: 90, heightPx: 40 }, ['a', 'b']);
    const layers = { tdd: stack.covariates['tdd']!, a: other.covariates['a']! };
    await expect(run({ formula: 'tdd + a', layers })).rejects.toMatchObject({
      code: 'grid-mismatch',
      message: expect.stringMatching(
        /a \(a\.tif\) does not lie on the grid of tdd.*"align": true .*cryoforest align --template .*tdd\.tif/s,
      ),
      detail: { errors: [{ pointer: '/layers/a' }] },
    });
    const aligned = await run({ formula: 'tdd + a', layers, align: true });
    expect(aligned.values['summary']).toMatchObject({ aligned: [{ name: 'a', method: 'bilinear' }] });
    expect((await readBand(aligned.path('derived'))).filter((value) => !Number.isNaN(value)).length).toBeGreaterThan(
      1000,
    );
    // Of no concern to a formula that does not name it.
    const { values } = await run({ formula: 'tdd', layers });
    expect(values['summary']).toMatchObject({ unusedLayers: ['a'] });
  });

  it('refuses before any pixel is read', async () => {
    const layers = stack.covariates;
    await expect(run({ formula: 'tdd = 1', layers })).rejects.toThrow('Formula, column 5: a formula neither assigns');
    await expect(run({ formula: 'dtd', layers })).rejects.toThrow(
      'unknown name dtd; the nearest is tdd. Layers: tdd, fdd',
    );
    await expect(run({ formula: 'a', layers: { a: { raster: layers['tdd']!, band: 2 } } })).rejects.toThrow(
      'has one band',
    );
    await expect(run({ formula: 'e', layers: { e: layers['tdd']! } })).rejects.toThrow('which is a constant');
    await expect(run({ formula: 'tdd', layers, name: '../x' })).rejects.toThrow('a name starts with a letter');
  });

  oracleTest(['rasterio', { folder: landsat, name: '../shared/data/landsat' }])(
    'equals numpy over a Landsat scene, bit for bit',
    async () => {
      const formula = '2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1)';
      const { path } = await run({
        formula,
        layers: { nir: scene(4), red: scene(3), blue: scene(1) },
      });
      const judged = runOracle(python, ['-c', judge, path('derived'), scene(4), scene(3), scene(1)]);
      expect(judged.trim()).toBe('88970 0');
    },
  );
});

/** Prints how many cells there are and how many differ, those without a value among them. */
const judge = `
import sys, numpy, rasterio
made, *bands = [rasterio.open(path).read(1, masked=True).astype("f8").filled(numpy.nan) for path in sys.argv[1:]]
nir, red, blue = bands
with numpy.errstate(all="ignore"):
    wanted = (2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1)).astype("f4")
wanted[~numpy.isfinite(wanted)] = numpy.nan
same = (made.astype("f4") == wanted) | (numpy.isnan(made) & numpy.isnan(wanted))
print(made.size, int((~same).sum()))
`;
