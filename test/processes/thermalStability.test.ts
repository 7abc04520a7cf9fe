/** Classes, extent, probability and zones of maps, against plain loops over their cells and against GDAL. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowCellAreasM2 } from '../../src/core/cellArea.ts';
import { normalShareBelow } from '../../src/core/distributions.ts';
import { createRandom } from '../../src/core/random.ts';
import { classifyStability, ranFiveClasses } from '../../src/physics/stability/stability.ts';
import { createLocalLibrary } from '../../src/cli/localLibrary.ts';
import { runProcess } from '../../src/cli/runProcess.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { createMemo } from '../../src/processes/memo.ts';
import { parseInputs } from '../../src/processes/parseInputs.ts';
import { thermalStabilityProcess } from '../../src/processes/thermalStability.ts';
import { hashFile } from '../../src/store/hashFile.ts';
import { metadataItem } from '../../src/raster/gdalMetadata.ts';
import { northUp, utmKeys, writeTestCog } from '../raster/support/writeTestCog.ts';
import { oracleTest, runOracle } from '../support/oracles.ts';
import { validateCog } from '../support/validateCog.ts';
import { runIn } from './support/runProcess.ts';
import { readBand } from '../support/readBands.ts';
import type { GeoKeys, GeoTransform, Grid } from '../../src/core/grid.ts';
import type { Json } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

const degreeKeys = { ...utmKeys, directory: [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326] };
const size = { widthPx: 30, heightPx: 540 };
/** From 75° to 48° N: cells differ in area by a factor of two and a half, and chunks of 512 cut it. */
const inDegrees: GeoTransform = [90, 0.5, 0, 75, 0, -0.05];
const cells = size.widthPx * size.heightPx;
const random = createRandom(5);
const magtC = Float32Array.from({ length: cells }, (_, i) =>
  i % 11 === 0 ? Number.NaN : Math.round((14 * random.nextUnit() - 9) * 100) / 100,
);
const deviationC = Float32Array.from({ length: cells }, (_, i) => (i % 1000 === 1 ? Number.NaN : 0.5 + (i % 7) / 4));
const quantile = (z: number): Float32Array => magtC.map((value, i) => value + z * deviationC[i]!);

let folder: string;
let pool: ComputePool;
/** Bands as `predict` names them. */
let predicted: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-stability-'));
  pool = createComputePool(2);
  predicted = await write([
    ['magt_c predicted by cryoforest', magtC],
    ['standard deviation of magt_c predicted by cryoforest', deviationC],
  ]);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

type Bands = readonly (readonly [description: string, values: Float32Array])[];

let written = 0;
interface Form {
  readonly unit?: string;
  readonly grid?: Grid;
  readonly geoKeys?: GeoKeys;
}

async function write(bands: Bands, form: Form = {}): Promise<string> {
  const { unit = '°C', grid = { ...size, transform: inDegrees }, geoKeys = degreeKeys } = form;
  const path = join(folder, `${written++}.tif`);
  const [first, ...others] = bands.map(([, values]) => ({ grid, values }));
  const text = { bands: bands.map(([description]) => ({ description, unit })), items: {} };
  await writeTestCog(path, [first!, ...others], { geoKeys, text });
  return path;
}

const run = (inputs: { readonly [name: string]: Json }) => runIn(folder, pool, thermalStabilityProcess, inputs);

interface Areas {
  readonly totalKm2: number;
  readonly areas: readonly { readonly class: string; readonly cells: number; readonly areaKm2: number }[];
}

const areasM2 = rowCellAreasM2({ ...size, transform: inDegrees }, null);
/** Of the cells that fit, by a plain loop. */
function areaKm2(fits: (cell: number) => boolean): number {
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) if (fits(cell)) sum += areasM2[Math.floor(cell / size.widthPx)]! / 1e6;
  return sum;
}

function expectKm2(found: unknown, expected: number): void {
  expect(expected).toBeGreaterThan(0);
  expect(Math.abs(Number(found) / expected - 1)).toBeLessThan(1e-9);
}

