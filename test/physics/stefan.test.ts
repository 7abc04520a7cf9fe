import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latentHeatByWeight } from '../../src/physics/latentHeat.ts';
import { layeredStefanDepthM, xieGoughDepthM } from '../../src/physics/layeredStefan.ts';
import {
  calibrateEdaphicFactor,
  edaphicDepthM,
  edaphicFactor,
  stefanDepthBelowCoverM,
  stefanDepthM,
} from '../../src/physics/stefan.ts';
import { oracleTest, sharedFolder } from '../support/oracles.ts';

const conductivity = fc.double({ min: 0.1, max: 4, noNaN: true });
const latentHeat = fc.double({ min: 1e6, max: 3e8, noNaN: true });
const index = fc.double({ min: 1, max: 5000, noNaN: true });
const thickness = fc.double({ min: 0.01, max: 3, noNaN: true });

describe('Stefan', () => {
  const folder = sharedFolder('oracles', 'ORACLES');
  oracleTest([{ folder, name: 'the Stefan depths of stations' }])('equals 1,731 station-years to 1e-9', () => {
    const [, ...rows] = readFileSync(join(folder!, 'stefan_qtp_stations.csv'), 'utf8').trim().split(/\r?\n/);
    expect(rows).toHaveLength(1731);
    for (const row of rows) {
      const [, , ddt, k, density, water, unfrozen, depth] = row.split(',').map(Number);
      const latent = latentHeatByWeight(density!, water! / 100, unfrozen! / 100);
      expect(Math.abs(stefanDepthM(k!, latent, ddt!) / depth! - 1), row).toBeLessThan(1e-9);
    }
  });

  it('grows with degree-days and conductivity, and shrinks with ice', () => {
    fc.assert(
      fc.property(conductivity, latentHeat, index, (k, latent, days) => {
        const depth = stefanDepthM(k, latent, days);
        expect(stefanDepthM(k, latent, days * 1.1)).toBeGreaterThan(depth);
        expect(stefanDepthM(k * 1.1, latent, days)).toBeGreaterThan(depth);
        expect(stefanDepthM(k, latent * 1.1, days)).toBeLessThan(depth);
      }),
    );
  });

  it('reaches less deep below a cover, and just as deep below none', () => {
    fc.assert(
      fc.property(conductivity, latentHeat, index, thickness, (k, latent, days, cover) => {
        expect(stefanDepthBelowCoverM(k, latent, days, 0)).toBeCloseTo(stefanDepthM(k, latent, days), 10);
        expect(stefanDepthBelowCoverM(k, latent, days, cover)).toBeLessThan(stefanDepthM(k, latent, days));
      }),
    );
    // A cover so thick that the plain form would lose every digit.
    expect(stefanDepthBelowCoverM(1, 1e8, 1, 1e9) / ((1 * 86_400) / 1e8 / 1e9)).toBeCloseTo(1, 9);
  });

  it('needs no heat for a winter without frost', () => {
    expect(stefanDepthM(1.5, 1e8, 0)).toBe(0);
    expect(stefanDepthBelowCoverM(1.5, 1e8, 0, 0)).toBe(0);
    const layer = { thicknessM: Infinity, conductivityWMK: 1.5, latentHeatJM3: 1e8 };
    expect(layeredStefanDepthM([layer], 0)).toBe(0);
    expect(layeredStefanDepthM([{ ...layer, thicknessM: 0 }, layer], 0)).toBe(0);
    expect(xieGoughDepthM([{ ...layer, thicknessM: 0 }, layer], 0)).toBe(0);
  });
});

describe('layers', () => {
  it('of one kind are one layer, by both ways', () => {
    fc.assert(
      fc.property(conductivity, latentHeat, index, thickness, thickness, (k, latent, days, first, second) => {
        const layers = [first, second, Infinity].map((thicknessM) => ({
          thicknessM,
          conductivityWMK: k,
          latentHeatJM3: latent,
        }));
        const depth = stefanDepthM(k, latent, days);
        expect(layeredStefanDepthM(layers, days) / depth).toBeCloseTo(1, 9);
        expect(xieGoughDepthM(layers, days) / depth).toBeCloseTo(1, 9);
      }),
    );
  });

  it('take the depth below a dry cover where the first holds hardly any ice', () => {
    const layers = [
      { thicknessM: 0.3, conductivityWMK: 0.6, latentHeatJM3: 1e-6 },
      { thicknessM: Infinity, conductivityWMK: 1.4, latentHeatJM3: 7e7 },
    ];
    expect(layeredStefanDepthM(layers, 800)).toBeCloseTo(0.3 + stefanDepthBelowCoverM(1.4, 7e7, 800, 0.5), 9);
  });

  it('end where the last one does', () => {
    const thin = [{ thicknessM: 0.1, conductivityWMK: 1, latentHeatJM3: 1e7 }];
    expect([layeredStefanDepthM(thin, 1000), xieGoughDepthM(thin, 1000)]).toEqual([0.1, 0.1]);
  });
});

describe('the edaphic factor', () => {
  it('gives the depth of its own soil, and is found again from depths', () => {
    const factor = edaphicFactor(1.2, 9e7, 0.8);
    const indices = [200, 600, 1100, 1500];
    const depths = indices.map((days) => edaphicDepthM(factor, days));
    expect(depths[2]).toBeCloseTo(stefanDepthM(1.2, 9e7, 0.8 * 1100), 12);
    expect(calibrateEdaphicFactor(depths, indices)).toBeCloseTo(factor, 12);
  });

  it('is the least-squares one of depths that scatter', () => {
    const [depths, indices] = [
      [0.5, 0.9, 0.7],
      [400, 900, 1600],
    ];
    const factor = calibrateEdaphicFactor(depths, indices);
    const squares = (tried: number): number =>
      depths.reduce((sum, depth, i) => sum + (depth - tried * Math.sqrt(indices[i]!)) ** 2, 0);
    expect(squares(factor)).toBeLessThan(squares(factor * 1.001));
    expect(squares(factor)).toBeLessThan(squares(factor * 0.999));
    expect(calibrateEdaphicFactor([], [])).toBeNaN();
  });
});
