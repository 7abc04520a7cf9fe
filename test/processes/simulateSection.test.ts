import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { seal } from '../../src/processes/inputs/sealed.ts';
import { simulateSectionProcess } from '../../src/processes/simulateSection.ts';
import { wordsOf } from '../figures/readSvg.ts';
import { gravelProperties } from './support/gravel.ts';
import { executeIn, runIn } from './support/runProcess.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-section-'));
  pool = createComputePool(2);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const pit = { fromXM: 8, toXM: 14, topM: 0, bottomM: 5 };
const heap = {
  cornersM: [
    [16, 0],
    [18, -3],
    [20, -3],
    [22, 0],
  ],
};
/** A pit of 6 m by 5 m in 24 m of gravel, in coarse cells, so that tests are quick. */
const gravelPit = {
  widthM: 24,
  depthM: 16,
  layers: [{ name: 'gravel', thicknessM: 20, properties: gravelProperties }],
  materials: { waste: { properties: { ...gravelProperties, latentHeatJM3: 4e7 } } },
  events: [{ afterYears: 0, shape: pit, material: 'air' }],
  surface: { nFactors: { thaw: 1, freeze: 0.9 } },
  maatC: -4,
  amplitudeC: 13,
  cells: { x: { finestM: 1, coarsestM: 3, growth: 1.5 }, depth: { finestM: 0.5, coarsestM: 3, growth: 1.5 } },
  years: 1,
  spinUp: { mostYears: 0 },
};

function run(inputs: { readonly [name: string]: Json }) {
  return runIn(folder, pool, simulateSectionProcess, { ...gravelPit, ...inputs });
}

function thawOf(csv: string): number[][] {
  return csv
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
}

