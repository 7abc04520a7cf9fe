import { describe, expect, it } from 'vitest';
import { mergeSites } from '../../src/tables/mergeSites.ts';
import { placeSites } from '../../src/tables/siteTable.ts';
import { readText, refusal } from './readText.ts';
import { seriesOf } from './seriesText.ts';

const { sites } = seriesOf('site,5m\nA,-1.5\nhole b,-2.5\nC,-3.5\n');

function placed(csv: string) {
  const result = placeSites(sites, readText(csv).table);
  return { ...result, positions: result.sites.map(({ position, elevationM }) => [position, elevationM]) };
}

describe('placeSites', () => {
  it('finds sites by id or by name, and says which are not there', () => {
    const { positions, notFound } = placed('id,name,lat,lon,elevation\nA,first,60,100,250\n7,Hole B,61,101,\n');
    expect(positions).toEqual([
      [{ lat: 60, lon: 100 }, 250],
      [{ lat: 61, lon: 101 }, null],
      [null, null],
    ]);
    expect(notFound).toEqual(['"C" is not in the table of sites; the nearest is "A"']);
  });

  it('refuses one name at two places', () => {
    const twice = 'name,lat,lon\nA,60,100\nA,61,100\n';
    expect(refusal(() => placed(twice)).message).toMatch(/has "A" at two places \(lines 2 and 3\)/);
    expect(placed('name,lat,lon\nA,60,100\nA,60.0001,100\n').positions[0]).toEqual([{ lat: 60, lon: 100 }, null]);
  });

  it('refuses a table without coordinates or names', () => {
    expect(refusal(() => placed('name,elevation\nA,60\n')).code).toBe('column-missing');
    expect(refusal(() => placed('lat,lon\n60,100\n')).code).toBe('column-missing');
  });
});

function table(fileName: string, csv: string) {
  return { fileName, sites: seriesOf(csv).sites };
}

describe('mergeSites', () => {
  it('joins the depths and the years of a site', () => {
    const merged = mergeSites([
      table('a.csv', 'site,lat,lon,date,0.5m\nA,,,2010-01-02,-1.5\n'),
      table('b.csv', 'site,lat,lon,date,0.5m,2m\nA,60,100,2010-01-01,-1.25,-2.5\nB,60,100,2010-01-01,-1.5,\n'),
    ]);
    expect(merged.map(({ site, position }) => [site, position?.lat])).toEqual([
      ['A', 60],
      ['B', 60],
    ]);
    expect(merged[0]!.sensors.map(({ depthM, valuesC }) => [depthM, [...valuesC]])).toEqual([
      [0.5, [-1.25, -1.5]],
      [2, [-2.5]],
    ]);
  });

  it('refuses tables that put a site at two places, or mix kinds of values', () => {
    const a = table('a.csv', 'site,lat,lon,date,0.5m\nA,60,100,2010-01-02,-1.5\n');
    const b = table('b.csv', 'site,lat,lon,date,0.5m\nA,61,100,2010-01-03,-1.5\n');
    expect(refusal(() => mergeSites([a, b])).message).toMatch(/"A" stands at two places in a.csv and b.csv/);
    const months = table('c.csv', 'site,date,0.5m\nA,2010-01,-1.5\n');
    expect(refusal(() => mergeSites([a, months])).message).toMatch(/each of a reading.*c.csv \(month\)/);
    const other = table('d.csv', 'site,date,0.5m\nA,2010-01-02,-9.5\nA,2010-01-03,-9.5\nA,2010-01-04,-9.5\n');
    const third = table('e.csv', 'site,date,0.5m\nA,2010-01-02,-1.5\nA,2010-01-03,-1.5\nA,2010-01-04,-1.5\n');
    expect(refusal(() => mergeSites([third, other])).message).toMatch(/different values for the same time/);
  });
});
