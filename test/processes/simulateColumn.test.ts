import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { simulateColumnProcess } from '../../src/processes/simulateColumn.ts';
import { readSvg, wordsOf } from '../figures/readSvg.ts';
import { gravelProperties } from './support/gravel.ts';
import { executeIn, runIn } from './support/runProcess.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-column-'));
  pool = createComputePool(2);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** A coarse column of gravel, so that tests are quick. */
const gravel = {
  layers: [{ name: 'gravel', thicknessM: 20, properties: gravelProperties }],
  grid: { finestM: 0.1, fineToM: 2, growth: 1.3, widestM: 1 },
  maatC: -4,
  amplitudeC: 12,
  geothermalFluxWM2: 0.05,
  outputDepthsM: [0.5, 5, 15],
  spinUp: { mostYears: 20 },
  fieldEveryDays: 73,
};

function run(inputs: { readonly [name: string]: Json }) {
  return runIn(folder, pool, simulateColumnProcess, { ...gravel, ...inputs });
}

type Row = Readonly<Record<string, string>>;

function rowsOf(csv: string): Row[] {
  const [header, ...lines] = csv.trim().split('\r\n');
  const names = header!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i]!, cell])));
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

function yearsOf(summary: JsonObject | undefined): JsonObject[] {
  return summary!['years'] as unknown as JsonObject[];
}

function surfaceC(rows: readonly Row[], year: number): number {
  return Number(rows[year]!['groundSurfaceC']);
}

/** Mean at 5 m after a spin-up under this surface, °C. */
async function deep(cover: Json): Promise<number> {
  const ran = await run({ years: 1, surface: cover, spinUp: { mostYears: 60 } });
  return Number(rowsOf(await ran.text('years'))[0]!['mean5mC']);
}

/** Of a pit filled at once at this temperature. */
async function yearsToFreeze(temperatureC: number): Promise<number> {
  const layers = [{ thicknessM: 8, properties: gravelProperties }];
  const events = [
    { kind: 'excavate', afterYears: 0, depthM: 8 },
    { kind: 'fill', afterYears: 0, temperatureC, layers },
  ];
  const ran = await run({ years: 15, events, maatC: -5, spinUp: { mostYears: 100 } });
  const [fill] = ran.values['summary']!['refreezing'] as unknown as {
    yearsToBelowZero: number;
    yearsToOnePercentLiquid: number;
    baseM: number;
  }[];
  expect(fill!.baseM).toBe(8);
  expect(fill!.yearsToOnePercentLiquid).toBeGreaterThanOrEqual(fill!.yearsToBelowZero);
  // While a tenth of the fill is thawed all year, it is not frozen for good.
  const thawedYears = yearsOf(ran.values['summary']).filter(({ talikM }) => Number(talikM) > 0.8).length;
  expect(thawedYears).toBeGreaterThan(0);
  expect(fill!.yearsToOnePercentLiquid).toBeGreaterThan(thawedYears);
  return fill!.yearsToBelowZero;
}

function daily(years: number, valueC: (day: number) => number): string {
  const first = Date.parse('2001-01-01') / 86_400_000;
  const rows = Array.from({ length: 365 * years }, (_, day) => {
    const date = new Date((first + day) * 86_400_000).toISOString().slice(0, 10);
    return `${date},${valueC(day)}`;
  });
  return ['date,air', ...rows].join('\n');
}

async function warningsOf(inputs: { readonly [name: string]: Json }): Promise<string> {
  return JSON.stringify((await run({ years: 1, spinUp: { mostYears: 0 }, ...inputs })).values['summary']!['warnings']);
}

