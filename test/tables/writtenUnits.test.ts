import { describe, expect, it } from 'vitest';
import { readText, refusal } from './readText.ts';

const rows = (...lines: string[]) => readText(lines.join('\n'));
const messages = ({ intake }: ReturnType<typeof readText>) => intake.warnings.map(({ message }) => message);

const wholeDegrees = (...values: number[]) =>
  rows('lat,lon,magt', ...values.map((value, i) => `6${i % 10}.512,100.251,${value}`));

describe('a row of units below the names', () => {
  it('is no station, and its units hold', () => {
    const read = rows('site,lat,lon,magt,depth,rain', ',deg,°E,K,ft,mm/a', 'A,60.512,100.251,271.15,10,300');
    expect(read.columns).toMatchObject({ site: ['A'], lat: [60.512], magt: [-2], depth: [3.048], rain: [300] });
    expect(read.intake).toMatchObject({ rowsRead: 1, rowsRejected: 0 });
    expect([...read.table.lines]).toEqual([3]);
    expect(messages(read)).toContain(
      'Line 2 was taken for the units of the columns: lat in deg, lon in °E, magt in K, depth in ft, rain in mm/a',
    );
  });

  it('may have brackets around its units', () => {
    expect(rows('lat,lon,magt', '(°),[°],(℃)', '60.512,100.251,-2').columns).toEqual({
      lat: [60.512],
      lon: [100.251],
      magt: [-2],
    });
  });

  it('gives way to units that are given', () => {
    const text = 'lat,lon,depth\n°,°,cm\n60.512,100.251,12';
    expect(readText(text, { units: { depth: 'mm' } }).intake.ranges.depthM).toEqual({ minimum: 0.012, maximum: 0.012 });
  });

  it('is refused where the name of its column or the cells say another one, unless it is given', () => {
    const named = 'lat,lon,depth_cm\n°,°,m\n60.512,100.251,12';
    expect(refusal(() => readText(named)).message).toBe(
      'Column "depth_cm" is written to be in cm and in m: say which holds, such as units={"depth":"m"}, on the command line --unit depth=m',
    );
    expect(refusal(() => rows('lat,lon,depth', '°,°,cm', '60.512,100.251,12 m')).message).toMatch(/in cm and in m:/);
    const { depthM } = readText(named, { units: { depth: 'cm' } }).intake.ranges;
    expect(depthM).toEqual({ minimum: 0.12, maximum: 0.12 });
    expect(rows('lat,lon,magt_degC', 'deg,deg,℃', '60.512,100.251,-2').columns).toMatchObject({ magt_degC: [-2] });
  });

  it('of another quantity is refused', () => {
    expect(refusal(() => rows('lat,lon,depth', '°,°,kg', '60.512,100.251,12')).message).toMatch(/unit of depth.*"kg"/);
  });

  it('is none where a cell is no unit', () => {
    const read = rows('site,lat,lon', 'north,,m', 'A,60.512,100.251');
    expect(read.intake).toMatchObject({ rowsRead: 2, rowsRejected: 1 });
    expect(read.codes).not.toContain('units-line');
  });
});

describe('units behind the numbers of a column', () => {
  it('are taken off, and hold', () => {
    const read = rows(
      'lat,lon,magt,depth,elevation',
      '60.512°,100.251°,−2.5 °C,320 cm,12m',
      '61.5°,101.2°,n/a,1.0e2cm,14 m',
    );
    expect(read.columns).toEqual({
      lat: [60.512, 61.5],
      lon: [100.251, 101.2],
      magt: [-2.5, Number.NaN],
      depth: [320, 100],
      elevation: [12, 14],
    });
    expect(read.intake.ranges.depthM).toEqual({ minimum: 1, maximum: 3.2 });
    expect(messages(read)).toContain(
      'Numbers with their unit behind them were read without it: lat in °, lon in °, magt in °C, depth in cm, elevation in m',
    );
  });

  it('with decimal commas', () => {
    expect(rows('lat;lon;magt', '60,512;100,25;-2,5 °C', '61,5;101,2;3,75 °C').columns['magt']).toEqual([-2.5, 3.75]);
  });

  it('leave a number with another unit out, with its line', () => {
    const read = rows('lat,lon,magt', ...Array.from({ length: 9 }, () => '60.5,100.2,-2 °C'), '61.5,101.2,270 K');
    expect(read.intake.rejected).toEqual([{ line: 11, column: 'magt', value: '270 K', reason: 'is not a number' }]);
  });

  it('are none behind names, letters of hemispheres, and what is no unit', () => {
    const read = rows('site,lat,lon,soil', '12 m,60.5N,100.2E,5 peat', '14 m,61.5N,101.2E,7 peat');
    expect(read.columns).toEqual({
      site: ['12 m', '14 m'],
      lat: [60.5, 61.5],
      lon: [100.2, 101.2],
      soil: ['5 peat', '7 peat'],
    });
    expect(read.codes).not.toContain('units-in-cells');
  });
});

describe('whole numbers of ground temperature', () => {
  it('beyond ±30 look like tenths', () => {
    expect(messages(wholeDegrees(-51, 7, 12, -3, 44, 1, 2, 3, 4, 5)).join()).toMatch(
      /"magt" holds whole numbers from -51 to 44 only/,
    );
  });

  it('are no reason to warn within ±30, in a few rows, or beside a fraction', () => {
    expect(wholeDegrees(-5, 7, 12, -3, 4, 1, 2, 3, 4, 30).codes).not.toContain('temperature-tenths');
    expect(wholeDegrees(-51, 7).codes).not.toContain('temperature-tenths');
    expect(wholeDegrees(-51, 7, 12, -3, 44, 1, 2, 3, 4, 5.5).codes).not.toContain('temperature-tenths');
  });
});

it('a table of which nothing is left shows the commonest fault', () => {
  const text = 'lat,lon,magt\n100.1,60.2,-2\n60.5,100.2,cold\n60.6,100.3,warm';
  expect(refusal(() => readText(text)).message).toMatch(
    /^None of the 3 rows of .* can be used; 2 for one reason, the first of them, line 3, column "magt": "cold": is not a number/,
  );
});
