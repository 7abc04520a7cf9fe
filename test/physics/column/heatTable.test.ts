import { describe, expect, it } from 'vitest';
import { enthalpyJM3, freezingOf } from '../../../src/physics/column/freezing.ts';
import { heatAt, heatTable, liquidShareOf, potentialAt, temperatureOf } from '../../../src/physics/column/heatTable.ts';
import type { FreezingCurve, GroundMaterial } from '../../../src/physics/column/material.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import { gravel, phase } from './columns.ts';

const curves: readonly FreezingCurve[] = [
  { kind: 'sharp', freezingPointC: 0 },
  { kind: 'sharp', freezingPointC: -1.5 },
  { kind: 'linear', solidusC: -2, liquidusC: -0.1, mushyConductivityWMK: null },
  { kind: 'exponential', freezingPointC: -0.05, widthC: 0.5, residualShare: 0.1 },
  { kind: 'power', totalVolume: 0.35, a: 0.06, b: -0.324 },
];

function soil(freezing: FreezingCurve): GroundMaterial {
  return { frozen: phase(2.5, 2e6), thawed: phase(1.4, 2.9e6), latentHeatJM3: 1.2e8, freezing };
}

describe.each(curves)('heatTable of $kind', (curve) => {
  const material = soil(curve);
  const table = heatTable(material, 'soil');
  const { liquidShare } = freezingOf(curve);

  it('finds the temperature again that its heat was made from, to 0.01 °C', () => {
    for (let atC = -80; atC < 30; atC += 0.37) {
      if (Math.abs(atC) < 1e-9) continue;
      const heatJM3 = enthalpyJM3(material, liquidShare(atC), atC);
      expect(Math.abs(temperatureOf(table, heatJM3) - atC), `${atC}`).toBeLessThan(atC < -60 ? 0.1 : 0.01);
      expect(Math.abs(temperatureOf(table, heatAt(table, atC, 'frozen')) - atC)).toBeLessThan(1e-9);
    }
  });

  it('holds the liquid share of the curve, to 0.005', () => {
    for (const atC of [-30, -5, -1.9, -0.6, -0.2, 0.1, 5]) {
      const found = liquidShareOf(table, heatAt(table, atC, 'frozen'));
      expect(Math.abs(found - liquidShare(atC)), `${atC}`).toBeLessThan(0.005);
    }
  });

  it('has the integral of the conductivity as its potential', () => {
    // Between two temperatures, by ten thousand rectangles.
    const [fromC, toC, pieces] = [-7, 3, 10_000];
    let sum = 0;
    for (let i = 0; i < pieces; i++) {
      const share = liquidShare(fromC + ((i + 0.5) * (toC - fromC)) / pieces);
      sum += (2.5 ** (1 - share) * 1.4 ** share * (toC - fromC)) / pieces;
    }
    expect(Math.abs(potentialAt(table, toC) - potentialAt(table, fromC) - sum)).toBeLessThan(0.001);
  });
});

describe('heatTable', () => {
  it('lets a temperature of 0 °C be frozen, thawed, or anything between', () => {
    expect(heatAt(gravel, 0, 'frozen')).toBe(0);
    expect(heatAt(gravel, 0, 'thawed')).toBe(2.32e7);
    expect(temperatureOf(gravel, 1.16e7)).toBe(0);
    expect(liquidShareOf(gravel, 1.16e7)).toBe(0.5);
  });

  it('takes dry ground, which has no step', () => {
    const dry = heatTable(sharpMaterial(phase(0.3, 1.5e6), phase(0.3, 1.5e6), 0), 'dry');
    expect(temperatureOf(dry, -3e6)).toBe(-2);
    expect(temperatureOf(dry, 1.5e6)).toBe(1);
    expect(potentialAt(dry, -1)).toBe(-0.3);
  });

  it.each([
    [{ thawed: phase(0, 2e6) }, /gravel: thawed conductivity must be 0\.01 to 20 W\/\(m·K\)/],
    [{ frozen: phase(2, 2000) }, /frozen heat capacity must be 10000 to 6000000 J\/\(m³·K\)/],
    [{ latentHeatJM3: 0 }, /ground without water has one conductivity .*found 2\.61 and 1\.91 W/],
    [{ latentHeatJM3: -1 }, /latent heat must be 0 to 340000000 J\/m³/],
    [{ latentHeatJM3: Number.NaN }, /latent heat .* found NaN/],
    [{ freezing: { kind: 'sharp', freezingPointC: 1 } as const }, /freezing point must be -20 to 0 °C/],
    [
      { freezing: { kind: 'linear', solidusC: 0, liquidusC: -1, mushyConductivityWMK: null } as const },
      /solidus \(0 °C\) must lie below the liquidus \(-1 °C\)/,
    ],
    [{ freezing: { kind: 'power', totalVolume: 0.2, a: 2, b: -0.5 } as const }, /a\) must be 0\.000001 to 1/],
    [
      { freezing: { kind: 'power', totalVolume: 0.05, a: 0.5, b: -0.5 } as const },
      /freezing point by a, b and the water content must be -20 to 0 °C .*found -(100|99\.9)/,
    ],
    [{ freezing: { kind: 'power', totalVolume: 0.2, a: 0.1, b: 0.5 } as const }, /exponent b must be -5 to -0\.01/],
    [
      { freezing: { kind: 'exponential', freezingPointC: 0, widthC: 0, residualShare: 0 } as const },
      /width of the freezing curve/,
    ],
    [
      { latentHeatJM3: 1e6, freezing: { kind: 'sharp', freezingPointC: -5 } as const },
      /get colder as it takes up heat/,
    ],
  ])('refuses %j', (change, message) => {
    expect(() => heatTable({ ...gravel.material, ...change }, 'gravel')).toThrow(message);
  });
});
