/** Process `terrain`: what an elevation model says about the shape of the ground. */
import { z } from 'zod';
import { terrainParameters } from '../terrain/terrainRule.ts';
import { chunkSizeInput } from './chunkSize.ts';
import { anyJson } from './commonInputs.ts';
import { openStack } from './covariateStack.ts';
import { derivedMap } from './derivedMap.ts';
import { defineProcess } from './process.ts';
import type { TerrainParameterName } from '../terrain/terrainRule.ts';
import type { Derivation } from './derivedMap.ts';
import type { Library } from './library.ts';

// Of a record with at least one name.
const names = Object.keys(terrainParameters) as [TerrainParameterName, ...TerrainParameterName[]];

const inputs = z.object({
  dem: z.string().min(1).meta({
    title: 'Elevation model',
    description: 'Id of a raster (POST /rasters), or a file on the command line; band 1, elevation in metres.',
  }),
  parameters: z
    .array(z.enum(names))
    .min(1)
    .max(16)
    .meta({
      title: 'Parameters',
      description: `A band of the result each, in this order: ${names.map((name) => `${name} (${terrainParameters[name].description}, ${terrainParameters[name].unit})`).join('; ')}.`,
    }),
  chunkSizePx: chunkSizeInput,
});

async function prepareTerrain(library: Library, given: z.output<typeof inputs>): Promise<Derivation> {
  const stack = (await openStack(library, { dem: given.dem }))!;
  return {
    stack,
    layers: stack.layers.map(({ file, band }) => ({ kind: 'raster', path: file.path, band })),
    rule: { name: 'terrain', options: { parameters: given.parameters } },
    bands: given.parameters.map((name) => ({
      ...terrainParameters[name],
      name,
      overview: 'average',
      palette: 'amount',
    })),
    window: { xPx: 0, yPx: 0, widthPx: stack.grid.widthPx, heightPx: stack.grid.heightPx },
    chunkSizePx: given.chunkSizePx,
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
      mediaType: 'image/tiff; application=geotiff; profile=cloud-optimized',
      resource: 'map',
    },
    preview: {
      title: 'Picture',
      description: 'PNG of the first band.',
      mediaType: 'image/png',
      resource: 'map',
    },
    summary: {
      title: 'Summary',
      description: 'Name, unit and statistics of every band.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  plan,
  runChunk,
  async run(context, given, chunks) {
    const { map, preview, bands } = await assemble(context, given, chunks, 'terrain.tif');
    return { terrain: map, preview, summary: { kind: 'value', value: { bands: [...bands] } } };
  },
});
