import { createApplicabilityMeter, requireApplicability } from '../applicability/applicability.ts';
import type { PixelApplicability } from '../applicability/applicability.ts';
import { expectedError } from '../applicability/errorProfile.ts';
import type { ErrorProfile } from '../applicability/errorProfile.ts';
import { type BandKind, requireRowsFor } from './band.ts';

const titles = new Map([
  ['di', 'dissimilarity index'],
  ['aoa', 'area of applicability (1 inside, 0 outside)'],
  ['lpd', 'local point density'],
  ['error', 'expected error (RMSE)'],
]);

export const applicabilityBands: BandKind = {
  examples: [...titles.keys()],
  description:
    'di: dissimilarity index, distance to the nearest training station among the covariates by their importance, 1 being the mean distance between two stations (Meyer & Pebesma 2021); aoa: area of applicability, 1 where di is at most the threshold of the cross-validation and 0 elsewhere; lpd: local point density, training stations within the threshold (Schumacher et al. 2025); error: cross-validated RMSE to be expected at the di, no value outside the area of applicability',
  needsForest: false,
  needsRows: true,
  needsApplicability: true,
  inTargetUnit: (name) => name === 'error',
  // A share of cells inside would be neither inside nor outside.
  overview: (name) => (name === 'aoa' ? 'mode' : 'average'),
  title: (name) => titles.get(name) ?? null,
  create: (model, names) => {
    const applicability = requireApplicability(model.applicability, `Band ${names[0]!}`);
    const { columns: rows } = requireRowsFor(names[0]!, model);
    const measure = createApplicabilityMeter(applicability, rows);
    return (columns, count, outputs) => {
      const pixels = measure(columns, count);
      for (const [i, name] of names.entries()) {
        const valueAt = valueOf(name, pixels, applicability.profile);
        for (let pixel = 0; pixel < count; pixel++) {
          outputs[i]![pixel] = Number.isNaN(pixels.dissimilarity[pixel]!) ? Number.NaN : valueAt(pixel);
        }
      }
    };
  },
};

/** Of a model of classes. */
export const classApplicabilityBands: BandKind = {
  ...applicabilityBands,
  examples: ['di', 'aoa', 'lpd'],
  description: 'di, aoa and lpd of a model of classes as of one of numbers, but no error: a wrong class has no size',
  title: (name) => (name === 'error' ? null : applicabilityBands.title(name)),
};

/** The value of a band at a pixel where no covariate is NaN. */
function valueOf(
  name: string,
  { dissimilarity, density }: PixelApplicability,
  profile: ErrorProfile | null,
): (pixel: number) => number {
  if (name === 'di') return (pixel) => dissimilarity[pixel]!;
  if (name === 'lpd') return (pixel) => density[pixel]!;
  if (name === 'aoa') return (pixel) => Number(density[pixel]! > 0);
  return (pixel) =>
    profile === null || density[pixel] === 0 ? Number.NaN : expectedError(profile, dissimilarity[pixel]!);
}
