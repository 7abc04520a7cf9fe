/** Edaphic factors as a file of their own: open JSON with a version and a checksum, taken by other processes as an input. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sortedJson } from '../../core/json.ts';
import { edaphicUnit, mostEdaphicFactor } from '../../physics/activeLayer/edaphicFit.ts';

const factor = z
  .number()
  .gt(0)
  .max(mostEdaphicFactor)
  .meta({ description: `Edaphic factor, ${edaphicUnit}.` });
const depth = z.number().min(0);

const fit = {
  factor,
  standardError: z
    .number()
    .min(0)
    .nullable()
    .meta({ description: `Of the factor, ${edaphicUnit}.` }),
  residualM: depth.nullable().meta({ description: 'Standard deviation of the residuals, m.' }),
  sites: z.int().min(1),
};

const scores = z.strictObject({
  n: z.int().min(1),
  rmseM: depth,
  maeM: depth,
  biasM: z.number().meta({ description: 'Mean of predicted − observed, m.' }),
  r2: z.number().nullable().meta({ description: '1 − SSE ÷ SST; null where all depths are alike.' }),
});

const classFit = z.strictObject({ class: z.string().min(1), fromAllSites: z.boolean(), ...fit, leaveOneOut: scores });

const content = {
  format: z.literal('cryoforest-edaphic-calibration'),
  version: z.literal(1),
  equation: z.literal('thaw depth in m = factor × √(thawing index in °C·day)'),
  thawIndex: z.string().min(1).meta({ description: 'What the index was at the sites: the factors hold for the same.' }),
  overall: z.strictObject({ ...fit, leaveOneOut: scores }),
  classes: z
    .strictObject({
      source: z.string().min(1),
      leaveOneOut: scores.meta({ description: 'All sites, each by the factor of its class.' }),
      byClass: z.array(classFit).min(1).max(10_000),
    })
    .nullable(),
  sites: z.strictObject({ name: z.string(), sha256: z.string(), column: z.string(), unit: z.string() }),
  software: z.string(),
};

const calibrationSchema = z.strictObject({ ...content, sha256: z.string().regex(/^[\da-f]{64}$/) });

export type CalibrationFile = z.output<typeof calibrationSchema>;
export type DepthScores = z.output<typeof scores>;

export const calibrationInput = calibrationSchema
  .superRefine((given, context) => {
    const fault = sealFault(given);
    if (fault !== null) context.addIssue({ code: 'custom', path: ['sha256'], message: fault, input: given });
  })
  .meta({
    title: 'Calibration',
    description:
      'Edaphic factors as calibrate-active-layer made them (its output calibration). One that was changed since is refused by its checksum.',
  });

/** @returns the content with the SHA-256 of its JSON, keys sorted and without white space */
export function sealCalibration(made: Omit<CalibrationFile, 'sha256'>): CalibrationFile {
  return { ...made, sha256: checksum(made) };
}

/** @returns null where the content is what it was sealed with */
function sealFault({ sha256, ...made }: CalibrationFile): string | null {
  const found = checksum(made);
  if (found === sha256) return null;
  return `the calibration was changed after it was made: it is sealed with ${sha256.slice(0, 12)}…, and its content has ${found.slice(0, 12)}…. Calibrate anew, or give the factors themselves`;
}

function checksum(made: Omit<CalibrationFile, 'sha256'>): string {
  return createHash('sha256').update(sortedJson(made)).digest('hex');
}
