import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { simulateColumnProcess } from '../../src/processes/simulateColumn.ts';
import { writeGridRaster } from './support/gridRaster.ts';
import { executeIn, runIn } from './support/runProcess.ts';
import { readBands } from '../support/readBands.ts';
import type { Json } from '../../src/core/json.ts';
import type { Ran } from './support/runProcess.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

const [widthPx, heightPx] = [8, 6];
const cells = widthPx * heightPx;
/** Five values, and a hole. */
const maatC = Array.from({ length: cells }, (_, i) => (i === 20 ? Number.NaN : -7.04 + (i % 5)));
/** Class 3 has no ground. */
const classes = Array.from({ length: cells }, (_, i) => (i < 24 ? 1 : i < 40 ? 2 : 3));

const ground = (latentHeatJM3: number) => [
  {
    thicknessM: 12,
    properties: {
      from: 'values',
      frozenConductivityWMK: 2.6,
      thawedConductivityWMK: 1.9,
      frozenHeatCapacityJM3K: 1.9e6,
      thawedHeatCapacityJM3K: 2.4e6,
      latentHeatJM3,
    },
  },
];
const base = {
  amplitudeC: 12,
  years: 3,
  spinUp: { mostYears: 13 },
  grid: { finestM: 0.2, fineToM: 2, growth: 1.5, widestM: 2 },
  outputDepthsM: [1, 8],
};

let folder: string;
let pool: ComputePool;
const rasters = { maat: '', classes: '', empty: '' };
/** A map of all cells, made by two threads. */
let mapped: Ran;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-columns-'));
  pool = createComputePool(2);
  rasters.maat = await writeGridRaster(join(folder, 'maat.tif'), { widthPx, bands: [maatC] });
  rasters.empty = await writeGridRaster(join(folder, 'empty.tif'), { widthPx, bands: [maatC.map(() => Number.NaN)] });
  rasters.classes = await writeGridRaster(join(folder, 'classes.tif'), {
    widthPx,
    bands: [classes],
    classes: { 1: 'bog', 2: 'rock', 3: 'lake' },
  });
  mapped = await run({ cells: byCell() });
}, 60_000);
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const byCell = () => ({
  maatC: { raster: rasters.maat },
  ground: { classes: rasters.classes, layers: { bog: ground(1e8), 2: ground(1e7) } },
  meanYears: 2,
});

function run(inputs: { readonly [name: string]: Json }, on = pool) {
  return runIn(folder, on, simulateColumnProcess, { ...base, ...inputs });
}

/** Of a cell of class 1 and one of class 2, °C. */
async function meanAt8m(of: Json): Promise<number[]> {
  const ran = await run({ layers: ground(1e7), maatC: -5, spinUp: { mostYears: 12 }, cells: of });
  const [, , , , at8m] = await readBands(ran.path('map'));
  return [at8m![0]!, at8m![30]!];
}