describe('simulate-section', () => {
  it('digs a pit and heaps its waste: thaw below both, the field and its picture, and energy that closes', async () => {
    const ran = await run({
      events: [...gravelPit.events, { afterYears: 0.3, shape: heap, material: 'waste', temperatureC: '6 degC' }],
      covers: [{ name: 'walls', faces: 'walls', within: pit, surface: { nFactors: 'mine-dump' } }],
      pictureYears: [0, 1],
    });
    const summary = ran.values['summary']!;
    expect((summary['energy'] as JsonObject)['relativeImbalance']).toBeLessThan(1e-9);
    expect(summary['warnings']).toEqual([
      expect.stringContaining('n-factor of thaw 1.65, the middle of 1.3–2'),
      expect.stringContaining('n-factor of freeze 0.9'),
    ]);
    const rows = thawOf(await ran.text('thaw'));
    const at = (xM: number): number[] => rows.reduce((a, b) => (Math.abs(b[1]! - xM) < Math.abs(a[1]! - xM) ? b : a));
    expect([at(2)[2], at(11)[2], at(19)[2]]).toEqual([0, 5, -3]);
    for (const xM of [2, 11, 19]) expect(at(xM)[3], `thaw at ${xM} m`).toBeGreaterThan(0.5);

    const [year] = summary['years'] as unknown as { [key: string]: number }[];
    const [, , surfaceM, thawM] = at(year!['deepestThawAtXM']!);
    expect(thawM).toBe(year!['deepestThawM']);
    expect(year!['deepestThawBelowOriginalGroundM']).toBeCloseTo(surfaceM! + thawM!, 3);

    const field = await parquetReadObjects({ file: await asyncBufferFromFile(ran.path('field')) });
    expect(new Set(field.map((row) => row['year']))).toEqual(new Set([0, 1]));
    expect(new Set(field.filter((row) => row['year'] === 1).map((row) => row['material']))).toEqual(
      new Set(['gravel', 'waste']),
    );
    // Nothing is where the pit was dug, and all temperatures could be of ground.
    const inPit = field.filter((row) => row['year'] === 1 && row['x_m'] > 8 && row['x_m'] < 14 && row['depth_m'] < 5);
    expect(inPit).toEqual([]);
    for (const row of field) expect(Math.abs(row['temperature_c'])).toBeLessThan(30);
    expect(new Set(field.map((row) => row['thawed']))).toEqual(new Set([0]));
    expect(wordsOf(await ran.text('picture'))).toEqual(
      expect.arrayContaining(['At the start', 'After 1 year', 'Distance (m)', 'Depth (m)', '°C']),
    );
  });

  it('says that a section in which nothing differs is a column, and gives the same depth everywhere', async () => {
    const ran = await run({ events: [] });
    expect(ran.values['summary']!['warnings']).toEqual([expect.stringContaining('simulate-column gives the same')]);
    const depths = thawOf(await ran.text('thaw')).map((row) => row[3]!);
    expect(Math.max(...depths) - Math.min(...depths)).toBeLessThan(1e-4);
  });

  it('warns of polygons that cross themselves and of cavities, with the place and the time', async () => {
    const bow = {
      cornersM: [
        [2, 0],
        [6, 3],
        [6, 0],
        [2, 3],
      ],
    };
    const ran = await run({
      events: [
        { afterYears: 0, shape: bow, material: 'air' },
        { afterYears: 0.5, shape: { fromXM: 10, toXM: 12, topM: 5, bottomM: 7 }, material: 'air' },
      ],
    });
    expect(ran.values['summary']!['warnings']).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/polygon of \/events\/0 crosses itself.*corners in order/),
        expect.stringMatching(/closed cavity lies at x 10 to 12 m, depth 5 to 7 m \(after 0\.5 years\)/),
      ]),
    );
  });

  it('spins up by the rule of columns, and says how it ended', async () => {
    const ran = await run({ events: [], spinUp: { mostYears: 2, toleranceC: 0.5, toleranceWM2: 0.5 } });
    expect(ran.values['summary']!['spinUp']).toMatchObject({ endedBy: 'steady', years: 2, columns: 1, columnYears: 2 });
    const warm = await run({
      shapes: [{ shape: pit, material: 'waste' }],
      events: [],
      spinUp: { mostYears: 2, toleranceC: 1e-6 },
    });
    expect(warm.values['summary']!['warnings']).toEqual(
      expect.arrayContaining([expect.stringContaining('did not become steady within 2 years')]),
    );
  });

  it('gives the same bytes however many threads there are', async () => {
    const inputs = { pictureYears: [0.5] };
    const [one, two] = await Promise.all([run(inputs), run(inputs)]);
    expect(await one.text('thaw')).toBe(await two.text('thaw'));
    expect(await one.text('picture')).toBe(await two.text('picture'));
  });
});

/** What a request needs that goes on: the ground is in the file. */
const { widthM: _widthM, depthM: _depthM, layers: _layers, cells: _cells, ...later } = gravelPit;
function goOn(inputs: { readonly [name: string]: Json }) {
  return runIn(folder, pool, simulateSectionProcess, { ...later, ...inputs });
}

