/** What `active-layer` refuses before anything is read, each with what would be right. */
import { describe, expect, it } from 'vitest';
import { activeLayerProcess } from '../../../src/processes/activeLayer.ts';
import { describeMethod } from '../../../src/processes/activeLayer/activeLayerReport.ts';
import { parseInputs } from '../../../src/processes/parseInputs.ts';
import type { GivenMethod } from '../../../src/processes/activeLayer/activeLayerInputs.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';

const refusing = (method: Json) => expect(() => parseInputs(activeLayerProcess.inputs, { method }));

const stefan: JsonObject = {
  name: 'stefan',
  thaw: { index: 900, nFactor: 0.8 },
  freeze: { index: 2400, nFactor: 0.5 },
  thawedConductivity: 0.9,
  frozenConductivity: 1.6,
  water: { by: 'weight', dryDensity: 1300, content: 0.3, unfrozen: 0.05 },
};
const layer = (more: JsonObject): JsonObject => ({
  thawedConductivity: 0.9,
  frozenConductivity: 1.6,
  water: { by: 'volume', content: 0.4 },
  ...more,
});
const layered = (...layers: Json[]): Json => ({
  name: 'layered-stefan',
  thaw: { index: 900, nFactor: 1 },
  freeze: { index: 2400, nFactor: 0.5 },
  layers,
});
const kudryavtsev: JsonObject = {
  name: 'kudryavtsev',
  airMean: -5,
  airAmplitude: 18,
  thawedConductivity: 1.1,
  frozenConductivity: 1.8,
  thawedHeatCapacity: 2.6e6,
  frozenHeatCapacity: 1.9e6,
  water: { by: 'volume', content: 0.3 },
};
const vegetation = { winterHeight: 0.1, summerHeight: 0.15, winterDiffusivity: 1e-6, summerDiffusivity: 1e-6 };

const seasons = (thaw: string, freeze: string): JsonObject => ({
  ...stefan,
  thaw: { index: 900, nFactor: thaw },
  freeze: { index: 2400, nFactor: freeze },
});

describe('active-layer takes', () => {
  it.each([
    stefan,
    layered(layer({ thickness: 0.2 }), layer({})),
    layered(layer({ from: 0, to: 0.2 }), layer({ from: 0.2 })),
    kudryavtsev,
  ])('a method that is complete (%#)', (method) => {
    refusing(method).not.toThrow();
  });

  it('numbers with their units', () => {
    const units = {
      ...stefan,
      thaw: { index: '7.776e7 °C·s', nFactor: 0.8 },
      thawedConductivity: '900 mW/(m K)',
      water: { by: 'weight', dryDensity: '1.3 g/cm3', content: '30 %', unfrozen: '5 %' },
      cover: { thickness: '20 cm', conductivity: 0.3 },
    };
    const { method } = parseInputs(activeLayerProcess.inputs, { method: units }) as { method: Record<string, unknown> };
    expect(method).toMatchObject({
      thaw: { index: { kind: 'constant', value: 900 } },
      thawedConductivity: { value: 0.9 },
      water: { dryDensity: { value: 1300 }, content: { value: 0.3 } },
      cover: { thickness: { value: 0.2 } },
    });
    const amplitude = parseInputs(activeLayerProcess.inputs, { method: { ...kudryavtsev, airAmplitude: '18 K' } });
    expect(amplitude).toMatchObject({ method: { airAmplitude: { value: 18 } } });
  });
});

