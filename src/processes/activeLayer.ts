/** Process `active-layer`: how deep it thaws, over rasters or at stations, and where there is no permafrost to thaw to. */
import { z } from 'zod';
import { lostCells } from '../core/cellSource.ts';
import { depthFaults, groundStates } from '../physics/activeLayer/ground.ts';
import { knowsFrost } from '../physics/activeLayer/method.ts';
import { methodInput } from './activeLayer/activeLayerInputs.ts';
import { describeMethod, shallowWarnings, warningsOf } from './activeLayer/activeLayerReport.ts';
import { activeLayerAtStations, stationOutputs } from './activeLayer/activeLayerStations.ts';
import { alignInput, alignmentOf } from './rasters/alignment.ts';
import { mapChoices } from './maps/mapChoices.ts';
import { anyJson } from './inputs/commonInputs.ts';
import { alignedIn } from './rasters/covariateStack.ts';
import { cogMediaType, derivedMap, pictureOutput } from './maps/derivedMap.ts';
import { describeLost } from './rasters/lostCells.ts';
import { namesOutput } from './maps/mapNames.ts';
import { openParameters } from './rasters/mapParameters.ts';
import { describeModels } from './rasters/modelParameter.ts';
import { checkSampledBounds } from './rasters/sampledBounds.ts';
import { defineProcess } from './process.ts';
import type { Json } from '../core/json.ts';
import type { MapClass } from '../raster/mapClasses.ts';
import type { GivenMethod } from './activeLayer/activeLayerInputs.ts';
import type { DerivedBand } from './maps/derivedFile.ts';
import type { Derivation } from './maps/derivedMap.ts';
import type { Library } from './library.ts';
import type { FinishedChunks, Output, ProcessContext } from './process.ts';

const inputs = z.object({
  method: methodInput,
  stations: z.string().min(1).nullable().default(null).meta({
    title: 'Stations',
    description:
      'Id of a dataset (POST /boreholes), or a table file on the command line: depths are computed at its rows instead of over a map. Parameters may then be its columns, and rasters are read where the stations stand.',
  }),
  align: alignInput,
  ...mapChoices,
});

type Inputs = z.output<typeof inputs>;

const fileName = 'active-layer.tif';

const depthBand = (name: string, description: string): DerivedBand => ({
  name,
  description,
  unit: 'm',
  overview: 'average',
  palette: 'amount',
});

/** Cold to warm: blue, ochre, red, and white for what never thaws. */
const colours: readonly MapClass['colour'][] = [
  [49, 104, 172],
  [230, 171, 72],
  [196, 78, 60],
  [198, 222, 240],
];
const groundClasses: readonly MapClass[] = groundStates.map((state, i) => ({ ...state, colour: colours[i]! }));

async function prepareLayers(library: Library, { method, align }: Inputs) {
  const parameters = await openParameters<GivenMethod>(library, method, parameterOptions(align));
  const { stack, sources, layers, models } = parameters;
  const rule = { name: 'activeLayer', options: sources } as const;
  const { widthPx, heightPx } = stack.grid;
  const derivation: Derivation = {
    stack,
    layers,
    rule: models.length === 0 ? rule : { name: 'modelled', options: { models, rule } },
    bands: knowsFrost(method)
      ? [
          depthBand('activeLayer', 'Active-layer thickness'),
          depthBand('seasonalFrost', 'Depth of seasonal frost where there is no permafrost'),
        ]
      : [depthBand('thawDepth', 'Depth of thaw')],
    further: knowsFrost(method)
      ? [
          {
            fileName: 'ground.tif',
            bands: [
              {
                name: 'ground',
                description: 'Ground by the depths of thaw and frost',
                unit: '',
                overview: 'mode',
                palette: { classes: groundClasses },
              },
            ],
          },
        ]
      : [],
    items: { METHOD: method.name },
    window: { xPx: 0, yPx: 0, widthPx, heightPx },
  };
  return { ...derivation, stack, sources, opened: parameters.opened };
}

function parameterOptions(align: Inputs['align']) {
  return { pointer: '/method', alignmentOf: (classes: readonly string[]) => alignmentOf(align, classes) };
}

const map = derivedMap(prepareLayers);

