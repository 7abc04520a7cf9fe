/** What ground, surface and climate can be: the parameters that methods about the ground share, with their bounds. */
import { z } from 'zod';
import { mapLeaves } from '../../core/parameterTree.ts';
import { depthFaults } from '../../physics/activeLayer/ground.ts';
import { createLatentHeat } from '../../physics/activeLayer/latentHeatColumn.ts';
import { freezeIndexRule, thawIndexRule } from '../inputs/indexRules.ts';
import { cellParameter } from '../rasters/cellParameter.ts';
import { edaphicFactorParameter, edaphicFactorRule } from './edaphicFactorParameter.ts';
import { nFactorParameter } from './nFactorParameter.ts';
import type { Water } from '../../physics/activeLayer/method.ts';
import type { CellParameter, ParameterRule } from '../rasters/cellParameter.ts';

const percent = { factor: 0.01, unit: '%' };
const centimetres = { factor: 0.01, unit: 'cm' };

const conductivityOf = (title: string): ParameterRule => ({
  title,
  unit: 'W/(m·K)',
  minimum: 0.01,
  maximum: 10,
  reason: 'still air conducts 0.025, quartz 8',
  mistaken: [{ factor: 0.001, unit: 'mW/(m·K)' }],
});

const heatCapacityOf = (title: string): ParameterRule => ({
  title,
  unit: 'J/(m³·K)',
  minimum: 1e5,
  maximum: 5e6,
  reason: 'water holds 4.2e6, dry peat 2e5',
  mistaken: [
    { factor: 1e6, unit: 'MJ/(m³·K)' },
    { factor: 1e3, unit: 'kJ/(m³·K)' },
  ],
});

const heightOf = (title: string, reason: string): ParameterRule => ({
  title,
  unit: 'm',
  minimum: 0,
  maximum: 10,
  reason,
  mistaken: [centimetres, { factor: 0.001, unit: 'mm' }],
});

const thicknessOf = (title: string): ParameterRule =>
  heightOf(title, 'a year of thaw reaches no further into ground that holds water');

const shareOf = (title: string, most: number, reason: string): ParameterRule => ({
  title,
  unit: '',
  minimum: 0,
  maximum: most,
  reason,
  mistaken: [percent],
});

const nFactorOf = (title: string): ParameterRule => ({
  title,
  unit: '',
  minimum: 0,
  maximum: 4,
  reason: 'no surface was seen above 2.64; 1 for an index of the ground surface',
});

export const groundParameters = {
  thawIndex: cellParameter(thawIndexRule),
  freezeIndex: cellParameter(freezeIndexRule),
  thawNFactor: nFactorParameter('thaw', {
    ...nFactorOf('n-factor of thaw'),
    likely: { range: [0.2, 2.7], note: 'surfaces were seen from 0.37 (moss in forest) to 2.64 (bare ground)' },
  }),
  freezeNFactor: nFactorParameter('freeze', {
    ...nFactorOf('n-factor of frost'),
    likely: {
      range: [0.05, 1.05],
      note: 'ground freezes less than the air above it; a greater number comes from temperatures that were taken on the snow',
    },
  }),
  edaphicFactor: edaphicFactorParameter,
  frostFactor: cellParameter({ ...edaphicFactorRule, title: 'Edaphic factor of frost' }),
  thawedConductivity: cellParameter(conductivityOf('Thawed conductivity')),
  frozenConductivity: cellParameter(conductivityOf('Frozen conductivity')),
  thawedHeatCapacity: cellParameter(heatCapacityOf('Thawed heat capacity')),
  frozenHeatCapacity: cellParameter(heatCapacityOf('Frozen heat capacity')),
  layerThickness: cellParameter(thicknessOf('Thickness of the layer')),
  coverThickness: cellParameter(thicknessOf('Thickness of the cover')),
  coverConductivity: cellParameter(conductivityOf('Conductivity of the cover')),
  airMean: cellParameter({
    title: 'Mean annual air temperature',
    unit: '°C',
    minimum: -60,
    maximum: 40,
    reason: 'no place on Earth has a colder or warmer year',
  }),
  airAmplitude: cellParameter({
    title: 'Amplitude of the air',
    unit: '°C',
    difference: true,
    minimum: 0,
    maximum: 45,
    reason: 'half the range of the yearly sinusoid; Verkhoyansk has 32',
  }),
  snowDepth: cellParameter(heightOf('Depth of snow', 'hardly any snow outside avalanches is deeper over a winter')),
  snowDensity: cellParameter({
    title: 'Density of snow',
    unit: 'kg/m³',
    minimum: 30,
    maximum: 600,
    reason: 'the law of conductivity by density (Sturm et al. 1997) ends at 600',
    mistaken: [{ factor: 1000, unit: 'g/cm³' }],
  }),
  vegetationHeight: cellParameter(
    heightOf(
      'Height of vegetation',
      'what covers the ground, moss, grass and shrubs, stays below; crowns of trees do not count',
    ),
  ),
  vegetationDiffusivity: cellParameter({
    title: 'Diffusivity of vegetation',
    unit: 'm²/s',
    minimum: 1e-8,
    maximum: 1e-4,
    reason: 'moss has 1e-7 to 2e-6',
  }),
} as const;

