import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoDateOf } from '../../src/core/calendar.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { calibrateColumnProcess } from '../../src/processes/calibrateColumn.ts';
import { simulateColumnProcess } from '../../src/processes/simulateColumn.ts';
import { readSvg, wordsOf } from '../figures/readSvg.ts';
import { executeIn, runIn } from './support/runProcess.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { Ran } from './support/runProcess.ts';

const first = Date.parse('2003-01-01') / 86_400_000;
const grid = { finestM: 0.1, fineToM: 2, growth: 1.3, widestM: 2 };
const profile = [
  { depthM: 0.05, temperatureC: -12 },
  { depthM: 2, temperatureC: -3 },
  { depthM: 15, temperatureC: -3 },
];
/** Cells that have a sensor in their middle. */
const sensorCells = [2, 5, 10, 14];

/** Moss over silt. */
function layersOf(factors: { readonly frozen: number; readonly thawed: number; readonly water: number }) {
  const silt = {
    from: 'values',
    frozenConductivityWMK: 2.2 * factors.frozen,
    thawedConductivityWMK: 1.2 * factors.thawed,
    frozenHeatCapacityJM3K: 2e6,
    thawedHeatCapacityJM3K: 2.8e6,
    waterVolume: 0.35 * factors.water,
  };
  const moss = { ...silt, frozenConductivityWMK: 0.9, thawedConductivityWMK: 0.4, waterVolume: 0.5 };
  return [
    { name: 'moss', thicknessM: 0.2, properties: moss },
    { name: 'silt', thicknessM: 14.8, properties: silt, unfrozenWater: { kind: 'power', a: 0.04, b: -0.5 } },
  ];
}
const given = { frozen: 1, thawed: 1, water: 1 };
const truth = { frozen: 1.25, thawed: 0.85, water: 0.9 };

/** 2003 and 2004, whose 29 February the column has not. */
const days = Array.from({ length: 731 }, (_, i) => first + i).filter((day) => isoDateOf(day) !== '2004-02-29');

function weather(day: number): number {
  const phase = (2 * Math.PI * (day - first - 200)) / 365.25;
  return -5 + 17 * Math.cos(phase) + 4 * Math.sin((day - first) / 5.3);
}

let folder: string;
let pool: ComputePool;
let air: string;
let record: string;
let sensorsM: number[];
let measured: string[][];

