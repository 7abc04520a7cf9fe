/** Process `thermal-stability`: classes of a map of ground temperatures, extent, probability and zones of permafrost. */
import { permafrostZones } from '../physics/stability/permafrostZones.ts';
import { stabilityBands } from '../physics/stability/stabilityRule.ts';
import { anyJson } from './inputs/commonInputs.ts';
import { cogMediaType, derivedMap, pictureOutput } from './maps/derivedMap.ts';
import { namesOutput } from './maps/mapNames.ts';
import { defineProcess } from './process.ts';
import { describeDepth, mapClassesOf, schemeOf } from './stability/stabilityScheme.ts';
import { checkSampledTemperatures } from './stability/sampledSpread.ts';
import { openStabilitySource } from './stability/stabilitySource.ts';
import { describeStability } from './stability/stabilitySummary.ts';
import { thermalStabilityInputs } from './stability/thermalStabilityInputs.ts';
import { describeScheme } from './validation/validation.ts';
import type { DerivedBand } from './maps/derivedFile.ts';
import type { Derivation } from './maps/derivedMap.ts';
import type { MapClass } from '../raster/mapClasses.ts';
import type { Library } from './library.ts';
import type { Output } from './process.ts';
import type { StabilitySource, ThermalStabilityInputs } from './stability/stabilitySource.ts';

/** From sure to none: as the class of stability, dark where there is most. */
const zoneColours = [
  [31, 66, 128],
  [77, 133, 189],
  [150, 196, 222],
  [216, 233, 240],
  [216, 212, 205],
] as const;

/** With limits in their names, as a legend needs them. */
function zoneClasses(isolatedFrom: number): readonly MapClass[] {
  return permafrostZones.map(({ name, from }, value) => {
    const limits = from === null ? '' : from > 0 ? ` ≥ ${from}` : isolatedFrom > 0 ? ` ≥ ${isolatedFrom}` : ' < 0.1';
    return { value, name: `${name}${limits}`, colour: zoneColours[value]! };
  });
}

const { plan, runChunk, assemble } = derivedMap(async (library: Library, given: ThermalStabilityInputs) =>
  derivationOf(given, await openStabilitySource(library, given)),
);

function derivationOf(given: ThermalStabilityInputs, { stack, source, depth }: StabilitySource): Derivation {
  const scheme = schemeOf(given.scheme);
  const classes: DerivedBand = {
    name: 'class',
    description: scheme.title,
    unit: '',
    overview: 'mode',
    palette: { classes: mapClassesOf(scheme) },
  };
  const amounts: Readonly<Record<string, DerivedBand>> = {
    probability: band('probability', 'Probability of permafrost', '', 'amount'),
    ttop: band('ttop', 'Temperature at the top of permafrost, mean of the ensemble', '°C', 'temperature'),
    deviation: band('deviation', 'Standard deviation of the ensemble', '°C', 'amount'),
  };
  const likely = stabilityBands(source.kind).flatMap((name) => amounts[name] ?? []);
  const zones: DerivedBand = {
    name: 'zone',
    description: 'Permafrost zones by probability',
    unit: '',
    overview: 'mode',
    palette: { classes: zoneClasses(given.isolatedFrom) },
  };
  return {
    stack,
    layers: stack.layers.map(({ onGrid }) => onGrid),
    rule: {
      name: 'stability',
      options: { source, scheme, interval: given.interval, isolatedFrom: given.isolatedFrom },
    },
    bands: [classes],
    further:
      likely.length === 0
        ? []
        : [
            { fileName: 'probability.tif', bands: likely },
            { fileName: 'zones.tif', bands: [zones] },
          ],
    items: { STABILITY_SCHEME: JSON.stringify(describeScheme(scheme)), TEMPERATURE_DEPTH: describeDepth(depth) },
    window: { xPx: 0, yPx: 0, widthPx: stack.grid.widthPx, heightPx: stack.grid.heightPx },
  };
}

function band(name: string, description: string, unit: string, palette: 'amount' | 'temperature'): DerivedBand {
  return { name, description, unit, overview: 'average', palette };
}

export const thermalStabilityProcess = defineProcess<typeof thermalStabilityInputs, { readonly index: number }>({
  id: 'thermal-stability',
  version: '1.0.0',
  title: 'Thermal stability of permafrost',
  description:
    'Classes of a map of mean annual ground temperatures by a named scheme or one of your own, with their areas on the ellipsoid; where the temperature has a spread, also the extent of permafrost with bounds, its probability in every cell, and zones (continuous, discontinuous, sporadic, isolated).',
  modes: ['async'],
  inputs: thermalStabilityInputs,
  outputs: {
    stability: {
      title: 'Classes',
      description:
        'Cloud Optimized GeoTIFF of bytes with a colour table, 255 where there is none; the metadata item STABILITY_SCHEME holds the limits and the class that a temperature on a limit belongs to, TEMPERATURE_DEPTH the depth.',
      mediaType: cogMediaType,
      resource: 'map',
    },
    names: namesOutput,
    preview: { ...pictureOutput, description: 'PNG of the classes with their legend.' },
    probability: {
      title: 'Probability of permafrost',
      description:
        'Cloud Optimized GeoTIFF, float32, 0 to 1; of a TTOP ensemble also its mean and its standard deviation, °C. Absent without a spread.',
      mediaType: cogMediaType,
      resource: 'map',
    },
    probabilityPreview: { ...pictureOutput, description: 'PNG of the probability.' },
    zones: {
      title: 'Zones',
      description: `Cloud Optimized GeoTIFF of bytes with a colour table: ${zoneClasses(0)
        .map(({ value, name }) => `${value} ${name}`)
        .join(', ')}. Absent without a spread.`,
      mediaType: cogMediaType,
      resource: 'map',
    },
    zoneNames: { ...namesOutput, title: 'Names of the zones' },
    zonesPreview: { ...pictureOutput, description: 'PNG of the zones with their legend.' },
    summary: {
      title: 'Summary',
      description:
        'The scheme with its limits, the depth of the temperatures, areas in km² of the classes, of permafrost (cells at 0 °C or below) with its bounds, and of the zones; what the probability was made of; cells without a value, cells with temperatures that the ground cannot have, cells whose spread is missing or impossible.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  async plan(context, given) {
    schemeOf(given.scheme);
    await checkSampledTemperatures(await openStabilitySource(context.library, given));
    return plan(context, given);
  },
  runChunk,
  async run(context, given, chunks) {
    const written = await assemble(context, given, chunks, 'stability.tif');
    const scheme = schemeOf(given.scheme);
    const source = await openStabilitySource(context.library, given);
    const summary = describeStability(given, scheme, source, written);
    for (const warning of summary.warnings) context.log('warning', warning);
    const [probability, zones] = written.further;
    const bands = [...written.bands, ...written.further.flatMap((file) => file.bands)];
    return {
      stability: written.map,
      ...(written.names === null ? {} : { names: written.names }),
      preview: written.preview,
      ...(probability === undefined ? {} : { probability: probability.map, probabilityPreview: probability.preview }),
      ...(zones === undefined ? {} : { zones: zones.map, zoneNames: zones.names!, zonesPreview: zones.preview }),
      summary: { kind: 'value', value: { ...summary, bands } },
    } satisfies Record<string, Output>;
  },
});