const refusal = (inputs: { readonly [name: string]: Json }) => expect(run(inputs)).rejects;

const schemeRefusal = (...classes: [string, number | null, number | null][]) =>
  refusal({
    temperature: predicted,
    depth: 0,
    scheme: { id: 'mine', classes: classes.map(([name, fromC, toC]) => ({ name, fromC, toC })) },
  });

const index = (values: Float32Array, unit = '') => write([['dd', values]], { unit });

async function ensemble(thaw: Float32Array, freeze: Float32Array, unit?: string): Promise<Json> {
  return {
    ttop: {
      thawIndex: await index(thaw, unit),
      freezeIndex: await index(freeze),
      nFactors: 'tundra',
      nFactorDeviations: { thaw: 0.1, freeze: 0.1 },
      conductivityRatio: 0.8,
      conductivityRatioDeviation: 0.1,
    },
  };
}

/** As a job is planned when it is submitted. */
function plan(given: Json) {
  const library = createLocalLibrary({ columns: {}, units: {} }, hashFile);
  const context = { library, pool, signal: new AbortController().signal, remember: createMemo() };
  return thermalStabilityProcess.plan!(context, parseInputs(thermalStabilityProcess.inputs, given));
}

/** Whether a float32 is a number of hundredths. */
const inMembers = (share: number): boolean => Math.abs(Math.round(share * 100) / 100 - share) < 1e-6;

