/** What must hold for every input, whatever the numbers: each property ties two functions, or one to its definition. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tallyClasses, tallyColumns } from '../../src/physics/classTally.ts';
import { sinusoidDegreeDays } from '../../src/physics/degreeDays.ts';
import { iceThicknessM } from '../../src/physics/ice/groundIce.ts';
import { kudryavtsev } from '../../src/physics/kudryavtsev.ts';
import { latentHeatByIceVolume, latentHeatByWaterVolume, latentHeatByWeight } from '../../src/physics/latentHeat.ts';
import { layeredStefanDepthM } from '../../src/physics/layeredStefan.ts';
import { stabilitySchemes } from '../../src/physics/stability/stability.ts';
import { stefanDepthM } from '../../src/physics/stefan.ts';
import { ttopC } from '../../src/physics/ttop.ts';
import type { KudryavtsevSite } from '../../src/physics/kudryavtsev.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const conductivity = number(0.1, 4);
const latentHeat = number(1e6, 3e8);
const index = number(1, 5000);

/** Bare ground under a sinusoid that crosses 0 °C. */
const bareSite = fc
  .record({ share: number(-0.95, 0.95), amplitude: number(1, 30), thawed: conductivity, frozen: conductivity })
  .map(({ share, amplitude, thawed, frozen }): KudryavtsevSite => ({
    airMeanC: share * amplitude,
    airAmplitudeC: amplitude,
    snowDepthM: 0,
    snowDiffusivityM2S: 1e-7,
    vegetation: { winterHeightM: 0, summerHeightM: 0, winterM2S: 1e-7, summerM2S: 1e-7 },
    thawed: { conductivityWMK: thawed, heatCapacityJM3K: 2.4e6 },
    frozen: { conductivityWMK: frozen, heatCapacityJM3K: 1.9e6 },
    latentHeatJM3: 5e7,
    periodS: 365 * 86_400,
  }));

function expectRising(values: readonly number[]): void {
  for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThan(values[i - 1]!);
}

describe('properties of the physics', () => {
  it('the temperature at the permafrost table by Kudryavtsev is TTOP of the same sinusoid', () => {
    fc.assert(
      fc.property(bareSite, (site) => {
        const air = sinusoidDegreeDays(site.airMeanC, site.airAmplitudeC, 365);
        const [thawed, frozen] = [site.thawed.conductivityWMK, site.frozen.conductivityWMK];
        const expected = ttopC(air, { thaw: 1, freeze: 1 }, thawed, frozen, 365);
        expect(Math.abs(kudryavtsev(site).permafrostMeanC - expected)).toBeLessThan(1e-9 /* °C */);
      }),
    );
  });

  it('thawing less freezing degree-days of a sinusoid are its mean × days', () => {
    fc.assert(
      fc.property(number(-40, 40), number(0, 40), number(1, 400), (meanC, amplitudeC, days) => {
        const { thawIndexCDays, freezeIndexCDays } = sinusoidDegreeDays(meanC, amplitudeC, days);
        const difference = thawIndexCDays - freezeIndexCDays - meanC * days;
        expect(Math.abs(difference)).toBeLessThan(1e-9 * (thawIndexCDays + freezeIndexCDays + 1));
      }),
    );
  });

  it('Stefan’s depth shrinks with water, by volume, by weight or as ice', () => {
    fc.assert(
      fc.property(conductivity, index, number(0.02, 0.5), number(1.05, 2), (k, days, less, more) => {
        const waters = [less * more, less];
        expectRising(waters.map((water) => stefanDepthM(k, latentHeatByWaterVolume(water), days)));
        expectRising(waters.map((ice) => stefanDepthM(k, latentHeatByIceVolume(ice), days)));
        expectRising(waters.map((water) => stefanDepthM(k, latentHeatByWeight(1500, water, 0.01), days)));
      }),
    );
  });

  it('the depth in layers grows with degree-days and every conductivity, and shrinks with every latent heat', () => {
    const layer = fc.record({
      thicknessM: number(0.01, 1),
      conductivityWMK: conductivity,
      latentHeatJM3: latentHeat,
    });
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 5 }), index, (layers, days) => {
        const ground = [...layers, { thicknessM: Infinity, conductivityWMK: 2, latentHeatJM3: 1e8 }];
        const depth = layeredStefanDepthM(ground, days);
        expect(layeredStefanDepthM(ground, days * 1.1)).toBeGreaterThan(depth);
        const slack = 1e-12 * depth;
        for (const changed of ground.keys()) {
          const altered = (change: object) =>
            layeredStefanDepthM(
              ground.map((each, i) => (i === changed ? { ...each, ...change } : each)),
              days,
            );
          const { conductivityWMK, latentHeatJM3 } = ground[changed]!;
          expect(altered({ conductivityWMK: conductivityWMK * 1.1 })).toBeGreaterThanOrEqual(depth - slack);
          expect(altered({ latentHeatJM3: latentHeatJM3 * 1.1 })).toBeLessThanOrEqual(depth + slack);
        }
      }),
    );
  });

  it('Kudryavtsev’s depth of thaw above permafrost grows with the thawed conductivity and shrinks with ice', () => {
    fc.assert(
      fc.property(bareSite, (site) => {
        const { conductivityWMK, heatCapacityJM3K } = site.thawed;
        const better = { ...site, thawed: { conductivityWMK: conductivityWMK * 1.05, heatCapacityJM3K } };
        const found = kudryavtsev(site);
        fc.pre(found.permafrostMeanC < 0 && kudryavtsev(better).permafrostMeanC < 0);
        expect(kudryavtsev(better).depthM).toBeGreaterThan(found.depthM);
        expect(kudryavtsev({ ...site, latentHeatJM3: site.latentHeatJM3 * 1.05 }).depthM).toBeLessThan(found.depthM);
      }),
    );
  });

  it('the cells of all classes and those without a value are all cells, in every row', () => {
    const cell = fc.oneof(fc.constant(Number.NaN), number(-12, 12));
    fc.assert(
      fc.property(
        fc.constantFrom(...stabilitySchemes),
        fc
          .integer({ min: 1, max: 9 })
          .chain((width) =>
            fc.tuple(
              fc.constant(width),
              fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
            ),
          ),
        (scheme, [width, rows]) => {
          const counts = tallyClasses(Float32Array.from(rows.flat()), width, scheme);
          const columns = tallyColumns(scheme);
          for (const [row, cells] of rows.entries()) {
            const own = counts.subarray(row * columns, (row + 1) * columns);
            expect(own.reduce((sum, count) => sum + count, 0)).toBe(width);
            expect(own.at(-1)).toBe(cells.filter(Number.isNaN).length);
          }
        },
      ),
    );
  });

  it('ice of the parts of a column is that of the whole, wherever the table lies', () => {
    const part = fc.record({ thicknessM: number(0.01, 3), iceVolume: number(0, 1) });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), number(0, 5), number(0, 5), (parts, table, below) => {
        let topM = 0;
        const layers = parts.map(({ thicknessM, iceVolume }) => {
          const layer = { topM, bottomM: topM + thicknessM, iceVolume };
          topM += thicknessM;
          return layer;
        });
        const whole = iceThicknessM(layers, table, table + below);
        const half = table + below / 2;
        const halves = iceThicknessM(layers, table, half) + iceThicknessM(layers, half, table + below);
        expect(Math.abs(whole - halves)).toBeLessThan(1e-12 * (1 + whole));
        expect(whole).toBeLessThanOrEqual(below + 1e-12);
      }),
    );
  });
});