describe('a map of columns', () => {
  it('gives every cell what a column of its own would have, and columns of equal cells once', async () => {
    const [thawM, talikM, permafrost, at1m, at8m] = await readBands(mapped.path('map'));
    const single = await run({ maatC: Math.fround(maatC[27]!), layers: ground(1e7) });
    const years = single.values['summary']!['years'] as unknown as {
      thawDepthM: number;
      talikM: number;
      atDepths: { meanC: number }[];
    }[];
    const lastMean = (of: (year: (typeof years)[number]) => number): number =>
      Math.fround((of(years[1]!) + of(years[2]!)) / 2);
    expect(thawM![27]).toBe(lastMean((year) => year.thawDepthM));
    expect(talikM![27]).toBe(lastMean((year) => year.talikM));
    expect(permafrost![27]).toBe(1);
    expect(at1m![27]).toBe(lastMean((year) => year.atDepths[0]!.meanC));
    expect(at8m![27]).toBe(lastMean((year) => year.atDepths[1]!.meanC));
    // Bog of five times as much ice thaws less deep.
    expect(thawM![2]!).toBeLessThan(0.6 * thawM![27]!);
    expect([20, 45].map((cell) => thawM![cell])).toEqual([Number.NaN, Number.NaN]);
    expect(mapped.values['summary']).toMatchObject({
      columns: 10,
      cells,
      differing: ['ground', 'maatC'],
      cellsWithoutColumn: [{ path: 'ground', code: 3, cells: 8 }],
    });
  });

  it('has the same bytes for any number of threads', async () => {
    const one = createComputePool(1);
    try {
      const bytes = await readFile((await run({ cells: byCell() }, one)).path('map'));
      expect(bytes.equals(await readFile(mapped.path('map')))).toBe(true);
    } finally {
      await one.close();
    }
  });

  it('rounds values so that more cells share a column', async () => {
    const rounded = { maatC: { raster: rasters.maat }, roundTo: { maatC: 2 } };
    const ran = await run({ layers: ground(1e7), cells: rounded });
    expect(ran.values['summary']).toMatchObject({ columns: 3 });
    const [thawM] = await readBands(ran.path('map'));
    // −7.04 and −6.04 both round to −6 or −8: 0 → −8 (−3.52 steps), 1 → −6.
    expect(thawM![1]).toBe(thawM![2]);
    expect(thawM![0]!).toBeLessThan(thawM![1]!);
  });

  it('takes snow, vegetation, factors and offsets of cells', async () => {
    const warm = { classes: rasters.classes, values: { 1: 0, 2: 4, 3: 4 } };
    for (const [cellsOf, sign] of [
      [{ offsetC: warm }, 1],
      [{ snowDepthM: { classes: rasters.classes, values: { 1: 0, 2: 0.4, 3: 0.4 } } }, 1],
      [{ thawFactor: { classes: rasters.classes, values: { 1: 1, 2: 0.4, 3: 0.4 } } }, -1],
      [{ freezeFactor: { classes: rasters.classes, values: { 1: 1, 2: 0.4, 3: 0.4 } } }, 1],
    ] as const) {
      const [plain, changed] = await meanAt8m(cellsOf);
      expect(sign * (changed! - plain!), JSON.stringify(cellsOf)).toBeGreaterThan(0.5);
    }
  });

  it('refuses what does not fit together', async () => {
    const series = join(folder, 'series.csv');
    await writeFile(
      series,
      'station,year,Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec\nA,2001,-9,-8,-7,-6,1,2,3,4,1,-5,-6,-7\n',
    );
    const layers = ground(1e7);
    const onMaat = { maatC: { raster: rasters.maat } };
    await expect(run({ layers, series, amplitudeC: null, cells: onMaat })).rejects.toThrow(/give offsetC/);
    await expect(run({ layers, cells: { maatC: -3 } })).rejects.toThrow(/a map needs at least one raster/);
    await expect(run({ layers, cells: { maatC: { raster: rasters.empty } } })).rejects.toThrow(/No cell has a value/);
    await expect(run({ cells: onMaat })).rejects.toThrow(/Expected layers of the ground/);
    const unknown = { ...byCell(), ground: { classes: rasters.classes, layers: { rook: ground(1e7) } } };
    await expect(run({ cells: unknown })).rejects.toThrow(/has no such class; the nearest is "rock"/);
  });

  it('shows progress chunk by chunk, and stops within a second when cancelled', async () => {
    const many = await writeGridRaster(join(folder, 'many.tif'), {
      widthPx,
      bands: [Array.from({ length: cells }, (_, i) => -8 + i / 10)],
    });
    const abort = new AbortController();
    const messages: string[] = [];
    const logged: string[] = [];
    let stoppedAt = Infinity;
    const inputs = { ...base, years: 12, layers: ground(1e7), cells: { maatC: { raster: many } } };
    const running = executeIn(folder, pool, simulateColumnProcess, inputs, {
      signal: abort.signal,
      progress: (_share, message) => {
        messages.push(message);
        stoppedAt = performance.now();
        abort.abort();
      },
      log: (_level, message) => logged.push(message),
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(logged).toContainEqual(
      expect.stringMatching(/^\d\d different columns × 12 years.*; fewer if cells\.roundTo has a step for maatC$/),
    );
    expect(performance.now() - stoppedAt).toBeLessThan(1000 /* ms */);
    expect(messages).toEqual(['1 of 3 chunks']);
  });
});
