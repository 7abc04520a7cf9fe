/** Process `spectral-indices`: vegetation, water, snow and soil indices of one satellite scene or of many. */
import { normalizedIndices, spectralIndices } from '../spectral/indices.ts';
import { sceneCounts } from '../spectral/sceneIndices.ts';
import { anyJson } from './inputs/commonInputs.ts';
import { alignedIn } from './rasters/covariateStack.ts';
import { cogMediaType, derivedMap } from './maps/derivedMap.ts';
import { defineProcess } from './process.ts';
import { spectralInputs } from './spectral/spectralInputs.ts';
import { checkScaling, placeScenes } from './spectral/spectralScenes.ts';
import type { Json } from '../core/json.ts';
import type { WrittenFile } from './maps/derivedFile.ts';
import type { Derivation } from './maps/derivedMap.ts';
import type { Library } from './library.ts';
import type { SpectralInputs } from './spectral/spectralInputs.ts';
import type { SpectralScenes } from './spectral/spectralScenes.ts';

async function prepareIndices(library: Library, given: SpectralInputs): Promise<Derivation> {
  return derivationOf(given, await placeScenes(library, given));
}

function derivationOf(given: SpectralInputs, placed: SpectralScenes): Derivation {
  const { stack, roles, scenes, indices, mask } = placed;
  return {
    stack,
    layers: stack.layers.map(({ onGrid }) => onGrid),
    rule: {
      name: 'spectral',
      options: {
        roles,
        scenes: scenes.map(({ scaling, quality }) => ({ scaling, mask: quality === null ? null : mask })),
        indices,
        statistic: given.statistic,
      },
    },
    bands: bandsOf(given, scenes.length),
    window: { xPx: 0, yPx: 0, widthPx: stack.grid.widthPx, heightPx: stack.grid.heightPx },
  };
}

/** The indices; of several scenes also how many have a value, per index. */
function bandsOf({ indices, statistic }: SpectralInputs, sceneCount: number): Derivation['bands'] {
  const common = { unit: '', overview: 'average', palette: 'amount' } as const;
  const over = sceneCount > 1 ? `, ${statistic} of ${sceneCount} scenes` : '';
  const values = indices.map((name) => ({ ...common, name, description: `${spectralIndices[name].title}${over}` }));
  if (sceneCount === 1) return values;
  const counts = indices.map((name) => ({
    ...common,
    name: `${name}_count`,
    description: `Scenes with a value of ${name}`,
  }));
  return [...values, ...counts];
}

const { plan, runChunk, assemble } = derivedMap(prepareIndices);

export const spectralIndicesProcess = defineProcess<typeof spectralInputs, { readonly index: number }>({
  id: 'spectral-indices',
  version: '1.0.0',
  title: 'Spectral indices',
  description:
    'Indices of vegetation, water, snow, moisture, burns and bare soil from Landsat or Sentinel-2 bands, of one scene or as the median, mean or maximum of many, without clouds and their shadows where a quality band is given.',
  modes: ['async'],
  inputs: spectralInputs,
  outputs: {
    indices: {
      title: 'Indices',
      description:
        'Cloud Optimized GeoTIFF, float32: a band per index, and of several scenes a band per index with the number of scenes that have a value. NaN where no scene has one.',
      mediaType: cogMediaType,
      resource: 'map',
    },
    preview: { title: 'Picture', description: 'PNG of the first index.', mediaType: 'image/png', resource: 'map' },
    summary: {
      title: 'Summary',
      description:
        'Formula and source of every index, the bands and the scaling of every scene and who applied it, scenes left out, statistics; over all scenes the cells, those masked, and the values of bands that no reflectance has.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  async plan(context, given) {
    await checkScaling(context, given, await placeScenes(context.library, given));
    return plan(context, given);
  },
  runChunk,
  async run(context, given, chunks) {
    const { map, preview, bands, counts } = await assemble(context, given, chunks, 'indices.tif');
    const counted = Object.fromEntries(sceneCounts.map((name, i) => [name, counts[i]!]));
    const beyond = counted['beyondReflectance']!;
    if (beyond > 0) context.log('warning', `${beyond} values of bands lie where no reflectance does`);
    const placed = await placeScenes(context.library, given);
    const warnings = beyondOne(given, bands);
    const summary = { ...describeScenes(given, placed), bands: [...bands], counts: counted, warnings };
    return { indices: map, preview, summary: { kind: 'value', value: summary } };
  },
});

function describeScenes(
  given: SpectralInputs,
  { scenes, roles, leftOut, stack }: SpectralScenes,
): { [key: string]: Json } {
  return {
    indices: given.indices.map((name) => ({ index: name, ...spectralIndices[name] })),
    scaling: given.scaling,
    statistic: scenes.length > 1 ? given.statistic : null,
    scenes: scenes.map(({ place, date, bands, scaling, quality }) => ({
      scene: place + 1,
      date,
      quality: quality?.file.name ?? null,
      bands: Object.fromEntries(
        roles.map((role, i): [string, Json] => {
          const { file, band } = bands[i]!;
          const { multiply, add, fill, by } = scaling[i]!;
          return [role, { file: file.name, band, multiply, add, fill, scaledBy: by }];
        }),
      ),
    })),
    ...alignedIn(stack),
    scenesLeftOut: leftOut.map(({ place, date }) => ({ scene: place + 1, date })),
  };
}

/** What a reader would take for a fault: normalised differences beyond those that reflectances above 0 can have. */
function beyondOne({ indices }: SpectralInputs, bands: WrittenFile['bands']): string[] {
  return indices.flatMap((name) => {
    const found = bands.find(({ band }) => band === name)?.statistics ?? null;
    if (found === null || !normalizedIndices.has(name) || (found.minimum >= -1 && found.maximum <= 1)) return [];
    const [from, to] = [found.minimum, found.maximum].map((value) => value.toPrecision(3));
    return [
      `${name} runs from ${from} to ${to}, beyond −1…1: some cells have reflectances below 0 after scaling, where it says nothing of the ground`,
    ];
  });
}
