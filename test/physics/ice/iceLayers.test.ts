import { describe, expect, it } from 'vitest';
import { iceColumns } from '../../../src/core/iceRow.ts';
import { readIceLayers } from '../../../src/physics/ice/iceLayers.ts';
import { refusal } from '../../tables/readText.ts';
import type { IceRow } from '../../../src/core/iceRow.ts';

const empty = Object.fromEntries(Object.keys(iceColumns).map((name) => [name, null])) as unknown as IceRow;
const row = (given: Partial<IceRow>): IceRow => ({ ...empty, unit: 'marsh', topM: 0, bottomM: 3, ...given });
const read = (rows: readonly IceRow[], gaps: 'refuse' | 'leaveOut' = 'refuse') =>
  readIceLayers(rows, { gaps, nameOf: (i) => `row ${i + 1}` });
const faultOf = (...rows: readonly Partial<IceRow>[]): string => refusal(() => read(rows.map(row))).message;

describe('readIceLayers', () => {
  it('makes 0.4417 of ice by volume of w 0.35, of which 0.05 stay liquid, at 1350 kg/m³ (ice-content-1)', () => {
    const { layers } = read([
      row({
        waterGravimetric: 0.35,
        waterGravimetricSd: 0.06,
        unfrozenGravimetric: 0.05,
        dryDensityKgM3: 1350,
        dryDensitySdKgM3: 135,
      }),
    ]);
    expect(layers[0]!.ice.value).toBeCloseTo(0.4416575790621592, 12);
    // Relative deviations of 20 % and 10 % make √5 × 10 %.
    expect(layers[0]!.ice.sd / layers[0]!.ice.value).toBeCloseTo(Math.sqrt(0.05), 12);
    expect(layers[0]!.excess).toBeNull();
  });

  it('takes thaw strain from dry densities, or excess ice from a porosity: the same where grains and ice are all there is', () => {
    const ice = 0.6;
    const porosity = 0.4;
    const frozen = { iceVolumetric: ice, iceVolumetricSd: 0.1, dryDensityKgM3: 2700 * (1 - ice), dryDensitySdKgM3: 81 };
    const { layers, warnings } = read([
      row({ ...frozen, unit: 'a', thawedDryDensityKgM3: 2700 * (1 - porosity) }),
      row({ ...frozen, unit: 'b', settledPorosity: porosity }),
      row({ iceVolumetric: 0.2, iceVolumetricSd: 0.1, unit: 'c', settledPorosity: porosity }),
    ]);
    expect(layers[0]!.excess!.value).toBeCloseTo(1 / 3, 12);
    expect(layers[1]!.excess!.value).toBeCloseTo(1 / 3, 12);
    // 0.1 more ice makes 0.1 / 0.6 more excess; 81 kg/m³ more grains make 81 / 1620 less strain.
    expect(layers[0]!.excess!.sd).toBeCloseTo(0.05, 12);
    expect(layers[1]!.excess!.sd).toBeCloseTo(1 / 6, 12);
    expect(layers[2]!.excess).toEqual({ value: 0, sd: 0 });
    expect(warnings).toEqual([]);
  });

  it('orders layers from the top down and names those without a name by their depths', () => {
    const { layers, warnings } = read([
      row({ topM: 2, bottomM: 5, iceVolumetric: 0.2, datum: 'permafrostTable' }),
      row({ topM: 0, bottomM: 2, iceVolumetric: 0.4, datum: 'permafrostTable' }),
    ]);
    expect(layers.map(({ layer, datum }) => [layer, datum])).toEqual([
      ['0–2 m below the table', 'permafrostTable'],
      ['2–5 m below the table', 'permafrostTable'],
    ]);
    expect(warnings[0]).toBe('row 1: no standard deviation: its ice counts as exactly known');
  });

  it('refuses what no ground can hold, with the bound', () => {
    expect(faultOf({ iceVolumetric: 35 })).toContain('row 1: iceVolumetric is 35: expected 0 to 1');
    expect(faultOf({ iceVolumetric: 35 })).toContain('divide percent by 100');
    expect(faultOf({ iceVolumetric: -0.1 })).toContain('expected 0 to 1');
    expect(faultOf({ waterGravimetric: 0.3, dryDensityKgM3: 1.4 })).toContain('1.4 is a density in g/cm³');
    expect(faultOf({ waterGravimetric: 0.3, dryDensityKgM3: 2800 })).toContain('expected 20 to 2700');
    expect(faultOf({ waterGravimetric: 0.3 })).toContain('needs dryDensityKgM3');
    expect(faultOf({ waterGravimetric: 42, dryDensityKgM3: 100 })).toContain('expected 0 to 30');
    expect(faultOf({ waterGravimetric: 0.9, dryDensityKgM3: 1300 })).toContain('make 1.28 m³ of ice in 1 m³');
    expect(faultOf({ waterGravimetric: 0.6, dryDensityKgM3: 1400 })).toContain('fill 143 % of 1 m³');
    expect(faultOf({ waterGravimetric: 0.3, dryDensityKgM3: 1400, unfrozenGravimetric: 0.4 })).toContain(
      '0 ≤ unfrozenGravimetric ≤ waterGravimetric (0.3), found 0.4',
    );
    expect(faultOf({})).toContain('one of them');
    expect(faultOf({ iceVolumetric: 0.3, waterGravimetric: 0.3, dryDensityKgM3: 1400 })).toContain('one of them');
    expect(faultOf({ iceVolumetric: 0.3, iceVolumetricSd: -0.1 })).toContain('0 or more, found -0.1');
    expect(faultOf({ iceVolumetric: 0.3, waterGravimetricSd: 0.1 })).toContain('nothing that it is the spread of');
    expect(faultOf({ iceVolumetric: 0.3, settledPorosity: 1 })).toContain('0 ≤ settledPorosity < 1');
    expect(faultOf({ iceVolumetric: 0.3, thawedDryDensityKgM3: 1500 })).toContain('needs dryDensityKgM3');
    const twice = { dryDensityKgM3: 1500, thawedDryDensityKgM3: 1600, settledPorosity: 0.4 };
    expect(faultOf({ iceVolumetric: 0.3, ...twice })).toContain('say the same twice');
    expect(faultOf({ iceVolumetric: 0.3, unit: null })).toContain('unit is empty');
    expect(faultOf({ iceVolumetric: 0.3, topM: 300, bottomM: 3 })).toContain('0 ≤ topM < bottomM');
    expect(faultOf({ iceVolumetric: 0.3, topM: 200, bottomM: 1000 })).toContain(
      'row 1: expected 0 ≤ topM < bottomM ≤ 300, in metres, found 200 and 1000: is it in centimetres?',
    );
    expect(faultOf({ iceVolumetric: 0.3, topM: null })).toContain('both needed');
    expect(faultOf({ iceVolumetric: 0.3, datum: 'surface' })).toContain('ground or permafrostTable, found "surface"');
  });

  it('warns of ice and grains that fill a little more than the volume, as means of scattered samples do', () => {
    const { warnings } = read([
      row({ waterGravimetric: 0.35, waterGravimetricSd: 0.1, dryDensityKgM3: 1400, dryDensitySdKgM3: 90 }),
    ]);
    expect(warnings).toEqual(['row 1: ice and grains fill 105 % of the volume']);
  });

  it('warns of one content for more ground than any holds for, as of depths in centimetres', () => {
    const row200 = row({ topM: 0, bottomM: 200, iceVolumetric: 0.4, iceVolumetricSd: 0.1 });
    expect(read([row200]).warnings).toEqual([
      expect.stringContaining('one ice content for 200 m of ground: are its depths in centimetres?'),
    ]);
  });

  it('refuses layers that overlap, and gaps unless they are left out by name', () => {
    const [upper, lower] = [
      { topM: 0, bottomM: 3, iceVolumetric: 0.4, iceVolumetricSd: 0.1 },
      { topM: 2.5, bottomM: 5, iceVolumetric: 0.3, iceVolumetricSd: 0.1 },
    ];
    expect(faultOf(upper, lower)).toContain('marsh: layers 0–3 m (0–3 m) and 2.5–5 m (2.5–5 m) overlap');
    expect(faultOf(lower, upper)).toContain('overlap');
    const apart = { ...lower, topM: 3.2 };
    expect(faultOf(upper, apart)).toContain('is a gap of 0.2 m without ice content');
    expect(read([row(upper), row(apart)], 'leaveOut').warnings).toEqual([expect.stringContaining('is a gap of 0.2 m')]);
    expect(refusal(() => read([row(upper), row(lower)], 'leaveOut')).message).toContain('overlap');
    expect(faultOf(upper, { ...apart, topM: 3, datum: 'permafrostTable' })).toContain('one datum for all its layers');
    // Of another unit.
    expect(read([row(upper), row({ ...lower, unit: 'hill' })]).layers).toHaveLength(2);
  });

  it('lists at most twenty faults', () => {
    expect(faultOf(...Array.from({ length: 30 }, () => ({ iceVolumetric: 2 })))).toMatch(/… and 10 more$/);
  });
});