describe('a restart', () => {
  const scenario = {
    events: [...gravelPit.events, { afterYears: 0.8, shape: heap, material: 'waste', temperatureC: 6 }],
    covers: [{ name: 'lake', faces: 'up', within: pit, afterYears: 0.5, water: { meanC: 3 } }],
    warmingCPerDecade: 1,
    pictureYears: [1.5, 2],
  };

  it('continues bit for bit: the years of two runs are those of one', async () => {
    const long = await run({ ...scenario, years: 2 });
    const first = await run({ ...scenario, pictureYears: null });
    const restart = JSON.parse(await first.text('restart')) as Json;
    const second = await goOn({ ...scenario, years: 1, restart });
    expect(await second.text('restart')).toBe(await long.text('restart'));
    expect(await second.text('picture')).toBe(await long.text('picture'));
    const [head, ...rest] = (await second.text('thaw')).split('\r\n');
    expect(await long.text('thaw')).toBe(`${await first.text('thaw')}${rest.join('\r\n')}`);
    expect(head).toContain('thaw_depth_m');
    expect(second.values['summary']).toMatchObject({
      spinUp: { endedBy: 'restart' },
      years: [{ year: 2 }],
      lastYear: long.values['summary']!['lastYear'],
      energy: long.values['summary']!['energy'],
    });
  });

  it('is a small file: 11 bytes and little more for a cell', async () => {
    const first = await run({});
    const { total } = first.values['summary']!['cells'] as { readonly total: number };
    expect((await first.text('restart')).length).toBeLessThan(12 * total + 3000);
  });

  it('takes new materials and shapes in the cells of the first run, and says how far they are beside', async () => {
    const restart = JSON.parse(await (await run({})).text('restart')) as { readonly [name: string]: Json };
    const sand = { properties: { ...gravelProperties, latentHeatJM3: 1e7 } };
    const shape = { fromXM: 8, toXM: 14, topM: 2.9, bottomM: 5 };
    const filled = await goOn({
      years: 1,
      restart,
      materials: { 1: sand },
      events: [{ afterYears: 1, shape, material: '1', temperatureC: 2 }],
    });
    expect(filled.values['summary']!['warnings']).toEqual([
      expect.stringMatching(/edges of new shapes lie up to 0\.\d+ m beside those of cells/),
    ]);
    const field = await parquetReadObjects({ file: await asyncBufferFromFile(filled.path('field')) });
    expect(new Set(field.map((row) => row['material']))).toEqual(new Set(['gravel', '1']));
    const again = JSON.parse(await filled.text('restart')) as { readonly [name: string]: Json };
    expect(again).toMatchObject({ years: 2, materials: ['gravel', '1', 'waste'] });
    expect((await goOn({ years: 1, restart: again })).values['summary']).toMatchObject({ years: [{ year: 3 }] });
  });

  it('is refused where it was changed, or the ground is another', async () => {
    const restart = JSON.parse(await (await run({})).text('restart')) as { readonly [name: string]: Json };
    const refused = (inputs: { readonly [name: string]: Json }) =>
      expect(async () => goOn({ years: 1, restart, ...inputs })).rejects;
    await refused({ restart: { ...restart, years: 7 } }).toThrow(/restart file was changed after it was written/);
    await refused({ restart: { ...restart, version: 1 } }).toThrow(/version/);
    await refused({ restart: seal({ ...unsealed(restart), heatJM3: 'AAAA' }) }).toThrow(
      /enthalpy for each of its \d+ cells/,
    );
    await refused({ widthM: 30 }).toThrow(/widthM differs from that of the restart file/);
    await refused({ geothermalFluxWM2: 0.05 }).toThrow(/give that of the file, 0.06 W\/m²/);
    await refused({ materials: { waste: { properties: gravelProperties } } }).toThrow(
      /waste differs .* give the new one another name/,
    );
    await refused({ pictureYears: [0.5] }).toThrow(/goes on from year 1 of the restart file, after this moment at 0.5/);
    await refused({ events: [{ afterYears: 1, shape: heap, material: 'waste', temperatureC: 0 }] }).toThrow(
      /begin at depth 0 m, below the top of a new shape at -3 m/,
    );
    await expect(async () => run({ widthM: null })).rejects.toThrow(
      /Expected the width of the section, m, or a restart/,
    );
    const same = await goOn({ years: 1, restart, widthM: 24, cells: gravelPit.cells });
    expect(same.values['summary']!['warnings']).toEqual([]);
  });
});

function unsealed({ sha256: _seal, ...content }: { readonly [name: string]: Json }) {
  return content;
}

const tiny = { finestM: 0.03, growth: 1, coarsestM: 0.03 };

