import { describe, expect, it } from 'vitest';
import { bandRoles, spectralIndices } from '../../src/spectral/indices.ts';
import { bandName, sensors } from '../../src/spectral/sensors.ts';
import { parseFormula } from '../../src/processes/inputs/parseFormula.ts';
import { createEvaluator, createTally } from '../../src/formula/evaluator.ts';
import type { IndexName } from '../../src/spectral/indices.ts';

describe('bandName', () => {
  it('knows the ways to write a band', () => {
    expect(['B04', 'SR_B4', 'b4', 'Band 4', 'B8A', 'B12', 'band_1'].map(bandName)).toEqual([
      'B4',
      'B4',
      'B4',
      'B4',
      'B8A',
      'B12',
      'B1',
    ]);
  });

  it('gives every role of every sensor a band that the sensor has', () => {
    for (const { roles, bands } of Object.values(sensors)) {
      expect(bandRoles.map((role) => (bands as readonly string[]).includes(roles[role]))).toEqual(
        bandRoles.map(() => true),
      );
    }
  });
});

describe('spectralIndices', () => {
  const reflectance = { blue: 0.04, green: 0.08, red: 0.06, nir: 0.4, swir1: 0.2, swir2: 0.1 };

  // By hand, for the reflectances above.
  it.each([
    ['ndvi', 0.34 / 0.46],
    ['evi', (2.5 * 0.34) / (0.4 + 0.36 - 0.3 + 1)],
    ['savi', (1.5 * 0.34) / 0.96],
    ['ndwi', -0.32 / 0.48],
    ['mndwi', -0.12 / 0.28],
    ['ndsi', -0.12 / 0.28],
    ['ndmi', 0.2 / 0.6],
    ['nbr', 0.3 / 0.5],
    ['bsi', (0.26 - 0.44) / (0.26 + 0.44)],
  ] as const)('computes %s', async (name: IndexName, expected) => {
    const formula = await parseFormula(spectralIndices[name].formula, bandRoles);
    const columns = formula.layers.map((role) => Float32Array.of(reflectance[role as keyof typeof reflectance]));
    const out = new Float32Array(1);
    createEvaluator(formula)(columns, 1, out, createTally(formula));
    expect(Math.abs(out[0]! - expected)).toBeLessThan(1e-6);
  });
});