describe('a column under a sinusoid', () => {
  it('thaws a little less than Stefan says, keeps TTOP below, and closes its balance', async () => {
    const ran = await run({ years: 3, startYear: 2001, spinUp: { mostYears: 200 } });
    const rows = rowsOf(await ran.text('years'));
    expect(rows.map(({ year }) => year)).toEqual(['2001', '2002', '2003']);
    const [{ thawDepthM }] = rows as [Row];
    expect(Number(thawDepthM)).toBeGreaterThan(1.2);
    expect(Number(thawDepthM)).toBeLessThan(2.5);
    // DDT 673 °C·day: (k_t/k_f·DDT − DDF)/365 = −4.49 °C at the top of permafrost, 0.05 W/m² over 2.61 below.
    const thaw = (365 / Math.PI) * (Math.sqrt(144 - 16) - 4 * Math.acos(4 / 12));
    const ttopC = ((1.91 / 2.61) * thaw - (thaw + 4 * 365)) / 365;
    expect(Math.abs(Number(rows[2]!['mean15mC']) - (ttopC + (0.05 * (15 - Number(thawDepthM))) / 2.61))).toBeLessThan(
      0.05,
    );
    const summary = ran.values['summary']!;
    expect(summary).toMatchObject({ spinUp: { endedBy: 'steady' }, firstYear: 2001, lastYear: 2003, warnings: [] });
    expect(Math.abs((summary['energy'] as { relativeError: number }).relativeError)).toBeLessThan(1e-9);
  });

  it('stores the field by moment and cell, and draws both pictures', async () => {
    const ran = await run({ years: 2 });
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(ran.path('field')) });
    const cells = ran.values['summary']!['cells'] as number;
    expect(rows).toHaveLength(2 * 5 * cells);
    expect(rows[0]).toEqual({
      year: 1.2,
      depth_m: expect.closeTo(0.05, 2),
      height_m: expect.closeTo(-0.05, 2),
      temperature_c: expect.any(Number),
    });
    for (const picture of ['trumpetPlot', 'timeDepthPlot']) expect(await ran.text(picture)).toMatch(/^<svg/);
  });

  it('draws the trumpet to below the depth of zero annual amplitude', async () => {
    const ran = await run({ years: 1, layers: [{ thicknessM: 40, properties: gravelProperties }] });
    const drawn = readSvg(await ran.text('trumpetPlot'));
    const zero = drawn.findLast(({ attributes }) => attributes['stroke-dasharray'] === '4 3')!;
    const dots = drawn.flatMap(({ name, attributes }) => (name === 'circle' ? [Number(attributes['cy'])] : []));
    expect(wordsOf(await ran.text('trumpetPlot'))).toContainEqual(expect.stringMatching(/^ZAA 2\d\./));
    expect(Math.max(...dots)).toBeGreaterThan(Number(zero.attributes['y1']) + 5);
  });

  it('warms by decade or by yearly anomalies alike', async () => {
    const spinUp = { mostYears: 0 };
    const still = rowsOf(await (await run({ years: 12, spinUp })).text('years'));
    const warmed = rowsOf(await (await run({ years: 12, spinUp, warmingCPerDecade: 2 })).text('years'));
    const jumped = rowsOf(
      await (
        await run({ years: 12, spinUp, anomaliesC: Array.from({ length: 12 }, (_, i) => (i < 6 ? 0 : 2)) })
      ).text('years'),
    );
    expect(surfaceC(warmed, 11) - surfaceC(still, 11)).toBeCloseTo(2.3, 1);
    expect(surfaceC(jumped, 5)).toBe(surfaceC(still, 5));
    expect(surfaceC(jumped, 6) - surfaceC(still, 6)).toBeCloseTo(2, 1);
  });

  it('is warmer under snow, and under a cover that keeps the summer out colder', async () => {
    const bare = await deep({});
    expect(await deep({ snow: { depthM: 0.3 } })).toBeGreaterThan(bare + 1);
    expect(await deep({ snow: { depthM: [0.3, 0.3, 0.3, 0.2, 0, 0, 0, 0, 0, 0.1, 0.2, 0.3] } })).toBeGreaterThan(
      bare + 1,
    );
    expect(await deep({ nFactors: { thaw: 0.5, freeze: 1 } })).toBeLessThan(bare - 0.5);
    expect(await deep({ transferWM2K: 20, vegetationM2KW: 0.1 })).not.toBe(bare);
  });
});