describe('thermal-stability', () => {
  it('equals a loop over the cells: classes, extent with bounds, probability, zones, areas', async () => {
    const ran = await run({ temperature: predicted, depth: 'zero-annual-amplitude' });
    const classOf = Array.from(magtC, (value) => classifyStability(value, ranFiveClasses) ?? Number.NaN);
    expect([...(await readBand(ran.path('stability')))]).toEqual(classOf);
    const expected = magtC.map((value, i) => normalShareBelow(-value / deviationC[i]!));
    expect(await readBand(ran.path('probability'))).toEqual(expected);

    const { classes, permafrost, zones, ...rest } = ran.values['summary'] as unknown as {
      classes: Areas;
      zones: Areas;
      permafrost: Readonly<Record<string, number>>;
      warnings: readonly string[];
    };
    for (const [i, { class: name, areaKm2: area }] of classes.areas.entries()) {
      expect(name).toBe(ranFiveClasses.classes[i]);
      expectKm2(
        area,
        areaKm2((cell) => classOf[cell] === i),
      );
    }
    expectKm2(
      classes.totalKm2,
      areaKm2((cell) => !Number.isNaN(magtC[cell]!)),
    );
    expectKm2(
      permafrost['areaKm2'],
      areaKm2((cell) => magtC[cell]! <= 0),
    );
    expectKm2(
      permafrost['lowerKm2'],
      areaKm2((cell) => magtC[cell]! + 1.644_853_627 * deviationC[cell]! <= 0),
    );
    expectKm2(
      permafrost['upperKm2'],
      areaKm2((cell) => magtC[cell]! - 1.644_853_627 * deviationC[cell]! <= 0),
    );
    const [from, to] = [
      [0.9, 0.5, 0.1, Number.MIN_VALUE],
      [1.1, 0.9, 0.5, 0.1],
    ];
    for (const [i, zone] of zones.areas.slice(0, 4).entries()) {
      expectKm2(
        zone.areaKm2,
        areaKm2((cell) => expected[cell]! >= from[i]! && expected[cell]! < to[i]!),
      );
    }
    expectKm2(
      zones.totalKm2,
      areaKm2((cell) => !Number.isNaN(expected[cell]!)),
    );
    expect(rest).toMatchObject({
      depth: 'zero-annual-amplitude',
      cells,
      cellsWithoutClass: magtC.filter(Number.isNaN).length,
      cellsWithoutSpread: magtC.filter((value, i) => !Number.isNaN(value) && Number.isNaN(deviationC[i]!)).length,
      areaMethod: 'cell areas on the WGS 84 ellipsoid',
      probability: { from: 'standard deviation' },
      warnings: [expect.stringMatching(/^\d+ cells have a class but no usable spread/)],
    });

    // The same for any cut, in every file.
    const cut = await run({ temperature: predicted, depth: 'zero-annual-amplitude', chunkSizePx: 512 });
    for (const output of ['stability', 'probability', 'zones', 'names']) {
      expect((await readFile(cut.path(output))).equals(await readFile(ran.path(output)))).toBe(true);
    }
    expect(cut.values).toEqual(ran.values);
  });

  it('takes the quantiles of a map of predict, and bounds the extent by them', async () => {
    const [q05, q95] = [quantile(-1.644_853_627), quantile(1.644_853_627)];
    const map = await write([
      ['magt_c predicted by cryoforest', magtC],
      ['95 % quantile of magt_c predicted by cryoforest', q95],
      ['5 % quantile of magt_c predicted by cryoforest', q05],
    ]);
    const ran = await run({ temperature: map, depth: 15 });
    const probability = await readBand(ran.path('probability'));
    const expected = magtC.map((value, i) => normalShareBelow(-value / deviationC[i]!));
    const wrong = probability.filter((value, i) => {
      if (Number.isNaN(value) || Number.isNaN(expected[i]!)) return Number.isNaN(value) !== Number.isNaN(expected[i]!);
      return Math.abs(value - expected[i]!) > 1e-5;
    });
    expect(wrong).toHaveLength(0);
    const { permafrost } = ran.values['summary'] as unknown as { permafrost: Readonly<Record<string, number>> };
    expectKm2(
      permafrost['lowerKm2'],
      areaKm2((cell) => q95[cell]! <= 0),
    );
    expectKm2(
      permafrost['upperKm2'],
      areaKm2((cell) => q05[cell]! <= 0),
    );
    const named = await run({
      temperature: { raster: map, band: 1 },
      depth: '1500 cm',
      spread: { quantiles: { q05: { raster: map, band: 3 }, q95: { raster: map, band: 2 } } },
    });
    expect(named.values['summary']).toEqual(ran.values['summary']);
    expect((await run({ temperature: map, depth: 15, spread: 'none' })).values['summary']).not.toHaveProperty('zones');
  });

  it('stores scheme, limits and depth in the file, and warns of a depth that the scheme is not for', async () => {
    const ran = await run({ temperature: predicted, depth: 0, spread: 'none' });
    const [directory] = validateCog(ran.path('stability')).directories;
    const xml = directory!.text(42_112);
    expect(JSON.parse(metadataItem(xml, 'STABILITY_SCHEME')!)).toMatchObject({
      id: 'ran-2021',
      thresholdsC: [-5, -3, -1.5, -0.5, 0],
      onThreshold: 'colder',
      depth: 'zero-annual-amplitude',
    });
    expect(metadataItem(xml, 'TEMPERATURE_DEPTH')).toBe('the ground surface');
    expect(ran.values['summary']).toMatchObject({
      depth: 0,
      warnings: [
        'Scheme ran-2021 is for temperatures at the depth of zero annual amplitude; these are of the ground surface, where the same ground may be of another class',
      ],
    });
    expect(await ran.text('names')).toContain('<Category>stable (−5, −3] °C</Category>');
  });

  it('takes a scheme of the user’s own, classes in any order', async () => {
    const scheme = {
      id: 'mine',
      onThreshold: 'warmer',
      depth: 0,
      classes: [
        { name: 'thawed', fromC: 0, toC: null, colour: '#ff8000' },
        { name: 'frozen', fromC: null, toC: '271.15 K' },
        { name: 'warm', fromC: -2, toC: 0 },
      ],
    };
    const ran = await run({ temperature: predicted, depth: 0, spread: 'none', scheme });
    const expected = Array.from(magtC, (value) => (Number.isNaN(value) ? value : value < -2 ? 0 : value < 0 ? 1 : 2));
    expect([...(await readBand(ran.path('stability')))]).toEqual(expected);
    expect(ran.values['summary']).toMatchObject({
      scheme: { id: 'mine', classes: ['frozen', 'warm', 'thawed'], thresholdsC: [-2, 0] },
      warnings: [],
    });
    const [directory] = validateCog(ran.path('stability')).directories;
    const table = directory!.numbers(320);
    expect([table[2], table[256 + 2], table[512 + 2]]).toEqual([65_535, 128 * 257, 0]);
  });

  it('refuses a scheme whose classes overlap, leave a gap or do not reach the ends, naming them', async () => {
    await schemeRefusal(['a', null, -1], ['b', -2, null]).toThrow(
      'classes "a" and "b" overlap: one ends at -1 °C, the other starts at -2 °C',
    );
    await schemeRefusal(['a', null, null], ['b', -2, null]).toThrow(
      'classes "a" and "b" overlap: one ends at no limit',
    );
    await schemeRefusal(['b', -1, null], ['a', null, -2]).toThrow('classes "a" and "b" leave a gap from -2 to -1 °C');
    await schemeRefusal(['a', -5, 0], ['b', 0, null]).toThrow('nothing lies below "a", which starts at -5 °C');
    await schemeRefusal(['a', null, 0], ['b', 0, 5]).toThrow('nothing lies above "b", which ends at 5 °C');
    await schemeRefusal(['a', null, 0], ['b', 0, 0], ['c', 0, null]).toThrow(
      'class "b" ends at 0 °C, not above its start at 0 °C',
    );
    await schemeRefusal(['a', null, 0], ['a', 0, null]).toThrow('two classes are named "a"');
  });

  it('derives a TTOP ensemble over degree-days, the same for a seed', async () => {
    const [thaw, freeze] = [magtC.map((value) => 1500 + 100 * value), magtC.map((value) => 2500 - 200 * value)];
    const ttop = {
      thawIndex: await write([['tdd', thaw]], { unit: '°C·day' }),
      freezeIndex: await write([['fdd', freeze]], { unit: '°C·day' }),
      nFactors: { thaw: 0.9, freeze: 0.5 },
      nFactorDeviations: { thaw: 0.05, freeze: 0.15 },
      conductivityRatio: 0.8,
      conductivityRatioDeviation: 0.1,
      members: 100,
    };
    const ran = await run({ ttop, seed: 4 });
    const [probability, ttopC, spreadC] = [1, 2, 3].map((band) => readBand(ran.path('probability'), band));
    const meanC = await ttopC!;
    expect([...(await readBand(ran.path('stability')))]).toEqual(
      Array.from(meanC, (value) => classifyStability(value, ranFiveClasses) ?? Number.NaN),
    );
    expect((await probability!).every((share) => Number.isNaN(share) || inMembers(share))).toBe(true);
    expect((await spreadC!).every((value, i) => Number.isNaN(value) === Number.isNaN(magtC[i]!))).toBe(true);
    expect(ran.values['summary']).toMatchObject({
      depth: 'permafrost-table',
      probability: { from: 'TTOP ensemble of 100 members', seed: 4 },
    });
    const again = await run({ ttop, seed: 4 });
    expect((await readFile(again.path('probability'))).equals(await readFile(ran.path('probability')))).toBe(true);
    const other = await run({ ttop, seed: 5 });
    expect(await readBand(other.path('probability'), 2)).not.toEqual(meanC);
    const codes = Float32Array.from(magtC, (_, i) => i % 3);
    const values = { 0: ttop.nFactors, 1: 'spruce-moss' };
    const byClass = await run({
      ttop: { ...ttop, nFactors: { classes: await write([['c', codes]]), values } },
      seed: 4,
    });
    const ofClasses = await readBand(byClass.path('probability'), 2);
    expect([...ofClasses].every((value, i) => Object.is(value, i % 3 === 0 ? meanC[i]! : value))).toBe(true);
    expect([...ofClasses].some((value, i) => i % 3 === 1 && value !== meanC[i]!)).toBe(true);
    expect([...ofClasses].every((value, i) => i % 3 !== 2 || Number.isNaN(value))).toBe(true);
    const lost = codes.filter((code, i) => code === 2 && !Number.isNaN(magtC[i]!)).length;
    expect(byClass.values['summary']).toMatchObject({
      cellsWithoutFactors: lost,
      warnings: expect.arrayContaining([
        `${lost} cells are of a class without n-factors in ttop.nFactors: they have no class of stability`,
      ]),
    });
    await expect(run({ ttop: { ...ttop, conductivityRatio: 0 } })).rejects.toThrow('conductivityRatio');
    await expect(run({ ttop, depth: 0 })).rejects.toThrow('TTOP is the temperature at the permafrost-table');
  });

  it('refuses indices that are none before a job is accepted', async () => {
    const [thaw, freeze] = [magtC.map((value) => 1500 + 100 * value), magtC.map((value) => 2500 - 200 * value)];
    await expect(plan(await ensemble(thaw, freeze))).resolves.toHaveLength(1);
    await expect(plan(await ensemble(thaw, magtC))).rejects.toThrow(
      /ttop\/freezeIndex: expected freezing index of 0 to 27450 °C·day .* negative numbers: multiply by -1; of \d+ values/,
    );
    await expect(
      plan(
        await ensemble(
          thaw.map((value) => value * 86_400),
          freeze,
        ),
      ),
    ).rejects.toThrow(/ttop\/thawIndex: .* It seems to be in °C·s: divide by 86400/);
    await expect(plan(await ensemble(thaw, freeze, '°F·day'))).rejects.toThrow(
      /ttop\/thawIndex: .* states that its values are in °F·day, expected °C·day/,
    );
  });

  it('refuses what it cannot mean', async () => {
    await refusal({}).toThrow('expected one of temperature and ttop');
    await refusal({ temperature: predicted }).toThrow('say at which depth the temperature is');
    await refusal({ temperature: predicted, depth: -1 }).toThrow('depth');
    await refusal({ temperature: predicted, depth: '15 kg' }).toThrow('expected a length in m, not a mass');
    await refusal({ temperature: predicted, depth: 1500 }).toThrow(
      /depth: expected at least 0 and at most 100 m, since .* 10 to 25 m; is it in centimetres\? \(or by name: zero-annual-amplitude, permafrost-table\), found 1500/,
    );
    await refusal({ temperature: predicted, depth: 'surface' }).toThrow('permafrost-table');
    await refusal({ temperature: predicted, depth: 0, scheme: 'ran-2020' }).toThrow('scheme');
    await refusal({ temperature: predicted, depth: 0, spread: { quantiles: { q05: predicted } } }).toThrow(
      'at least two quantiles',
    );
    await refusal({
      temperature: predicted,
      depth: 0,
      spread: { quantiles: { q00: predicted, q95: predicted } },
    }).toThrow('between 0 and 100 %, found 0 %');
    const kelvin = await write([['t', magtC.map((value) => value + 273.15)]], { unit: 'K' });
    await refusal({ temperature: kelvin, depth: 0 }).toThrow('temperature is in "K", expected °C');
    const unsaid = await write([['t', magtC.map((value) => value + 273.15)]], { unit: '' });
    await refusal({ temperature: unsaid, depth: 0 }).toThrow(
      /none of the \d+ values looked at in .* is a temperature from −95 to 75 °C, such as 2\d\d/,
    );
    // In a row where nobody looks.
    const hidden = await write([['t', magtC.map((_, cell) => (cell === 40 * size.widthPx ? 270 : Number.NaN))]]);
    await refusal({ temperature: hidden, depth: 0 }).toThrow(
      'No cell has a class: 1 cells hold other numbers than temperatures from −95 to 75 °C',
    );
  });

  it('refuses a spread that most cells cannot have, and counts a few of them', async () => {
    const altitudes = await write([['dem', magtC.map((_, i) => 400 + (i % 3100))]], { unit: '' });
    const deviation = (raster: string) => ({ temperature: predicted, depth: 0, spread: { deviation: raster } });
    await refusal(deviation(altitudes)).toThrow(
      /spread: (\d+) of the \1 cells sampled hold no standard deviation of a ground temperature, 0 to 30 °C/,
    );
    const wrong = 600;
    const mixed = await write([['sd', deviationC.map((value, i) => (i < wrong ? 31 : value))]]);
    const hit = magtC.slice(0, wrong).filter((value) => !Number.isNaN(value)).length;
    const { values } = await run(deviation(mixed));
    expect(values['summary']).toMatchObject({
      cellsImpossibleSpread: hit,
      warnings: [
        expect.stringContaining('depth of zero annual amplitude'),
        expect.stringContaining('no usable spread'),
        expect.stringContaining(`${hit} of these cells hold no standard deviation`),
      ],
    });
    const [q05, q95] = [await write([['q', quantile(1.6)]]), await write([['q', quantile(-1.6)]])];
    await refusal({ temperature: predicted, depth: 0, spread: { quantiles: { q05, q95 } } }).toThrow(
      /spread: \d+ of the \d+ cells sampled hold no quantiles .* named the other way round/,
    );
  });

  it('has the areas of Ran et al. 2021 for cells of their classes', async () => {
    // 1e4 km² in cells of 100 km².
    const published = [0.86, 9.62, 38.45, 42.29, 23.8];
    const temperatures = published.flatMap((area, i) =>
      Array.from({ length: Math.round(area * 100) }, () => [-6, -4, -2, -1, -0.2][i]!),
    );
    const grid = {
      widthPx: 142,
      heightPx: 81,
      transform: northUp.with(1, 10_000).with(5, -10_000) as unknown as GeoTransform,
    };
    const map = await write([['magt', Float32Array.from(temperatures)]], { grid, geoKeys: utmKeys });
    const { values } = await run({ temperature: map, depth: 'zero-annual-amplitude' });
    const { classes } = values['summary'] as unknown as { classes: Areas };
    expect(Math.abs(classes.totalKm2 / 1e4 - 115.02)).toBeLessThan(0.005);
    expect(classes.areas.slice(0, 5).map((own) => own.areaKm2 / 1e4)).toEqual(
      published.map((area) => expect.closeTo(area, 6)),
    );
    expect(classes.areas[5]).toMatchObject({ cells: 0, areaKm2: 0 });
  });

  oracleTest(['gdal'])('has colours and names that GDAL reads, each legend beside its own map', async () => {
    const out = join(folder, 'out', 'map.tif');
    const inputs = { temperature: predicted, depth: 15, isolatedFrom: 0.01 };
    const reading = { columns: {}, units: {} };
    const { files } = await runProcess(
      thermalStabilityProcess,
      { inputs, out, reading, threads: 1, json: false },
      { signal: new AbortController().signal, progress: () => {}, log: () => {} },
    );
    expect(files).toMatchObject({ stability: out, names: `${out}.aux.xml`, zoneNames: `${files['zones']}.aux.xml` });
    const info = JSON.parse(runOracle('gdalinfo', ['-json', out])) as {
      metadata: { '': Record<string, string> };
      bands: { type: string; colorTable: { entries: number[][] }; noDataValue: number }[];
    };
    const [band] = info.bands;
    expect(band).toMatchObject({ type: 'Byte', noDataValue: 255 });
    expect(band!.colorTable.entries.slice(0, 2)).toEqual([
      [15, 49, 102, 255],
      [58, 127, 184, 255],
    ]);
    expect(info.metadata['']['TEMPERATURE_DEPTH']).toBe('15 m');
    expect(runOracle('gdalinfo', [out])).toContain('transitional (−1.5, −0.5] °C');
    expect(runOracle('gdalinfo', [files['zones']!])).toContain('isolated ≥ 0.01');
  });
});