export const activeLayerProcess = defineProcess<typeof inputs, { readonly index: number }>({
  id: 'active-layer',
  version: '1.0.0',
  title: 'Active layer',
  description:
    'Depth to which the ground thaws in summer, by Stefan’s equation (with an edaphic factor, properties of soil, or layers) or Kudryavtsev’s method, for every cell of a map or at stations. Where it freezes less deep in winter than it thaws there is no permafrost: there is no active layer then, and the depth of seasonal frost is given instead.',
  modes: ['async'],
  inputs,
  outputs: {
    activeLayer: {
      title: 'Active layer',
      description:
        'Of rasters: Cloud Optimized GeoTIFF, float32, bands activeLayer (m, NaN where there is no permafrost) and seasonalFrost (m, NaN where there is); without freeze one band, thawDepth (m).',
      mediaType: cogMediaType,
      resource: 'map',
    },
    preview: pictureOutput,
    ground: {
      title: 'Ground',
      description: `Of rasters, with freeze: Cloud Optimized GeoTIFF of classes: ${groundStates.map(({ value, name }) => `${value} ${name}`).join(', ')}.`,
      mediaType: cogMediaType,
      resource: 'map',
    },
    groundNames: { ...namesOutput, title: 'Names of the classes of the ground' },
    groundPreview: { ...pictureOutput, title: 'Picture of the ground', description: 'PNG of the classes.' },
    ...stationOutputs,
    summary: {
      title: 'Summary',
      description:
        'The method, every parameter with its unit, what the method is known to err by, warnings, how layers were aligned; statistics, cells and areas or stations by class of the ground, and those without a depth, by cause.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  async plan(context, given) {
    if (given.stations === null) {
      const { stack } = await prepareLayers(context.library, given);
      await checkSampledBounds(stack, given.method, '/method');
      return map.plan(context, given);
    }
    await context.library.resolve('boreholes', given.stations);
    return [];
  },
  runChunk: (context, given, chunk) => map.runChunk(context, given, chunk),
  async run(context, given, chunks) {
    for (const warning of warningsOf(given.method)) context.log('warning', warning);
    return given.stations === null
      ? assembleMap(context, given, chunks)
      : activeLayerAtStations(context, { ...given, stations: given.stations }, parameterOptions(given.align));
  },
});

async function assembleMap(
  context: ProcessContext,
  given: Inputs,
  chunks: FinishedChunks,
): Promise<Readonly<Record<string, Output>>> {
  const { activeLayer, preview, further, bands, counts, areas } = await assembleFiles(context, given, chunks);
  const { stack, sources, opened } = await prepareLayers(context.library, given);
  const faults = depthFaults.flatMap(({ name, reason }, i) =>
    counts[i]! > 0 ? [{ cause: name, reason, cells: counts[i]! }] : [],
  );
  const lost = await describeLost(lostCells(sources, counts.slice(depthFaults.length)), given.method, stack);
  for (const { reason, cells } of [...faults, ...lost]) {
    context.log('warning', `${cells} cells without a depth: ${reason}`);
  }
  const grounds = groundStates.map(({ name }, i): Json => ({ ground: name, ...areas[i]! }));
  const permafrost = groundStates.flatMap(({ name }, i) => (/permafrost|no thaw/.test(name) ? [areas[i]!.cells] : []));
  const isNone = knowsFrost(given.method) && areas.some(({ cells }) => cells > 0) && permafrost.every((n) => n === 0);
  const none = 'There is no permafrost on the map: everywhere frost reaches less deep than thaw.';
  const unlikely = [...(isNone ? [none] : []), ...shallowWarnings(bands[0]?.statistics?.mean ?? null)];
  for (const warning of unlikely) context.log('warning', warning);
  const { warnings: warped = [], ...aligned } = alignedIn(stack);
  return {
    activeLayer,
    preview,
    ...further,
    summary: {
      kind: 'value',
      value: {
        ...describeMethod(given.method),
        warnings: [...warningsOf(given.method), ...unlikely, ...warped],
        ...aligned,
        ...describeModels(opened, counts),
        bands: [...bands],
        ...(knowsFrost(given.method) ? { ground: grounds } : {}),
        cellsWithoutDepth: [...faults, ...lost],
      },
    },
  };
}

async function assembleFiles(context: ProcessContext, given: Inputs, chunks: FinishedChunks) {
  const { map: activeLayer, preview, further, ...told } = await map.assemble(context, given, chunks, fileName);
  const [ground] = further;
  const files: Readonly<Record<string, Output>> =
    ground === undefined
      ? {}
      : {
          ground: ground.map,
          groundPreview: ground.preview,
          ...(ground.names === null ? {} : { groundNames: ground.names }),
        };
  return { activeLayer, preview, ...told, further: files };
}
