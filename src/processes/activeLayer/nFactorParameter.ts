/** An n-factor of cells or stations: as any parameter is given, or that of a surface of the published table. */
import { z } from 'zod';
import { publishedFactor, surfaceNames } from '../inputs/nFactorInput.ts';
import { cellParameter } from '../rasters/cellParameter.ts';
import type { CellParameter, ParameterRule } from '../rasters/cellParameter.ts';

/** @param season whose factor of the surface it is: thaw for the thawing index, freeze for the freezing index */
export function nFactorParameter(season: 'thaw' | 'freeze', rule: ParameterRule) {
  const surface = z
    .string()
    .max(100)
    // A number with its unit begins otherwise.
    .regex(/^\s*[a-z]/i, 'expected the name of a surface')
    .transform((name, context): CellParameter => {
      const found = publishedFactor(name, season);
      if ('value' in found) {
        return {
          kind: 'constant',
          value: found.value,
          rule,
          origin: { surface: name.trim().toLowerCase(), note: found.note },
        };
      }
      // It goes on, so that this is told beside what a number lacks.
      context.addIssue({ code: 'custom', message: found.fault, continue: true });
      return z.NEVER;
    });
  return z.union([surface, cellParameter(rule)]).meta({
    title: rule.title,
    description: `${rule.title}: like every parameter a number, a raster, values by class or a column; or the name of a surface of the table of published ones, whose factor of ${season} it is: ${surfaceNames}.`,
  });
}