describe('n-factors of published surfaces', () => {
  it('are of thaw for the thawing index, of freeze for the freezing index, with their source in the summary', () => {
    const { method } = parseInputs(activeLayerProcess.inputs, { method: seasons('gravel-fill', 'Tundra') });
    const { parameters } = describeMethod(method as GivenMethod);
    expect(parameters).toMatchObject({
      'thaw/nFactor': { value: 1.25, surface: 'gravel-fill', note: expect.stringMatching(/^n-factor of thaw 1.25: /) },
      'freeze/nFactor': { value: 0.5, surface: 'tundra', note: expect.stringMatching(/^n-factor of freeze 0.5: /) },
    });
  });

  it('may still be texts of numbers', () => {
    const { method } = parseInputs(activeLayerProcess.inputs, { method: seasons('80 %', '.5') });
    expect(method).toMatchObject({ thaw: { nFactor: { value: 0.8 } }, freeze: { nFactor: { value: 0.5 } } });
  });

  it.each([
    [seasons('qtp-forest', 'qtp-forest'), /freeze\/nFactor: expected a number: the table has none for qtp-forest, as/],
    [seasons('tundar', 'tundra'), /thaw\/nFactor: expected a surface of the table, whose nearest is "tundra"/],
  ])('are refused where there are none (%#)', (method, message) => {
    refusing(method).toThrow(message);
  });
});