describe('what cannot be', () => {
  it.each([
    [
      'more cells than are computed',
      { cells: { x: tiny, depth: tiny } },
      /= \d+ cells, at most 200000 are computed: give larger cells/,
    ],
    [
      'a shape outside',
      { events: [{ afterYears: 0, shape: { ...pit, toXM: 30 }, material: 'air' }] },
      /within the section of 24 by 16 m, found x 8 to 30 m/,
    ],
    [
      'a shape upside down',
      { shapes: [{ shape: { ...pit, topM: 6 }, material: 'waste' }] },
      /ends to the right of its left side and below its top, found x 8 to 14 m, depth 6 to 5 m/,
    ],
    [
      'a material that is not there',
      { shapes: [{ shape: pit, material: 'wast' }] },
      /no material or layer "wast"; the nearest is "waste"/,
    ],
    [
      'fill without a temperature',
      { events: [{ afterYears: 0, shape: pit, material: 'waste' }] },
      /Expected the temperature at which waste is brought/,
    ],
    [
      'events out of order',
      {
        years: 3,
        events: [
          { afterYears: 2, shape: pit, material: 'air' },
          { afterYears: 1, shape: pit, material: 'air' },
        ],
      },
      /order of time; 1 years come after 2/,
    ],
    [
      'an event after the end',
      { events: [{ afterYears: 1, shape: pit, material: 'air' }] },
      /The run ends after 1 years, before this event/,
    ],
    ['a moment after the end', { pictureYears: [0.5, 2] }, /The run ends after 1 years, before this moment at 2/],
    [
      'layers that end too early',
      { depthM: 25 },
      /The layers end at 20 m, above the bottom of the section: expected 25 m/,
    ],
    [
      'layers that leave a gap',
      {
        layers: [
          { topM: 0, bottomM: 2, properties: gravelProperties },
          { topM: 3, bottomM: 20, properties: gravelProperties },
        ],
      },
      /leaves a gap/,
    ],
    [
      'a name that stands twice',
      { materials: { gravel: { properties: gravelProperties } } },
      /a name of its own for every layer and material, found "gravel" twice/,
    ],
    [
      'no ground at all',
      { shapes: [{ shape: { fromXM: 0, toXM: 24, topM: 0, bottomM: 16 }, material: 'air' }] },
      /it is all air/,
    ],
    [
      'edges a millimetre apart',
      { shapes: [{ shape: { ...pit, fromXM: 8.001 }, material: 'waste' }] },
      /less than 5 mm apart at x = 8 and 8\.001 m/,
    ],
    [
      'a conductivity of 0',
      { materials: { waste: { properties: { ...gravelProperties, frozenConductivityWMK: 0 } } } },
      /frozenConductivityWMK/,
    ],
    [
      'a cover that is both',
      { covers: [{ name: 'lake', surface: {}, water: { meanC: 4 } }] },
      /lake: expected surface or water, one of them/,
    ],
    ['a surface that the table lacks', { surface: { nFactors: 'tunda' } }, /whose nearest is "tundra"/],
    ['no climate', { maatC: null, amplitudeC: null }, /Expected a climate/],
    ['a depth in centimetres', { depthM: 4000 }, /\/depthM: expected at least 1 and at most 500 m/],
    ['cells whose coarsest is the finest', { cells: { x: { finestM: 5, coarsestM: 1 } } }, /must not be below finestM/],
  ])('refuses %s', async (_what, inputs, message) => {
    await expect(async () => run(inputs as { readonly [name: string]: Json })).rejects.toThrow(message);
  });
});

describe('progress and cancel', () => {
  it('tells the year while it runs, and stops at once when it is cancelled', async () => {
    const made = vi.spyOn(globalThis, 'setInterval');
    const cleared = vi.spyOn(globalThis, 'clearInterval');
    const cancel = new AbortController();
    const told: string[] = [];
    const first = Promise.withResolvers<void>();
    const inputs = { ...gravelPit, years: 500 };
    const running = executeIn(folder, pool, simulateSectionProcess, inputs, {
      signal: cancel.signal,
      progress: (share, message) => {
        told.push(message);
        if (share > 0) first.resolve();
      },
    });
    await first.promise;
    expect(told.at(-1)).toMatch(/^year \d+ of 500$/);
    const asked = process.cpuUsage();
    cancel.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    const { user, system } = process.cpuUsage(asked);
    expect((user + system) / 1e6).toBeLessThan(1 /* s of processor time */);
    // No clock goes on that would tell of a run that is over.
    for (const { value } of made.mock.results) expect(cleared).toHaveBeenCalledWith(value);
    vi.restoreAllMocks();
  });
});
