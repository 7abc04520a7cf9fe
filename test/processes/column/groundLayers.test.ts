import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { groundLayers } from '../../../src/processes/column/groundLayers.ts';
import { layerInput } from '../../../src/processes/column/layerInputs.ts';
import { johansenConductivityWMK } from '../../../src/physics/soil/johansen.ts';

const values = {
  from: 'values',
  frozenConductivityWMK: 2.61,
  thawedConductivityWMK: 1.91,
  frozenHeatCapacityJM3K: 1.863e6,
  thawedHeatCapacityJM3K: 2.401e6,
  waterVolume: 0.07,
};
const silt = { from: 'johansen', dryDensityKgM3: 1500, waterVolume: 0.3, quartz: 0.3, coarse: false };

/** What the schema or the layers themselves say against some layers. */
function refusal(...layers: readonly object[]): string {
  const parsed = z.array(layerInput).safeParse(layers);
  if (!parsed.success) return parsed.error.issues.map(({ message }) => message).join('; ');
  try {
    groundLayers(parsed.data, '/layers');
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

function layersOf(...layers: readonly object[]) {
  return groundLayers(z.array(layerInput).parse(layers), '/layers');
}

describe('groundLayers', () => {
  it('puts layers of thicknesses and of depths below each other', () => {
    const found = layersOf(
      { thicknessM: 0.5, properties: values },
      { topM: 0.5, bottomM: 40, name: 'silt', properties: silt },
    );
    expect(found.map(({ name, topM, bottomM }) => [name, topM, bottomM])).toEqual([
      ['layer 1', 0, 0.5],
      ['silt', 0.5, 40],
    ]);
  });

  it('takes values as they are, latent heat by the volume of water', () => {
    const [gravel] = layersOf({ thicknessM: 40, properties: values });
    expect(gravel!.material).toEqual({
      frozen: { conductivityWMK: 2.61, heatCapacityJM3K: 1.863e6 },
      thawed: { conductivityWMK: 1.91, heatCapacityJM3K: 2.401e6 },
      latentHeatJM3: expect.closeTo(0.07 * 3.34e8, 0),
      freezing: { kind: 'sharp', freezingPointC: 0 },
    });
  });

  it('makes soils by composition, water by weight or by volume', () => {
    const [byVolume] = layersOf({ thicknessM: 40, properties: silt });
    const { waterVolume: _, ...dry } = silt;
    const [byWeight] = layersOf({ thicknessM: 40, properties: { ...dry, waterByWeight: 0.2 } });
    expect(byWeight!.material.latentHeatJM3).toBeCloseTo(byVolume!.material.latentHeatJM3, 3);
    const moist = { dryDensityKgM3: 1500, waterVolume: 0.3, quartz: 0.3, coarse: false };
    expect(byVolume!.material.thawed.conductivityWMK).toBe(
      johansenConductivityWMK({ ...moist, frozen: false, unfrozenVolume: 0 }),
    );
    expect(byVolume!.material.thawed.heatCapacityJM3K).toBeCloseTo(1500 * 840 + 4180 * 1000 * 0.3, 3);
  });

  it('mixes peat from its volumes: water conducts a quarter of ice', () => {
    const [peat] = layersOf({
      thicknessM: 1,
      properties: { from: 'mixture', mineralVolume: 0, organicVolume: 0.1, waterVolume: 0.9 },
    });
    const { frozen, thawed } = peat!.material;
    expect(thawed.conductivityWMK).toBeCloseTo((0.1 * Math.sqrt(0.25) + 0.9 * Math.sqrt(0.57)) ** 2, 12);
    expect(frozen.conductivityWMK / thawed.conductivityWMK).toBeGreaterThan(3);
    expect(thawed.heatCapacityJM3K).toBeCloseTo(0.1 * 2.5e6 + 0.9 * 4.2e6, 3);
  });

  it('gives curves the shares of the water that stays', () => {
    const curve = { kind: 'exponential', residualVolume: 0.03, widthC: 0.5 };
    const [layer] = layersOf({ thicknessM: 40, properties: silt, unfrozenWater: curve });
    expect(layer!.material.freezing).toEqual({
      kind: 'exponential',
      freezingPointC: 0,
      widthC: 0.5,
      residualShare: expect.closeTo(0.1, 12),
    });
  });

  it.each([
    [
      'layers that overlap',
      [
        { thicknessM: 1, properties: values },
        { topM: 0.8, bottomM: 9, properties: values },
      ],
      /overlaps the layer above, which ends at 1 m/,
    ],
    [
      'layers that leave a gap',
      [
        { thicknessM: 1, properties: values },
        { topM: 1.2, bottomM: 9, properties: values },
      ],
      /leaves a gap: it must begin at 1 m/,
    ],
    ['a layer upside down', [{ topM: 0, bottomM: 0, properties: values }], /must end below its top/],
    ['thickness and depths', [{ thicknessM: 1, topM: 0, bottomM: 1, properties: values }], /not both/],
    ['no extent', [{ properties: values }], /give thicknessM, or topM and bottomM/],
    [
      'conductivity 0',
      [{ thicknessM: 1, properties: { ...values, thawedConductivityWMK: 0 } }],
      /at least 0\.01 .*quartzite 8/,
    ],
    [
      'heat capacity in MJ',
      [{ thicknessM: 1, properties: { ...values, thawedHeatCapacityJM3K: 2.4 } }],
      /neither by weight nor in MJ/,
    ],
    ['a depth in cm', [{ thicknessM: 4000, properties: values }], /at most 1000 m.*is it in centimetres/],
    ['dry density in g/cm³', [{ thicknessM: 1, properties: { ...silt, dryDensityKgM3: 1.5 } }], /1\.6 g\/cm³ is 1600/],
    ['water in percent', [{ thicknessM: 1, properties: { ...silt, waterVolume: 30 } }], /is it in percent/],
    ['more water than pores', [{ thicknessM: 1, properties: { ...silt, waterVolume: 0.6 } }], /pores of 0\.444 only/],
    ['water given twice', [{ thicknessM: 1, properties: { ...silt, waterByWeight: 0.2 } }], /one of them/],
    ['latent heat and water', [{ thicknessM: 1, properties: { ...values, latentHeatJM3: 1e7 } }], /one of them/],
    [
      'a mixture above 1',
      [{ thicknessM: 1, properties: { from: 'mixture', mineralVolume: 0.6, waterVolume: 0.6 } }],
      /fill 1\.200 of the volume/,
    ],
    [
      'unfrozen water above total',
      [{ thicknessM: 1, properties: silt, unfrozenWater: { kind: 'power', a: 0.4, b: -0.5 } }],
      /less than all of its water, 0\.300/,
    ],
    [
      'residual water above total',
      [{ thicknessM: 1, properties: silt, unfrozenWater: { kind: 'exponential', residualVolume: 0.3, widthC: 1 } }],
      /less than all of its water/,
    ],
  ] as const)('refuses %s', (_what, layers, message) => {
    expect(refusal(...layers)).toMatch(message);
  });
});