describe('a restart', () => {
  const events = [
    { kind: 'excavate', afterYears: 2, depthM: 3 },
    { kind: 'fill', afterYears: 3.5, temperatureC: 5, layers: [{ thicknessM: 5, properties: gravelProperties }] },
    { kind: 'surface', afterYears: 13, surface: { nFactors: { thaw: 1.5, freeze: 0.9 } } },
  ];

  it('goes on bit for bit: 10 and 10 years are 20', async () => {
    const given = { events, warmingCPerDecade: 0.5, name: 'pit' };
    const long = await run({ ...given, years: 20 });
    const first = await run({ ...given, years: 10, events: events.slice(0, 2) });
    const restart = JSON.parse(await first.text('restart')) as Json;
    const second = await run({ ...given, years: 10, restart });
    expect(await second.text('restart')).toBe(await long.text('restart'));
    const [header, ...rows] = (await long.text('years')).split('\r\n');
    expect(await second.text('years')).toBe([header, ...rows.slice(10)].join('\r\n'));
    expect(await first.text('years')).toBe([header, ...rows.slice(0, 10), ''].join('\r\n'));
    const field = async (ran: typeof long) =>
      parquetReadObjects({ file: await asyncBufferFromFile(ran.path('field')) });
    expect([...(await field(first)), ...(await field(second))]).toEqual(await field(long));
    expect(second.values['summary']).toMatchObject({
      spinUp: { endedBy: 'restart' },
      refreezing: long.values['summary']!['refreezing'],
    });
    expect(first.values['summary']).toMatchObject({ refreezing: [{ yearsToBelowZero: expect.any(Number) }] });
  });

  it('refuses a file that was changed, other layers, and another flux', async () => {
    const first = await run({ years: 1, spinUp: { mostYears: 0 } });
    const restart = JSON.parse(await first.text('restart')) as { readonly [name: string]: Json };
    await expect(run({ years: 1, restart: { ...restart, years: 7 } })).rejects.toThrow(
      /was changed after it was written/,
    );
    await expect(
      run({ years: 1, restart, layers: [{ thicknessM: 30, properties: gravelProperties }] }),
    ).rejects.toThrow(/layers differ from those of the restart file/);
    await expect(run({ years: 1, restart, geothermalFluxWM2: 0.06 })).rejects.toThrow(/flux of 0.05 W\/m², found 0.06/);
    const ran = await runIn(folder, pool, simulateColumnProcess, { ...gravel, layers: null, years: 1, restart });
    expect(rowsOf(await ran.text('years'))[0]!['year']).toBe('2');
  });
});

describe('events', () => {
  it('refreezes a fill from above and below, later the warmer it is laid', async () => {
    expect(await yearsToFreeze(20)).toBeGreaterThan(await yearsToFreeze(2));
  });

  it('thaws a talik below a pond', async () => {
    const pond = [{ kind: 'water', afterYears: 1, meanC: 4, amplitudeC: 3 }];
    const ran = await run({ years: 9, events: pond });
    const [before, ...after] = yearsOf(ran.values['summary']);
    expect(before!['talikM']).toBe(0);
    const taliks = after.map((year) => year['talikM'] as number);
    expect(taliks.at(-1)!).toBeGreaterThan(3);
    expect(taliks).toEqual(taliks.toSorted((a, b) => a - b));
  });
});

