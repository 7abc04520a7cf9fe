import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { reportResiduals } from '../../../src/processes/validation/residuals.ts';

/** A row of stations from west to east; the target is 0, so that predictions are the errors. */
function tableOf(count: number) {
  const lon = Float64Array.from({ length: count }, (_, i) => 100 + (40 * i) / count);
  return {
    target: new Float64Array(count),
    positions: { lon, lat: new Float64Array(count).fill(50) },
    textsOf: () => Array.from(lon, (degrees) => (degrees < 110 ? '' : 'east')),
  };
}

const slow = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i / 6));

describe('reportResiduals', () => {
  it('finds errors that swing slowly from station to station alike, less so over longer distances', () => {
    const { spatial, regions } = reportResiduals(slow, tableOf(40), null, 1);
    expect(spatial!.stations).toBe(40);
    expect(spatial!.moran!.meaning).toMatch(/^Errors of neighbouring stations are alike/);
    const classes = spatial!.variogram.classes!.filter((lag) => lag.pairs > 0);
    expect(classes[0]!.semivariance).toBeLessThan(0.02);
    expect(classes.at(-1)!.semivariance).toBeGreaterThan(0.3);
    const mean = slow.reduce((sum, value) => sum + value, 0) / 40;
    const variance = slow.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 39;
    expect(spatial!.variogram.variance).toBeCloseTo(variance, 12);
    expect(regions!.by).toBe('blocks of 5° of longitude and latitude');
    expect(regions!.scores).toHaveLength(8);
  });

  it('finds errors without order unrelated', () => {
    const random = createRandom(3);
    const { spatial } = reportResiduals(
      slow.map(() => random.nextUnit() - 0.5),
      tableOf(40),
      null,
      1,
    );
    expect(spatial!.moran!.meaning).toMatch(/not detectably/);
  });

  it('takes regions from a column, and says where a cell is blank', () => {
    const { regions } = reportResiduals(slow, tableOf(40), 'region', 1);
    expect(regions).toMatchObject({
      by: 'region',
      scores: [
        { region: 'east', n: 30 },
        { region: '(blank)', n: 10 },
      ],
    });
  });

  it('is silent on space without positions, and still judges by prediction', () => {
    const report = reportResiduals(slow, { ...tableOf(40), positions: null }, null, 1);
    expect(report).toMatchObject({ spatial: null, regions: null });
    expect(report.againstPredicted.classes).toHaveLength(8);
  });

  it('leaves a station without a position out of what is said of space, and names its region so', () => {
    const table = tableOf(41);
    table.positions.lon[7] = Number.NaN;
    const { spatial, regions } = reportResiduals(
      Float64Array.from({ length: 41 }, (_, i) => Math.sin(i / 6)),
      table,
      null,
      1,
    );
    expect(spatial!.stations).toBe(40);
    expect(Number.isFinite(spatial!.moran!.p)).toBe(true);
    expect(regions!.scores.find((score) => score.region === 'no position')!.n).toBe(1);
  });

  it('compares 2,000 stations drawn by the seed of a larger table', () => {
    const random = createRandom(4);
    const errors = Float64Array.from({ length: 2100 }, () => random.nextUnit());
    const [first, again, other] = [1, 1, 2].map((seed) => reportResiduals(errors, tableOf(2100), null, seed).spatial!);
    expect(first).toMatchObject({ stations: 2000, ofStations: 2100 });
    expect(again).toEqual(first);
    expect(other!.moran!.i).not.toBe(first!.moran!.i);
  });
});