const dryDensity = cellParameter({
  title: 'Dry density',
  unit: 'kg/m³',
  minimum: 50,
  maximum: 2700,
  reason: 'peat has 50 or more, rock without pores 2700',
  mistaken: [{ factor: 1000, unit: 'g/cm³' }],
});
const weightOf = (title: string): ReturnType<typeof cellParameter> =>
  cellParameter(shareOf(title, 20, 'mass of water over mass of dry soil, which may exceed 1 in peat'));
const volumeOf = (title: string): ReturnType<typeof cellParameter> =>
  cellParameter(shareOf(title, 1, 'a share of the volume of the soil'));

/** What freezes in ground. */
export const waterInput = z
  .discriminatedUnion('by', [
    z.strictObject({
      by: z.literal('weight'),
      dryDensity,
      content: weightOf('Water content by weight'),
      unfrozen: weightOf('Unfrozen water by weight').prefault(0),
    }),
    z.strictObject({
      by: z.literal('volume'),
      content: volumeOf('Water content by volume'),
      unfrozen: volumeOf('Unfrozen water by volume').prefault(0),
    }),
    z.strictObject({ by: z.literal('ice'), content: volumeOf('Ice content by volume') }),
  ])
  .superRefine((water, context) => {
    if (water.by === 'ice') return;
    const [content, unfrozen] = [constantOf(water.content), constantOf(water.unfrozen)];
    if (content === null || unfrozen === null || unfrozen <= content) return;
    const message = `expected at most the water content, ${content}: what stays unfrozen is a part of it`;
    context.addIssue({ code: 'custom', path: ['unfrozen'], message, input: unfrozen });
  })
  .meta({
    title: 'Water',
    description:
      '{"by": "weight", "dryDensity", "content", "unfrozen"}, mass of water over mass of dry soil; {"by": "volume", "content", "unfrozen"}, volume of water over that of soil; or {"by": "ice", "content"}, volume of ice over that of soil. What stays unfrozen, 0 by default, melts nothing.',
  });

/** What keeps water that is the same everywhere from having a depth of thaw; null where it has one, or differs. */
export function waterFault(water: Water<CellParameter>, mayBeDry: boolean): string | null {
  const faults = new Uint8Array(1);
  // A parameter that differs from place to place is NaN here, which has no fault.
  const columns = mapLeaves<Water<CellParameter>, CellParameter, Float64Array>(water, (parameter) =>
    Float64Array.of(constantOf(parameter) ?? Number.NaN),
  );
  createLatentHeat(columns, mayBeDry)(1, new Float64Array(1), faults);
  return depthFaults[faults[0]! - 1]?.reason ?? null;
}

/** Null for a parameter that differs from place to place. */
export function constantOf(parameter: CellParameter): number | null {
  return parameter.kind === 'constant' ? parameter.value : null;
}
