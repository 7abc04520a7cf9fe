/** The edaphic factor from tables as they are uploaded, from columns and from rasters, and what is refused. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { activeLayerProcess } from '../../src/processes/activeLayer.ts';
import { calibrateActiveLayerProcess } from '../../src/processes/calibrateActiveLayer.ts';
import { calibrationInput } from '../../src/processes/activeLayer/edaphicCalibrationFile.ts';
import { oracleTest, runOracle, sharedFolder } from '../support/oracles.ts';
import { runIn } from './support/runProcess.ts';
import type { Json } from '../../src/core/json.ts';
import type { CalibrationFile } from '../../src/processes/activeLayer/edaphicCalibrationFile.ts';
import type { Ran } from './support/runProcess.ts';

const header = 'name;lat;lon;landform;alt_cm;ddt;maat;bio10';
const rows = [
  'A;68,1;100,2;bog;41;800;-9,5;9,1',
  'B;68,3;101,7;sand;112;1000;-8,1;10,4',
  'C;67,2;102,1;bog;50;1150;-7,2;11,3',
  'D;66,9;103,5;sand;97;760;-9,9;8,8',
  'E;66,1;104,8;sand;130;1490;-5,4;13,6',
  'F;65,7;105,0;bog;38;610;-11,2;7,9',
];

let folder: string;
let pool: ReturnType<typeof createComputePool>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-calibrate-'));
  pool = createComputePool(1);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

let tables = 0;

async function calibrate(lines: readonly string[], inputs: { readonly [name: string]: Json } = {}): Promise<Ran> {
  tables += 1;
  const boreholes = join(folder, `sites${tables}.csv`);
  await writeFile(boreholes, `${[header, ...lines].join('\n')}\n`);
  const usual = { boreholes, target: 'alt_cm', thawIndex: { column: 'ddt' } };
  return runIn(folder, pool, calibrateActiveLayerProcess, { ...usual, ...inputs });
}

function calibrationOf(ran: Ran): CalibrationFile {
  return ran.values['calibration'] as unknown as CalibrationFile;
}

describe('calibrate-active-layer', () => {
  it('gives the factor of all sites and of each class, with errors at sites left out', async () => {
    const ran = await calibrate(rows, { classes: { column: 'landform' } });
    const { overall, classes, thawIndex, sites } = calibrationOf(ran);
    const depths = [0.41, 1.12, 0.5, 0.97, 1.3, 0.38];
    const roots = [800, 1000, 1150, 760, 1490, 610].map(Math.sqrt);
    const factor = depths.reduce((sum, depth, i) => sum + depth * roots[i]!, 0) / 5810;
    expect(Math.abs(overall.factor / factor - 1)).toBeLessThan(1e-12);
    expect(classes!.byClass.map((fit) => [fit.class, fit.sites])).toEqual([
      ['bog', 3],
      ['sand', 3],
    ]);
    expect(classes!.leaveOneOut.rmseM).toBeLessThan(overall.leaveOneOut.rmseM / 2);
    expect([thawIndex, sites.unit, classes!.source]).toEqual(['column ddt', 'cm', 'column landform']);
    const table = (await ran.text('sites')).split('\r\n');
    expect(table[0]).toBe(
      'name,lat,lon,landform,alt_cm,ddt,maat,bio10,calibration_class,thaw_index_cdays,thaw_depth_m,edaphic_factor,fitted_m,predicted_m,error_m',
    );
    expect(table[1]).toMatch(/^A,68\.1,100\.2,bog,41,800,-9\.5,9\.1,bog,800,0\.41,0\.014495689,/);
    expect(await ran.text('predictedObservedPlot')).toContain('Observed thaw depth (m)');
  });

  it('takes the closed form of a sinusoid from the means of the year and of the warmest quarter', async () => {
    const thawIndex = { mean: { column: 'maat' }, warmestQuarter: { column: 'bio10' } };
    const ran = await calibrate(rows, { thawIndex });
    const amplitudeC = (9.1 + 9.5) / (Math.sin(Math.PI / 4) / (Math.PI / 4));
    const expected = (365 / Math.PI) * (Math.sqrt(amplitudeC ** 2 - 9.5 ** 2) - 9.5 * Math.acos(9.5 / amplitudeC));
    const [, first] = (await ran.text('sites')).split('\r\n');
    expect(Math.abs(Number(first!.split(',')[8]) / expected - 1)).toBeLessThan(1e-6);
    expect(calibrationOf(ran).thawIndex).toMatch(/^closed form of a yearly sinusoid: mean by column maat/);
  });

  it('takes the same from mean and amplitude', async () => {
    const thawIndex = { mean: { column: 'maat' }, amplitude: { column: 'bio10' } };
    const ran = await calibrate([rows[1]!, rows[2]!, rows[4]!], { thawIndex });
    const [, first] = (await ran.text('sites')).split('\r\n');
    const expected = (365 / Math.PI) * (Math.sqrt(10.4 ** 2 - 8.1 ** 2) - 8.1 * Math.acos(8.1 / 10.4));
    expect(Math.abs(Number(first!.split(',')[8]) / expected - 1)).toBeLessThan(1e-6);
  });

  it('seals the file: what was changed since is refused', async () => {
    const file = calibrationOf(await calibrate(rows));
    expect(calibrationInput.parse(JSON.parse(JSON.stringify(file, null, 2)))).toEqual(file);
    const changed = { ...file, overall: { ...file.overall, factor: 0.03 } };
    expect(calibrationInput.safeParse(changed).error?.message).toMatch(/changed after it was made/);
  });

  it('gives a class of one site the factor of all where that is asked for, and says so', async () => {
    const lone = [...rows, 'G;65,1;105,9;rock;240;900;-8,0;10,0'];
    await expect(calibrate(lone, { classes: { column: 'landform' } })).rejects.toThrow(/found rock \(1\)/);
    const ran = await calibrate(lone, { classes: { column: 'landform' }, fewSites: 'overall' });
    expect(calibrationOf(ran).classes!.byClass[1]).toMatchObject({ class: 'rock', sites: 1, fromAllSites: true });
    expect(ran.values['report']!['calibrationWarnings']).toEqual([expect.stringMatching(/all sites: rock \(1\)/)]);
  });

  it('leaves out a site without a class or an index, with the reason', async () => {
    const ran = await calibrate([...rows, 'G;65,1;105,9;;90;900;-8;10', 'H;65,2;105,8;bog;90;;-8;10'], {
      classes: { column: 'landform' },
    });
    const { leftOut } = ran.values['report'] as unknown as { leftOut: { line: number; reason: string }[] };
    expect(leftOut).toEqual([
      { line: 8, station: 'G', reason: 'has no value of class of the site' },
      { line: 9, station: 'H', reason: 'has no value of thawing index' },
    ]);
  });

  it.each([
    [
      'centimetres stated as metres',
      'G;65;105;bog;44;800;-8;10',
      { targetUnit: 'm' },
      /another unit than m: the median/,
    ],
    ['a negative index', 'G;65;105;bog;44;-50;-8;10', {}, /line 8 \(G\).* is -50 °C·day: .* never negative/],
    ['no thaw season', 'G;65;105;bog;44;0;-8;10', {}, /line 8 \(G\).*without a thaw season/],
    ['an index in °C·s', 'G;65;105;bog;44;69120000;-8;10', {}, /at most 21960.*divided by 24 or 86400/],
    [
      'a warmest quarter below the mean',
      'G;65;105;bog;44;800;-8;-10',
      { thawIndex: { mean: { column: 'maat' }, warmestQuarter: { column: 'bio10' } } },
      /line 8 \(G\).*amplitude would be -2\.22 °C/,
    ],
    [
      'a mean in kelvin',
      'G;65;105;bog;44;800;265;283',
      { thawIndex: { mean: { column: 'maat' }, warmestQuarter: { column: 'bio10' } } },
      /line 8 \(G\).*mean temperature is 265, which cannot be °C/,
    ],
    [
      'an amplitude of degree-days',
      'G;65;105;bog;44;800;-8;5',
      { thawIndex: { mean: { column: 'maat' }, amplitude: { column: 'ddt' } } },
      /line 2 \(A\).*amplitude would be 800\.00 °C, and is expected from 0 to 45/,
    ],
    [
      'an amplitude smaller than the mean',
      'G;65;105;bog;44;800;-8;-5',
      { thawIndex: { mean: { column: 'maat' }, warmestQuarter: { column: 'bio10' } } },
      /line 8 \(G\).*without a thaw season/,
    ],
    [
      'classes that are no whole numbers',
      'G;65;105;bog;44;800;-8;10',
      { classes: { column: 'maat' } },
      /whole numbers/,
    ],
    ['a column that is not there', 'G;65;105;bog;44;800;-8;10', { thawIndex: { column: 'tdd' } }, /"tdd" is not in/],
  ])('refuses %s', async (_, line, inputs, message) => {
    await expect(calibrate([...rows, line], inputs)).rejects.toThrow(message);
  });

  const sites = sharedFolder('data/boreholes');
  const calm = { folder: sites, name: 'the CALM sites' };
  oracleTest([calm, 'r'])('is what R’s lm makes of the 126 CALM sites, left out one by one', async () => {
    const boreholes = join(sites!, 'calm_active_layer_sites.csv');
    const thawIndex = { mean: { column: 'maat_c' }, warmestQuarter: { column: 'bio10_c' } };
    const ran = await runIn(folder, pool, calibrateActiveLayerProcess, { boreholes, target: 'alt_cm', thawIndex });
    const code = `t <- read.csv("${ran.path('sites')}"); y <- t$alt_cm / 100
      a <- (t$bio10_c - t$maat_c) / (sin(pi / 4) / (pi / 4)); m <- t$maat_c
      x <- sqrt(365 / pi * (sqrt(a^2 - m^2) + m * acos(-m / a)))
      f <- lm(y ~ 0 + x); s <- summary(f); e <- residuals(f) / (1 - hatvalues(f))
      cat(sprintf("%.15g", c(coef(f), s$coefficients[2], s$sigma, sqrt(mean(e^2)), mean(abs(e)), -mean(e), 1 - sum(e^2) / sum((y - mean(y))^2))))`;
    const expected = runOracle('Rscript', ['-e', code]).split(' ').map(Number);
    const { factor, standardError, residualM, leaveOneOut } = calibrationOf(ran).overall;
    const { rmseM, maeM, biasM, r2 } = leaveOneOut;
    const found = [factor, standardError, residualM, rmseM, maeM, biasM, r2];
    expect(expected).toHaveLength(7);
    // Temperatures are read as float32, like every covariate.
    for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-6);
    expect(calibrationOf(ran).overall.sites).toBe(126);
    expect(JSON.parse(await readFile(ran.path('sitePoints'), 'utf8'))).toMatchObject({ features: { length: 126 } });
  });
});

/** Rows of the table of depths. */
async function depthsAtStations(factor: Json): Promise<string[][]> {
  const table = join(folder, 'places.csv');
  await writeFile(table, 'name,ddt,ground\nP,900,bog\nQ,1600,sand\nR,1600,rock\n');
  const method = { name: 'edaphic', thaw: { index: { column: 'ddt' }, factor } };
  const ran = await runIn(folder, pool, activeLayerProcess, { stations: table, method });
  return (await ran.text('depths'))
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(','));
}

