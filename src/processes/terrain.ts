/** Process `terrain`: what an elevation model says about the shape of the ground. */
import { z } from 'zod';
import { createParameter } from '../terrain/parameters.ts';
import { mapChoices } from './maps/mapChoices.ts';
import { anyJson, rasterLayer } from './inputs/commonInputs.ts';
import { openStack } from './rasters/covariateStack.ts';
import { cogMediaType, derivedMap, pictureOutput } from './maps/derivedMap.ts';
import { elevationUnitInput, elevationUnitOf } from './terrain/elevationUnit.ts';
import { defineProcess } from './process.ts';
import { parameterRequests, parametersInput } from './terrain/terrainParameters.ts';
import type { AmountPalette } from '../raster/previewScale.ts';
import type { ParameterName } from '../terrain/parameters.ts';
import type { ElevationUnit } from './terrain/elevationUnit.ts';
import type { StackLayer } from './rasters/covariateStack.ts';
import type { Derivation } from './maps/derivedMap.ts';
import type { Library } from './library.ts';

const inputs = z.object({
  dem: z.union([z.string().min(1), rasterLayer]).meta({
    title: 'Elevation model',
    description:
      'Id of a raster (POST /rasters), or a file on the command line: band 1, or {"raster": id, "band": n}. It may be on any grid that is not rotated, in degrees too: cells then have the metres of their own latitude.',
  }),
  parameters: parametersInput,
  elevationUnit: elevationUnitInput,
  ...mapChoices,
});

/** Of pictures: what has a sign has two arms of colours that meet at 0. */
const palettes: Partial<Record<ParameterName, AmountPalette>> = {
  hillshade: 'light',
  tpi: 'temperature',
  northness: 'temperature',
  eastness: 'temperature',
  relativeDeviation: 'temperature',
};

type Inputs = z.output<typeof inputs>;

async function prepareTerrain(library: Library, given: Inputs): Promise<Derivation & { readonly unit: ElevationUnit }> {
  const stack = (await openStack(library, { dem: given.dem }))!;
  const [{ band, info, onGrid }] = stack.layers as readonly [StackLayer];
  const unit = elevationUnitOf(info, band, given.elevationUnit);
  const parameters = parameterRequests(given.parameters);
  const place = { ...stack.crs, grid: stack.grid };
  const made = parameters.map((request) => createParameter(request, place));
  const needsLatitude = made.some((parameter) => parameter.needsLatitude === true);
  return {
    stack,
    layers: [onGrid, ...(needsLatitude ? [{ kind: 'coordinate', axis: 'latitude' } as const] : [])],
    rule: { name: 'terrain', options: { parameters, elevationUnitM: unit.metres } },
    bands: made.map(({ description, unit: bandUnit, circular }, i) => ({
      name: parameters[i]!.parameter,
      description,
      unit: bandUnit,
      overview: circular === true ? 'mode' : 'average',
      palette: palettes[parameters[i]!.parameter] ?? 'amount',
    })),
    window: { xPx: 0, yPx: 0, widthPx: stack.grid.widthPx, heightPx: stack.grid.heightPx },
    unit,
  };
}

const { plan, runChunk, assemble } = derivedMap(prepareTerrain);

export const terrainProcess = defineProcess<typeof inputs, { readonly index: number }>({
  id: 'terrain',
  version: '1.0.0',
  title: 'Terrain parameters',
  description:
    'Derives terrain parameters from an elevation model, on its grid: the covariates that say where cold air pools, snow drifts and the sun shines.',
  modes: ['async'],
  inputs,
  outputs: {
    terrain: {
      title: 'Terrain parameters',
      description:
        'Cloud Optimized GeoTIFF, float32, a band per parameter; NaN where a cell or a neighbour that it needs has no elevation.',
      mediaType: cogMediaType,
      resource: 'map',
    },
    preview: pictureOutput,
    summary: {
      title: 'Summary',
      description:
        'Name, unit and statistics of every band; notes on what was taken for granted, such as the unit of the elevations.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  plan,
  runChunk,
  async run(context, given, chunks) {
    const { map, preview, bands } = await assemble(context, given, chunks, 'terrain.tif');
    const { unit, stack } = await prepareTerrain(context.library, given);
    const notes = [unit.note];
    if (stack.crs.kind === 'geographic') {
      notes.push('The grid is in degrees: cells have the metres of their row on the WGS 84 ellipsoid.');
    }
    if (bands.every(({ statistics }) => statistics === null)) notes.push('No cell has a value.');
    return { terrain: map, preview, summary: { kind: 'value', value: { bands: [...bands], notes } } };
  },
});