describe('a series', () => {
  const station = { maatC: null, amplitudeC: null };

  it('drives the column year by year and then by its mean year, and says so', async () => {
    const series = await file(
      'a.csv',
      daily(2, (day) => (day < 365 ? -6 : -2) + 10 * Math.sin((2 * Math.PI * (day - 110)) / 365)),
    );
    const ran = await run({ ...station, series, years: 3, spinUp: { mostYears: 2 } });
    const rows = rowsOf(await ran.text('years'));
    expect(rows.map(({ year }) => year)).toEqual(['2001', '2002', '2003']);
    const wantedC = [-6, -2, -4];
    expect(rows).toHaveLength(wantedC.length);
    // The surface has the temperature of the air itself; the series is written with few digits.
    rows.forEach((row, i) => expect(Number(row['groundSurfaceC'])).toBeCloseTo(wantedC[i]!, 3));
    expect(ran.values['summary']).toMatchObject({
      climate: { climate: 'series of days', years: 2, filledDays: 0 },
      warnings: [expect.stringMatching(/has 2 years; from then on its mean year is repeated/)],
    });
  });

  it('takes monthly means, and a table of mean and amplitude', async () => {
    const series = await file(
      'mohe.csv',
      'station,year,Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec\nMohe,1990,-32.65,-23.9,-8.03,0.98,11.42,15.33,19.09,16.22,7.63,0.17,-14.87,-26.55\n',
    );
    const monthly = await run({ ...station, series, years: 1 });
    expect(monthly.values['summary']).toMatchObject({
      firstYear: 1990,
      climate: { climate: 'series of months', station: 'Mohe' },
    });
    const sinusoid = await file('sinusoid.csv', 'name,maat,amplitude\nA,-3,12\n');
    const ran = await run({ ...station, series: sinusoid, years: 1 });
    expect(ran.values['summary']).toMatchObject({ climate: { climate: 'sinusoid', meanC: -3, amplitudeC: 12 } });
  });

  it('refuses a station that is not there, several without a choice, and the wrong medium', async () => {
    const two = await file('two.csv', 'date,A,B\n2001-01-01,-5,-6\n2001-01-02,-5,-6\n');
    await expect(run({ ...station, series: two, years: 1 })).rejects.toThrow(/has 2 stations \(A, B\): choose one/);
    await expect(run({ ...station, series: two, station: 'C', years: 1 })).rejects.toThrow(
      /no station "C"; the nearest is "A"/,
    );
    const one = await file(
      'one.csv',
      daily(1, () => -3),
    );
    await expect(run({ ...station, series: one, medium: 'surface', years: 1 })).rejects.toThrow(
      /no temperatures of the surface/,
    );
  });
});

describe('bad input', () => {
  const layer = { thicknessM: 20, properties: gravelProperties };
  it.each([
    ['no climate', { maatC: null }, /Expected a climate/],
    ['two climates', { series: 'a.csv' }, /Expected one climate/],
    ['no layers', { layers: null }, /Expected layers of the ground, or a restart file/],
    [
      'layers that overlap',
      { layers: [layer, { ...layer, thicknessM: undefined, topM: 10, bottomM: 30 }] },
      /overlaps the layer above/,
    ],
    [
      'layers that leave a gap',
      { layers: [layer, { properties: gravelProperties, topM: 21, bottomM: 30 }] },
      /leaves a gap/,
    ],
    [
      'conductivity 0',
      { layers: [{ ...layer, properties: { ...gravelProperties, thawedConductivityWMK: 0 } }] },
      /at least 0\.01/,
    ],
    ['a flux in mW/m²', { geothermalFluxWM2: 60 }, /60 mW\/m² are 0\.06/],
    ['temperatures in kelvin', { maatC: 269 }, /is it in kelvin/],
    ['an output depth in cm', { outputDepthsM: [50] }, /within the column of 20\.00 m, found 50 m; depths are metres/],
    [
      'an event deeper than the column',
      { events: [{ kind: 'excavate', afterYears: 0, depthM: 25 }] },
      /as deep as the column or deeper \(20\.00 m then\)/,
    ],
    [
      'an event after the end',
      { events: [{ kind: 'excavate', afterYears: 5, depthM: 2 }] },
      /ends after 2 years, before this event/,
    ],
    [
      'events out of order',
      {
        events: [
          { kind: 'excavate', afterYears: 1, depthM: 2 },
          { kind: 'excavate', afterYears: 0.5, depthM: 2 },
        ],
      },
      /in the order of time/,
    ],
    ['too few anomalies', { anomaliesC: [1] }, /an anomaly for each of 2 years, found 1/],
    ['two scenarios', { anomaliesC: [1, 1], warmingCPerDecade: 1 }, /warmingCPerDecade or anomaliesC/],
    [
      'latent heat in MJ/m³',
      { layers: [{ ...layer, properties: { ...gravelProperties, latentHeatJM3: 60 } }] },
      /latentHeatJM3: expected 0, of dry ground, or at least 100000 J\/m³.*is it in MJ\/m³\?, found 60/,
    ],
    ['hot water', { events: [{ kind: 'water', afterYears: 1, meanC: 40 }] }, /meanC: .*at most 35 °C, since .*no lake/],
    [
      'water with a hot summer',
      { events: [{ kind: 'water', afterYears: 1, meanC: 25, amplitudeC: 20 }] },
      /amplitudeC: expected meanC \+ amplitudeC of at most 40 °C, since/,
    ],
    ['a hot start', { initial: { kind: 'geotherm', topC: 50 } }, /topC: .*at most 40 °C, since no ground/],
    [
      'a profile in °F',
      { initial: { kind: 'profile', points: [{ depthM: 1, temperatureC: -80 }] } },
      /temperatureC: .*at least -60 .*°C, since no ground .*°F/,
    ],
    ['years beyond all', { years: 3000 }, /years: .*at most 2000 year, since a longer run/],
    ['a warming of a century', { warmingCPerDecade: 8 }, /at most 5 °C\/decade, since the fastest/],
    ['fields of less than a day', { fieldEveryDays: 0 }, /fieldEveryDays: .*at least 1 .*, since a day/],
    ['an n-factor of 5', { surface: { nFactors: { thaw: 5, freeze: 1 } } }, /at most 4, since no surface was seen/],
    ['snow in cm', { surface: { snow: { depthM: 30 } } }, /is it in centimetres/],
    [
      'a profile upside down',
      {
        initial: {
          kind: 'profile',
          points: [
            { depthM: 5, temperatureC: -1 },
            { depthM: 1, temperatureC: -2 },
          ],
        },
      },
      /must increase/,
    ],
    ['a field too large', { years: 2000, fieldEveryDays: 1 }, /at most 20000000 are stored/],
  ] as const)('refuses %s', async (_what, wrong, message) => {
    await expect(run({ years: 2, ...(JSON.parse(JSON.stringify(wrong)) as object) })).rejects.toThrow(message);
  });

  it('warns of no thaw season and of no freezing season, of shallow columns, and of snow counted twice', async () => {
    expect(await warningsOf({ maatC: -12, amplitudeC: 8 })).toMatch(/never above 0 °C .* no thaw season/);
    expect(await warningsOf({ maatC: 12, amplitudeC: 8 })).toMatch(/never below 0 °C .* no freezing season/);
    expect(await warningsOf({ layers: [{ ...layer, thicknessM: 8 }], outputDepthsM: [1] })).toMatch(/8 m deep/);
    const surface = { nFactors: { thaw: 1, freeze: 0.4 }, snow: { depthM: 0.2 } };
    expect(await warningsOf({ surface })).toMatch(/both keep the cold out/);
  });
});

