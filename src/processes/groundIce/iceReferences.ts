/** How rasters, tables and numbers of every cell are named in the inputs of `ground-ice`. */
import { z } from 'zod';
import { rasterLayer } from '../inputs/commonInputs.ts';
import { quantity } from '../inputs/quantity.ts';
import { outOfBounds } from '../rasters/cellParameter.ts';
import type { ParameterRule } from '../rasters/cellParameter.ts';

/** A file, but no number with or without a unit, such as "80 cm". */
export const reference = z
  .string()
  .min(1)
  .refine((text) => !/^[-+]?\d*\.?\d+\s*[^\d./\\-]*$/.test(text), 'expected a raster or a table, not a number')
  .refine((text) => !/^[[{]/.test(text), 'expected a raster or a table, not JSON');

export const raster = z.union([reference, rasterLayer]);

/** One number for all cells, or a raster of it. */
export function cellNumber(rule: ParameterRule) {
  const { unit, minimum: min, maximum: max } = rule;
  return z.union([quantity({ unit, min, max, outOfBounds: (value) => outOfBounds(rule, value) }), raster]);
}
