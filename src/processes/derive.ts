/** Process `derive`: a raster by a formula of the user's own over named layers. */
import { z } from 'zod';
import { describeCounts, sayCounts } from '../formula/formulaRule.ts';
import { formulaLimits } from '../formula/scan.ts';
import { constants, functions } from '../formula/operations.ts';
import { alignInput, alignmentOf } from './rasters/alignment.ts';
import { mapChoices } from './maps/mapChoices.ts';
import { anyJson, mostCovariates, rasterLayer } from './inputs/commonInputs.ts';
import { alignedIn, openStack } from './rasters/covariateStack.ts';
import { cogMediaType, derivedMap } from './maps/derivedMap.ts';
import { parseFormula } from './inputs/parseFormula.ts';
import { defineProcess } from './process.ts';
import type { Formula } from '../formula/expression.ts';
import type { CovariateStack } from './rasters/covariateStack.ts';
import type { Derivation } from './maps/derivedMap.ts';
import type { Library } from './library.ts';

const inputs = z.object({
  formula: z
    .string()
    .min(1)
    .max(formulaLimits.characters)
    .meta({
      title: 'Formula',
      description: `One expression over the names of the layers, such as (nir - red) / (nir + red) or slope > 30 ? 1 : 0. It may have numbers, + - * / ^ and parentheses, comparisons (< <= > >= == !=, 1 for true and 0 for false), and, or, not, condition ? value : value, the constants ${Object.keys(constants).join(' and ')}, and the functions ${Object.keys(functions).join(', ')}; angles are radians, log is the natural logarithm.`,
    }),
  layers: z
    .record(z.string().min(1).max(64), z.union([z.string().min(1), rasterLayer]))
    .refine((layers) => Object.keys(layers).length <= mostCovariates, `at most ${mostCovariates} layers`)
    .meta({
      title: 'Layers',
      description:
        'Name of each layer, by letters a–z, digits and _, and its raster: an id (band 1), or {"raster": id, "band": n}. All lie on one grid, or are aligned. Scale and offset of a file are applied as it is read.',
    }),
  name: z
    .string()
    .regex(/^[\p{L}_][\p{L}\p{N}_-]{0,63}$/u, 'a name starts with a letter and has letters, digits, _ - only')
    .default('derived')
    .meta({ title: 'Name', description: 'What the result is called in the file and in the summary.' }),
  unit: z
    .string()
    .max(32)
    .default('')
    .meta({ title: 'Unit', description: 'Unit of the result, for the file; empty for none.' }),
  align: alignInput,
  ...mapChoices,
});

/** Characters of a formula that the title of a picture has room for. */
const longestTitle = 60;

type Inputs = z.output<typeof inputs>;

function readFormula({ formula, layers }: Inputs): Promise<Formula> {
  return parseFormula(formula, Object.keys(layers));
}

/** Of the layers that the formula names. */
async function openLayers(library: Library, given: Inputs, formula: Formula): Promise<CovariateStack> {
  const used = Object.fromEntries(formula.layers.map((name) => [name, given.layers[name]!]));
  // A formula names at least one layer.
  return (await openStack(library, used, { pointer: '/layers', alignment: alignmentOf(given.align, []) }))!;
}

async function prepareFormula(library: Library, given: Inputs): Promise<Derivation> {
  const formula = await readFormula(given);
  const stack = await openLayers(library, given, formula);
  const { widthPx, heightPx } = stack.grid;
  return {
    stack,
    layers: stack.layers.map(({ onGrid }) => onGrid),
    rule: { name: 'formula', options: formula },
    bands: [
      {
        name: given.name,
        description: formula.text.length > longestTitle ? given.name : `${given.name} = ${formula.text}`,
        unit: given.unit,
        overview: 'average',
        palette: 'amount',
      },
    ],
    window: { xPx: 0, yPx: 0, widthPx, heightPx },
  };
}

const { plan, runChunk, assemble } = derivedMap(prepareFormula);

export const deriveProcess = defineProcess<typeof inputs, { readonly index: number }>({
  id: 'derive',
  version: '1.0.0',
  title: 'Raster by a formula',
  description:
    'Computes every cell by a formula over named layers. A cell without a value in a layer that the formula names has none in the result, nor has one that the formula gives none: a division by zero, a logarithm or root of what has none, a number too large. The summary counts them by cause.',
  modes: ['async'],
  inputs,
  outputs: {
    derived: {
      title: 'Raster',
      description: 'Cloud Optimized GeoTIFF, float32, one band on the grid of the layers; NaN where there is no value.',
      mediaType: cogMediaType,
      resource: 'map',
    },
    preview: { title: 'Picture', description: 'PNG of the raster.', mediaType: 'image/png', resource: 'map' },
    summary: {
      title: 'Summary',
      description:
        'The formula, the layers that it names and those that it does not, how layers were aligned, statistics, and the cells without a value: all, by layer, by cause.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  plan,
  runChunk,
  async run(context, given, chunks) {
    const formula = await readFormula(given);
    const { map, preview, bands, counts } = await assemble(context, given, chunks, `${given.name}.tif`);
    const cellsWithoutValue = describeCounts(formula, counts);
    const lost = sayCounts(cellsWithoutValue);
    if (lost !== null) context.log('warning', `Cells without a value: ${lost}`);
    const unusedLayers = Object.keys(given.layers).filter((name) => !formula.layers.includes(name));
    if (unusedLayers.length > 0) context.log('warning', `The formula does not name ${unusedLayers.join(', ')}`);
    const alignment = alignedIn(await openLayers(context.library, given, formula));
    const summary = {
      formula: formula.text,
      layers: [...formula.layers],
      unusedLayers,
      ...alignment,
      bands: [...bands],
    };
    return {
      derived: map,
      preview,
      summary: { kind: 'value', value: { ...summary, cellsWithoutValue: { ...cellsWithoutValue } } },
    };
  },
});