describe('progress and cancel', () => {
  it('shows progress within spin-up and run, and stops within a second', async () => {
    const abort = new AbortController();
    const shares: number[] = [];
    let stoppedAt = Infinity;
    const inputs = { ...gravel, years: 2000, stepHours: 1 };
    const running = executeIn(folder, pool, simulateColumnProcess, inputs, {
      signal: abort.signal,
      progress: (share) => {
        shares.push(share);
        if (shares.length < 5) return;
        stoppedAt = performance.now();
        abort.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - stoppedAt).toBeLessThan(1000 /* ms */);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });
});

describe('ground that conducts two hundred times as well once it thaws', () => {
  it('is solved in whole days, and its heat adds up', async () => {
    // Two hundred times the conductivity once it thaws, on ground that conducts as no other does.
    const capacities = { frozenHeatCapacityJM3K: 1e6, thawedHeatCapacityJM3K: 4e6, latentHeatJM3: 1e6 };
    const conducting = (frozenConductivityWMK: number) => ({
      properties: { from: 'values', frozenConductivityWMK, thawedConductivityWMK: 20, ...capacities },
    });
    const upper = {
      thicknessM: 0.1,
      ...conducting(0.1),
      unfrozenWater: { kind: 'linear', solidusC: -2, liquidusC: 0 },
    };
    const ran = await run({
      years: 1,
      layers: [upper, { thicknessM: 9.9, ...conducting(20) }],
      grid: { finestM: 0.05, fineToM: 0.2, growth: 1.5, widestM: 1 },
      outputDepthsM: [1],
      amplitudeC: 25,
      spinUp: { mostYears: 0 },
    });
    const { relativeError, steps } = ran.values['summary']!['energy'] as JsonObject;
    expect(steps).toBe(365);
    expect(Math.abs(Number(relativeError))).toBeLessThan(1e-9);
  });
});
