/** The methods of `active-layer` and what each takes. */
import { z } from 'zod';
import { constantOf, groundParameters, waterFault, waterInput } from './groundParameters.ts';
import { thicknessParameter } from './thicknessParameter.ts';
import { layerFault, layersInput } from './soilLayers.ts';
import type { DepthMethod } from '../../physics/activeLayer/method.ts';
import type { CellParameter } from '../rasters/cellParameter.ts';

const parameters = groundParameters;

const season = {
  thaw: z.strictObject({ index: parameters.thawIndex, nFactor: parameters.thawNFactor }),
  freeze: z.strictObject({ index: parameters.freezeIndex, nFactor: parameters.freezeNFactor }).nullable().default(null),
};

const soil = {
  thawedConductivity: parameters.thawedConductivity,
  frozenConductivity: parameters.frozenConductivity.nullable().default(null),
  water: waterInput,
};

const edaphic = z
  .strictObject({
    name: z.literal('edaphic'),
    thaw: z.strictObject({ index: parameters.thawIndex, factor: parameters.edaphicFactor }),
    freeze: z.strictObject({ index: parameters.freezeIndex, factor: parameters.frostFactor }).nullable().default(null),
  })
  .meta({ title: 'Stefan with an edaphic factor', description: 'Depth = factor · √index.' });

const forest = z
  .strictObject({ name: z.literal('forest'), thickness: thicknessParameter })
  .transform((given) => ({ ...given, freeze: null }))
  .meta({ title: 'Forest of measured sites', description: 'Depth as a model of active-layer thickness predicts it.' });

const stefan = z
  .strictObject({
    name: z.literal('stefan'),
    ...season,
    ...soil,
    cover: z
      .strictObject({ thickness: parameters.coverThickness, conductivity: parameters.coverConductivity })
      .nullable()
      .default(null)
      .meta({ description: 'Of dry fill, insulation or moss without ice on top; depths count from below it.' }),
  })
  .superRefine((given, context) => {
    const refuse = refuseAt(context);
    checkFrost(given, given.freeze !== null, [], refuse);
    const fault = waterFault(given.water, false);
    if (fault !== null) refuse(['water'], fault);
  })
  .meta({ title: 'Stefan with properties of soil' });

const layered = z
  .strictObject({
    name: z.literal('layered-stefan'),
    algorithm: z.enum(['series', 'xie-gough']).default('series').meta({
      description:
        'series: resistances in series (Nixon & McRoberts 1973; Kurylyk 2015); xie-gough: the recursion of Xie & Gough 2013, disputed and 7 to 17 % deeper where peat lies on mineral soil, for comparison with papers that use it.',
    }),
    ...season,
    layers: layersInput,
  })
  .superRefine(({ layers, freeze, algorithm }, context) => {
    const refuse = refuseAt(context);
    for (const [at, layer] of layers.entries()) checkFrost(layer, freeze !== null, ['layers', at], refuse);
    const dry = layerFault(layers, algorithm);
    if (dry !== null) refuse(['layers', dry.at, 'water'], dry.fault);
  })
  .meta({ title: 'Stefan in layers' });

const kudryavtsev = z
  .strictObject({
    name: z.literal('kudryavtsev'),
    airMean: parameters.airMean,
    airAmplitude: parameters.airAmplitude,
    snow: z.strictObject({ depth: parameters.snowDepth, density: parameters.snowDensity }).nullable().default(null),
    vegetation: z
      .strictObject({
        winterHeight: parameters.vegetationHeight,
        summerHeight: parameters.vegetationHeight,
        winterDiffusivity: parameters.vegetationDiffusivity,
        summerDiffusivity: parameters.vegetationDiffusivity,
      })
      .nullable()
      .default(null),
    ...soil,
    frozenConductivity: parameters.frozenConductivity,
    thawedHeatCapacity: parameters.thawedHeatCapacity,
    frozenHeatCapacity: parameters.frozenHeatCapacity,
  })
  .superRefine(({ airMean, airAmplitude, water }, context) => {
    const refuse = refuseAt(context);
    const fault = waterFault(water, false);
    if (fault !== null) refuse(['water'], fault);
    const [mean, amplitude] = [constantOf(airMean), constantOf(airAmplitude)];
    if (mean === null || amplitude === null || amplitude > Math.abs(mean)) return;
    const missing = mean > 0 ? 'never freezes' : 'never thaws';
    refuse(['airAmplitude'], `expected more than the size of the mean, ${mean} °C: such a year ${missing}`);
  })
  .meta({ title: 'Kudryavtsev' });

export const methodInput = z.discriminatedUnion('name', [edaphic, forest, stefan, layered, kudryavtsev]).meta({
  title: 'Method',
  description:
    'By name, with its parameters. edaphic: Stefan with a factor, thaw {index, factor}, where factor may be {"calibration": …} of calibrate-active-layer or {"model": …} of edaphic_factor (the hybrid); forest: thickness {"model": …} of active-layer thickness; stefan: Stefan with properties of soil, thaw {index, nFactor}, thawedConductivity, water, cover; layered-stefan: thaw {index, nFactor}, layers, algorithm; kudryavtsev: airMean, airAmplitude, snow, vegetation, conductivities, heat capacities, water. With freeze like thaw, and frozenConductivity, frost is computed too: where it reaches less deep than the thaw there is no permafrost. An nFactor is the index of the ground surface over the index given: 1 for an index of the surface itself; a number, or the name of a published surface such as tundra.',
});

export type GivenMethod = z.output<typeof methodInput> & DepthMethod<CellParameter>;

type Refuse = (path: readonly (string | number)[], message: string) => void;

function refuseAt(context: z.core.$RefinementCtx): Refuse {
  return (path, message) => context.addIssue({ code: 'custom', path: [...path], message, input: context.value });
}

function checkFrost(
  { frozenConductivity }: { readonly frozenConductivity: CellParameter | null },
  isAsked: boolean,
  path: readonly (string | number)[],
  refuse: Refuse,
): void {
  if (isAsked === (frozenConductivity !== null)) return;
  const message = isAsked
    ? 'expected a frozen conductivity, as freeze asks for frost'
    : 'is for frost: give freeze with its index and nFactor, or leave it out';
  refuse([...path, 'frozenConductivity'], message);
}