async function file(name: string, rows: readonly (readonly (string | number)[])[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, rows.map((row) => row.join(',')).join('\n'));
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-calibrate-'));
  pool = createComputePool(2);
  air = await file('air.csv', [['date', 'air'], ...days.map((day) => [isoDateOf(day), weather(day)])]);
  const ran = await runIn(folder, pool, simulateColumnProcess, {
    layers: layersOf(truth),
    grid,
    series: air,
    initial: { kind: 'profile', points: profile },
    spinUp: { mostYears: 0 },
    years: 2,
    fieldEveryDays: 1,
    outputDepthsM: [1],
    geothermalFluxWM2: 0.05,
  });
  const cells = await parquetReadObjects({ file: await asyncBufferFromFile(ran.path('field')) });
  const cellCount = cells.length / days.length;
  sensorsM = sensorCells.map((cell) => Number(Number(cells[cell]!['depth_m']).toFixed(4)));
  const columns = sensorCells.map((cell) =>
    days.map((_, day) => Number(cells[day * cellCount + cell]!['temperature_c'])),
  );
  measured = days.map((day, i) => [isoDateOf(day), ...columns.map((column) => String(column[i]!))]);
  record = await file('record.csv', [['date', ...sensorsM.map((depthM) => `${depthM} m`)], ...measured]);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const parameters = [
  { of: 'frozenConductivity', layers: ['silt'] },
  { of: 'thawedConductivity', layers: ['silt'] },
  { of: 'water', layers: ['silt'] },
];

function calibrate(inputs: { readonly [name: string]: Json }, threads = pool): Promise<Ran> {
  return runIn(folder, threads, calibrateColumnProcess, {
    record,
    series: air,
    layers: layersOf(given),
    grid,
    geothermalFluxWM2: 0.05,
    parameters,
    initial: { kind: 'profile', points: profile },
    ...inputs,
  });
}

async function refusal(inputs: { readonly [name: string]: Json }): Promise<string> {
  return calibrate(inputs).then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
}

interface Fitted {
  readonly name: string;
  readonly factor: number;
  readonly onBound: string | null;
  readonly standardErrorOfLogarithm: number | null;
}

function fittedOf(ran: Ran): Fitted[] {
  return ran.values['report']!['parameters'] as unknown as Fitted[];
}

function warningsOf(ran: Ran): string {
  return JSON.stringify(ran.values['report']!['warnings']);
}

describe('calibrate-column on a record that a column made', () => {
  let ran: Ran;
  beforeAll(async () => {
    ran = await calibrate({ calibration: { to: '2003-12-31' } });
  });

  it('finds the properties of that column, from others', () => {
    const [frozen, thawed, water] = fittedOf(ran);
    expect(Math.abs(frozen!.factor - truth.frozen)).toBeLessThan(0.01);
    expect(Math.abs(thawed!.factor - truth.thawed)).toBeLessThan(0.01);
    expect(Math.abs(water!.factor - truth.water)).toBeLessThan(0.01);
    expect(frozen!.name).toBe('frozenConductivity of silt');
    expect(fittedOf(ran).every(({ onBound }) => onBound === null)).toBe(true);
  });

  it('is judged on the year that it was not fitted to: nearly right there, and wrong before', () => {
    const { heldOut, calibration } = ran.values['report'] as { heldOut: JsonObject; calibration: JsonObject };
    expect([calibration['from'], calibration['to']]).toEqual(['2003-01-01', '2003-12-31']);
    expect([heldOut['from'], heldOut['to']]).toEqual(['2004-01-01', '2004-12-31']);
    const [before, after] = ['before', 'after'].map(
      (state) => heldOut[state] as { rmseC: number; byDepth: JsonObject[] },
    );
    expect(before!.rmseC).toBeGreaterThan(0.2);
    expect(after!.rmseC).toBeLessThan(0.02);
    expect(after!.byDepth.map(({ depthM, days: counted }) => [depthM, counted])).toEqual(
      sensorsM.map((depthM) => [depthM, 365]),
    );
  });

  it('gives layers that simulate-column takes as they are', async () => {
    const layers = ran.values['layers'] as unknown as Json;
    const surface = ran.values['surface'] as Json;
    const { text } = await runIn(folder, pool, simulateColumnProcess, {
      layers,
      surface,
      grid,
      series: air,
      initial: { kind: 'profile', points: profile },
      geothermalFluxWM2: 0.05,
      spinUp: { mostYears: 0 },
      years: 2,
      outputDepthsM: [sensorsM[2]!],
    });
    const last = (await text('years')).trim().split('\r\n').at(-1)!.split(',');
    const maximum = Math.max(...measured.slice(365).map((row) => Number(row[3])));
    expect(Math.abs(Number(last.at(-1)) - maximum)).toBeLessThan(0.01);
  });

  it('gives the same bytes with any number of threads', async () => {
    const single = createComputePool(1);
    const again = await calibrate({ calibration: { to: '2003-12-31' } }, single);
    await single.close();
    expect(again.values).toEqual(ran.values);
    expect(await again.text('days')).toBe(await ran.text('days'));
  });

  it('writes tables by day and by depth, and pictures with units', async () => {
    const [header, ...rows] = (await ran.text('days')).trim().split('\r\n');
    expect(header!.split(',').slice(0, 5)).toEqual([
      'date',
      'period',
      ...['measured', 'before', 'after'].map((state) => `${state}${sensorsM[0]}mC`),
    ]);
    expect(rows).toHaveLength(730);
    expect(rows[0]!.split(',').slice(0, 2)).toEqual(['2003-01-01', 'calibration']);
    expect(rows.at(-1)!.split(',').slice(0, 2)).toEqual(['2004-12-31', 'heldOut']);
    const errors = (await ran.text('errors')).trim().split('\r\n');
    expect(errors.map((line) => line.split(',')[0])).toEqual(['depthM', ...sensorsM.map(String), 'all']);
    expect(wordsOf(await ran.text('errorPlot'))).toEqual(
      expect.arrayContaining(['RMSE (°C)', 'Depth (m)', 'held out']),
    );
    expect(wordsOf(await ran.text('recordPlot'))).toEqual(
      expect.arrayContaining(['°C', 'Year', `${sensorsM[0]} m`, 'measured']),
    );
    expect(readSvg(await ran.text('recordPlot')).length).toBeGreaterThan(20);
  });
});

describe('calibrate-column, what it warns of', () => {
  it('a parameter on its bound', async () => {
    const ran = await calibrate({ parameters: [{ of: 'frozenConductivity', leastFactor: 0.9, mostFactor: 1.05 }] });
    expect(fittedOf(ran)[0]).toMatchObject({ factor: 1.05, onBound: 'most', standardErrorOfLogarithm: null });
    expect(warningsOf(ran)).toContain('frozenConductivity of all layers lies on its upper bound');
  });

  it('two that cannot be told apart, a short calibration, and ground below the sensors that nobody measured', async () => {
    // What is frozen all the time shows its diffusivity alone.
    const ran = await calibrate({
      layers: [layersOf(given)[0]!, { ...layersOf(given)[1]!, unfrozenWater: { kind: 'sharp' } }],
      initial: { kind: 'measured' },
      parameters: [{ of: 'frozenConductivity' }, { of: 'frozenHeatCapacity' }],
      calibration: { to: '2003-04-01' },
      heldOut: { to: '2003-06-30' },
    });
    expect(warningsOf(ran)).toContain('cannot be told apart');
    expect(warningsOf(ran)).toContain('too short for standard errors');
    expect(warningsOf(ran)).toContain('less than a year');
    expect(warningsOf(ran)).toContain('begins at its temperature of the first day');
  });

  it('takes the uppermost sensor for the surface where no weather is given', async () => {
    const rows = measured.map(([date, ...values]) => [date!, weather(Date.parse(date!) / 86_400_000), ...values]);
    const own = await file('own.csv', [['date', '0 m', ...sensorsM.map((depthM) => `${depthM} m`)], ...rows]);
    const ran = await calibrate({ record: own, series: null, parameters: [parameters[0]!] });
    expect(ran.values['report']!['weather']).toEqual({ weather: 'uppermost sensor', depthM: 0 });
    expect(JSON.stringify(ran.values['report']!['heldOut'])).not.toContain('"depthM":0,');
    const shaded = await refusal({ record: own, series: null, surface: { vegetationM2KW: 0.1 } });
    expect(shaded).toContain('leave surface out');
  });
});

describe('calibrate-column, what it refuses', () => {
  const cases: readonly (readonly [string, { readonly [name: string]: Json }, RegExp])[] = [
    [
      'a period beyond the record',
      { heldOut: { to: '2006-12-31' } },
      /within the days of record and weather, 2003-01-01/,
    ],
    [
      'a period that ends before it begins',
      { calibration: { from: '2003-09-01', to: '2003-02-01' } },
      /from lies after to/,
    ],
    ['a day that is none', { calibration: { to: '2003-02-30' } }, /there is no such day/],
    [
      'a held-out period within the calibration',
      { calibration: { to: '2004-06-30' }, heldOut: { from: '2004-06-01' } },
      /shares days with the calibration/,
    ],
    ['a week', { calibration: { to: '2003-01-07' } }, /Expected 30 days to 100 years, found 7 days/],
    ['no weather for a record below the surface', { series: null }, /lies at 0\.\d+ m, deeper than 0\.05 m/],
    [
      'bounds that are reversed',
      { parameters: [{ of: 'water', leastFactor: 1.5, mostFactor: 0.5 }] },
      /leastFactor \(1\.5\) must be below mostFactor \(0\.5\)/,
    ],
    ['bounds beside what is given', { parameters: [{ of: 'water', leastFactor: 1.2 }] }, /1 lies between them/],
    ['a layer that is not there', { parameters: [{ of: 'water', layers: ['slit'] }] }, /the nearest is "silt"/],
    ['a curve that no layer has', { parameters: [{ of: 'freezingWidth' }] }, /No layer has freezingWidth/],
    ['a cover that is not there', { parameters: [{ of: 'snowDensity' }] }, /The surface has no snowDensity/],
    ['layers of the surface', { parameters: [{ of: 'thawFactor', layers: ['silt'] }] }, /leave layers out/],
    [
      'one property twice',
      { parameters: [{ of: 'water' }, { of: 'water', layers: ['silt'] }] },
      /water of silt is varied by two parameters/,
    ],
    ['a site that is not there', { site: 'elsewhere' }, /has no site "elsewhere"/],
    [
      'a measured start beside deeper points',
      { initial: { kind: 'measured', below: [profile[0]!] } },
      /below the deepest sensor/,
    ],
    [
      'a column above the sensors',
      { layers: [{ ...layersOf(given)[1]!, thicknessM: 1 }] },
      /sensor at 1\.\d+ m, below the column/,
    ],
  ];
  it.each(cases)('%s', async (_, inputs, message) => {
    expect(await refusal(inputs)).toMatch(message);
  });

  it('a parameter without effect', async () => {
    const layers = [...layersOf(given), { ...layersOf(given)[1]!, name: 'rock', thicknessM: 20 }];
    const message = await refusal({ layers, parameters: [{ of: 'water', layers: ['rock'] }] });
    expect(message).toMatch(/water of rock changes no measured temperature .* Leave it out/);
  });

  it('a record without a reading in one of the periods, of no dates, or in kelvin that it calls °C', async () => {
    const half = await file('half.csv', [
      ['date', '0.55 m'],
      ...measured.map((row, i) => [row[0]!, i < 365 || i === 729 ? row[2]! : '']),
    ]);
    const late = { calibration: { to: '2003-12-31' }, heldOut: { from: '2004-01-01', to: '2004-06-30' } };
    expect(await refusal({ record: half, ...late })).toContain(
      'No sensor below the surface has a temperature from 2004-01-01',
    );
    const means = await file('means.csv', [
      ['site', 'depth_m', 'value'],
      ['hole', 1, -2.5],
      ['hole', 2, -2.75],
    ]);
    expect(await refusal({ record: means })).toContain('expected a temperature for each day with its date');
    const kelvin = await file('kelvin.csv', [
      ['date', '0.55 m'],
      ...measured.map((row) => [row[0]!, Number(row[2]) + 273.15]),
    ]);
    expect(await refusal({ record: kelvin })).toMatch(/kelvin|"K"/);
  });

  it('weather of months, and a gap in it that no line should bridge', async () => {
    const monthly = await file('monthly.csv', [
      ['date', 'air'],
      ...Array.from({ length: 24 }, (_, i) => [
        `${2003 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`,
        -5.5,
      ]),
    ]);
    expect(await refusal({ series: monthly })).toContain('needs the weather of each day');
    const holed = await file('holed.csv', [
      ['date', 'air'],
      ...days.filter((_, i) => i < 100 || i > 110).map((day) => [isoDateOf(day), weather(day)]),
    ]);
    expect(await refusal({ series: holed })).toMatch(/no temperature on 11 days of the run, the first 2003-04-11/);
  });

  it('to go on within a second of being cancelled', async () => {
    const stop = new AbortController();
    const inputs = { record, series: air, layers: layersOf(given), grid, parameters };
    let stoppedMs = 0;
    const running = executeIn(folder, pool, calibrateColumnProcess, inputs, {
      signal: stop.signal,
      progress: (_share, message) => {
        if (!message.startsWith('iteration') || stoppedMs > 0) return;
        stoppedMs = performance.now();
        stop.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - stoppedMs).toBeLessThan(1000);
  });
});