describe('active-layer with a calibration', () => {
  const tdd = join(import.meta.dirname, '..', '..', 'seeds', 'siberia-nechina', 'covariates', 'tdd.tif');
  const map = (factor: Json) =>
    runIn(folder, pool, activeLayerProcess, {
      method: { name: 'edaphic', thaw: { index: { raster: tdd, band: 1 }, factor } },
    });
  it('takes the factor of all sites, as JSON or as the text of its file, and states its error', async () => {
    const { calibration } = (await calibrate(rows)).values;
    const ran = await map({ calibration: calibration! });
    const { overall } = calibration as unknown as CalibrationFile;
    expect(ran.values['summary']!['parameters']).toMatchObject({
      'thaw/factor': { value: overall.factor, calibration: { sites: 6, leaveOneOut: overall.leaveOneOut } },
    });
    const asText = await map({ calibration: JSON.stringify(calibration, null, 2) });
    expect(await readFile(asText.path('activeLayer'))).toEqual(await readFile(ran.path('activeLayer')));
  });

  it('gives each class its own factor, and a class that has none no depth', async () => {
    const { calibration } = (await calibrate(rows, { classes: { column: 'landform' } })).values;
    const found = await depthsAtStations({ calibration: calibration!, classes: { column: 'ground' } });
    await expect(depthsAtStations({ calibration: calibration!, classes: 'ground' })).rejects.toThrow(
      'but the stations have such a column, which is written {…, "classes": {"column": "ground"}}',
    );
    const [bog, sand] = (calibration as unknown as CalibrationFile).classes!.byClass;
    expect(Math.abs(Number(found[0]![2]) - bog!.factor * 30)).toBeLessThan(1e-9 /* m */);
    expect(Math.abs(Number(found[1]![2]) - sand!.factor * 40)).toBeLessThan(1e-9 /* m */);
    expect([found[2]![2], found[2]!.at(-1)]).toEqual(['', expect.stringContaining('rock')]);
  });

  it('refuses a calibration that was changed, that is none, and classes that it has no factors of', async () => {
    const { calibration } = (await calibrate(rows)).values;
    const changed = { ...calibration, software: 'mine' };
    await expect(map({ calibration: changed })).rejects.toThrow(/changed after it was made/);
    await expect(map({ calibration: 'cal.json' })).rejects.toThrow(/a calibration as JSON, or @FILE/);
    const classes = { column: 'ground' };
    await expect(depthsAtStations({ calibration: calibration!, classes })).rejects.toThrow(/one factor for all sites/);
  });
});