describe('active-layer refuses', () => {
  it.each([
    [
      'a thawing index in °C·s',
      { thaw: { index: 7.8e7, nFactor: 1 } },
      /thaw\/index: .*at most 366 days.*°C·s: divide by 86400, found 78000000/,
    ],
    [
      'a negative thawing index',
      { thaw: { index: -900, nFactor: 1 } },
      /thaw\/index: .*0 to 18300 °C·day .*sums of thaw are not negative/,
    ],
    [
      'a negative freezing index',
      { freeze: { index: -2400, nFactor: 1 } },
      /freeze\/index: .*counted positive.*negative numbers: multiply by -1/,
    ],
    ['an index of another dimension', { thaw: { index: '900 K', nFactor: 1 } }, /thaw\/index: /],
    ['a conductivity of 0', { thawedConductivity: 0 }, /thawedConductivity: .*0.01 to 10 W\/\(m·K\).*found 0/],
    ['a conductivity in mW/(m·K)', { thawedConductivity: 900 }, /thawedConductivity: .*mW\/\(m·K\): divide by 1000/],
    [
      'a dry density in g/cm³',
      { water: { by: 'weight', dryDensity: 1.3, content: 0.3 } },
      /dryDensity: .*50 to 2700 kg\/m³.*g\/cm³: multiply by 1000/,
    ],
    ['water in %', { water: { by: 'weight', dryDensity: 1300, content: 30 } }, /content: .*%: divide by 100/],
    [
      'a volume of water above 1',
      { water: { by: 'volume', content: 1.2 } },
      /content: .*0 to 1 \(a share of the volume/,
    ],
    ['an ice content above 1', { water: { by: 'ice', content: 1.01 } }, /content: .*0 to 1 /],
    [
      'unfrozen water above the water',
      { water: { by: 'volume', content: 0.2, unfrozen: 0.3 } },
      /water\/unfrozen: expected at most the water content, 0.2.*found 0.3/,
    ],
    [
      'water that hardly freezes',
      { water: { by: 'volume', content: 0.2, unfrozen: 0.2 } },
      /method\/water: less than 0.5 % of the volume freezes.*0.01 or more/,
    ],
    [
      'more water than the ground has room for',
      { water: { by: 'weight', dryDensity: 1800, content: 0.5 } },
      /water: water and dry soil take up more than the whole volume/,
    ],
    ['a cover in cm', { cover: { thickness: 30, conductivity: 0.3 } }, /cover\/thickness: .*cm: divide by 100/],
    [
      'frost without its conductivity',
      { frozenConductivity: null },
      /frozenConductivity: expected a frozen conductivity, as freeze asks/,
    ],
    ['a frozen conductivity without frost', { freeze: null }, /frozenConductivity: is for frost: give freeze/],
    ['an n-factor beyond every surface', { thaw: { index: 900, nFactor: 9 } }, /nFactor: .*0 to 4 \(no surface/],
    ['a name that is none', { thermalConductivity: 1 }, /unknown field "thermalConductivity"/],
  ] as const)('%s', (_what, change, message) => {
    refusing({ ...stefan, ...change }).toThrow(message);
  });

  it.each([
    ['an unknown method', { name: 'neumann' }, /method.name|method/],
    [
      'an edaphic factor in cm',
      { name: 'edaphic', thaw: { index: 900, factor: 3 } },
      /factor: .*cm\/\(°C·day\)\^0.5: divide by 100/,
    ],
    [
      'a mean above the amplitude',
      { ...kudryavtsev, airAmplitude: 4 },
      /airAmplitude: expected more than the size of the mean, -5 °C: such a year never thaws, found/,
    ],
    [
      'a heat capacity in MJ',
      { ...kudryavtsev, thawedHeatCapacity: 2.6 },
      /thawedHeatCapacity: .*MJ\/\(m³·K\): multiply by 1000000/,
    ],
    [
      'snow in cm',
      { ...kudryavtsev, snow: { depth: 40, density: 250 } },
      /snow\/depth: .*depth of snow of 0 to 10 m \(hardly any snow.*in cm: divide by 100/,
    ],
    [
      'vegetation in cm',
      { ...kudryavtsev, vegetation: { ...vegetation, summerHeight: 15 } },
      /summerHeight: .*height of vegetation of 0 to 10 m \(what covers the ground.*in cm: divide by 100/,
    ],
    [
      'snow in g/cm³',
      { ...kudryavtsev, snow: { depth: 0.3, density: 0.25 } },
      /snow\/density: .*g\/cm³: multiply by 1000/,
    ],
  ] as const)('%s', (_what, method, message) => {
    refusing(method).toThrow(message);
  });

  it.each([
    ['that overlap', [{ from: 0, to: 0.3 }, { from: 0.2 }], /layers\/1: overlaps the layer above, from 0.2 to 0.3 m/],
    [
      'with a gap',
      [{ from: 0, to: 0.3 }, { from: 0.5 }],
      /layers\/1: leaves a gap of ground without properties, from 0.3 to 0.5 m/,
    ],
    [
      'that do not begin at the surface',
      [{ from: 0.1, to: 0.3 }, { from: 0.3 }],
      /layers\/0: leaves a gap.* from 0 to 0.1 m/,
    ],
    [
      'upside down',
      [{ from: 0, to: 0.3 }, { from: 0.3, to: 0.2 }, { from: 0.2 }],
      /layers\/1: expected an end below its top/,
    ],
    ['in cm', [{ from: 0, to: 30 }, { from: 30 }], /layers\/0\/to: .*cm: divide by 100/],
    [
      'with an end',
      [
        { from: 0, to: 0.3 },
        { from: 0.3, to: 2 },
      ],
      /layers\/1: expected no end \(to\) of the last layer/,
    ],
    [
      'with a thickness of the last',
      [{ thickness: 0.3 }, { thickness: 2 }],
      /layers\/1: expected no thickness of the last layer/,
    ],
    ['without a thickness', [{}, {}], /layers\/0: expected a thickness: only the last layer has no end/],
    [
      'by thickness and by depth',
      [{ thickness: 0.3 }, { from: 0.3 }],
      /layers\/0: expected from and to as numbers, of every layer/,
    ],
    [
      'the last of which is dry',
      [{ thickness: 0.3 }, { water: { by: 'ice', content: 0 } }],
      /layers\/1\/water: less than 0.5 %/,
    ],
  ] as const)('layers %s', (_what, layers, message) => {
    refusing(layered(...layers.map((more) => layer(more)))).toThrow(message);
  });

  it('no layers, and a first that is dry for the recursion of Xie and Gough alone', () => {
    refusing(layered()).toThrow(/layers: /);
    const dry = [layer({ thickness: 0.2, water: { by: 'ice', content: 0 } }), layer({})];
    refusing(layered(...dry)).not.toThrow();
    refusing({ ...(layered(...dry) as JsonObject), algorithm: 'xie-gough' }).toThrow(
      /layers\/0\/water: less than 0.5 %/,
    );
  });
});
