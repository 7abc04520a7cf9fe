/** The edaphic factor of cells or stations: as any parameter is given, or as calibrate-active-layer made it. */
import { z } from 'zod';
import { mostEdaphicFactor } from '../../physics/activeLayer/edaphicFit.ts';
import { cellParameter } from '../rasters/cellParameter.ts';
import { rasterLayer } from '../inputs/commonInputs.ts';
import { modelParameter } from '../rasters/modelParameter.ts';
import { calibrationInput } from './edaphicCalibrationFile.ts';
import type { CellParameter, ParameterRule } from '../rasters/cellParameter.ts';
import type { CalibrationFile } from './edaphicCalibrationFile.ts';

export const edaphicFactorRule: ParameterRule = {
  title: 'Edaphic factor',
  unit: 'm/(°C·day)^0.5',
  minimum: 1e-4,
  maximum: mostEdaphicFactor,
  reason: 'most ground has 0.01 to 0.05, hardly wet rock 0.4',
  mistaken: [{ factor: 0.01, unit: 'cm/(°C·day)^0.5' }],
  likely: { range: [0.005, 0.15], note: 'most ground has 0.01 to 0.05 m/(°C·day)^0.5' },
};

const classesInput = z
  .union([z.string().min(1), rasterLayer, z.strictObject({ column: z.string().min(1) })])
  .nullable()
  .default(null)
  .meta({
    description:
      'Raster of the classes that the calibration has factors of, by number or name, or at stations {"column": name}. Without it every place has the factor of all sites.',
  });

const calibrated = z
  .strictObject({
    // On the command line "@calibration.json" within JSON is the text of that file.
    calibration: z.union([
      calibrationInput,
      z
        .string()
        .max(10_000_000)
        .transform((text, context): unknown => {
          try {
            return JSON.parse(text);
          } catch {
            context.addIssue({
              code: 'custom',
              message: 'expected a calibration as JSON, or @FILE on the command line',
            });
            return z.NEVER;
          }
        })
        .pipe(calibrationInput),
    ]),
    classes: classesInput,
  })
  .superRefine(({ calibration, classes }, context) => {
    if (classes === null || calibration.classes !== null) return;
    const message = 'the calibration has one factor for all sites, and none by class: leave classes out';
    context.addIssue({ code: 'custom', path: ['classes'], message });
  })
  .transform(({ calibration, classes }): CellParameter => ({
    ...placeOf(calibration, classes),
    rule: edaphicFactorRule,
    origin: { calibration: describeCalibration(calibration, classes !== null) },
  }));

export const edaphicFactorParameter = z
  .union([calibrated, modelParameter(edaphicFactorRule), cellParameter(edaphicFactorRule)])
  .meta({
    title: edaphicFactorRule.title,
    description: `${edaphicFactorRule.title}, ${edaphicFactorRule.unit}: like every parameter a number, a raster, values by class or a column; or {"calibration": …}, the result of calibrate-active-layer, with "classes" where it has factors by class; or {"model": …, "covariates": …}, a model of edaphic_factor, which makes the hybrid.`,
  });

type Distributed<Union> = Union extends unknown ? Omit<Union, 'rule' | 'origin'> : never;

function placeOf(
  { overall, classes: byClass }: CalibrationFile,
  source: z.output<typeof classesInput>,
): Distributed<CellParameter> {
  if (source === null || byClass === null) return { kind: 'constant', value: overall.factor };
  const values = Object.fromEntries(byClass.byClass.map((fit) => [fit.class, fit.factor]));
  if (typeof source === 'object' && 'column' in source) return { kind: 'column', column: source.column, values };
  return { kind: 'classes', source, values };
}

/** What the sites say of the error of depths by these factors. */
function describeCalibration({ overall, classes, thawIndex, sites, sha256 }: CalibrationFile, isByClass: boolean) {
  return {
    sites: overall.sites,
    table: sites.name,
    thawIndex,
    standardError: overall.standardError,
    leaveOneOut: isByClass && classes !== null ? classes.leaveOneOut : overall.leaveOneOut,
    sha256,
  };
}
