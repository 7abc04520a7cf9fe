/** Engine `linear`: multiple linear regression on all covariates, such as the relations of regional permafrost atlases. */
import type { LinearEngine } from '../engine.ts';
import { leastSquares, requireRows } from './leastSquares.ts';

export const linear: LinearEngine = {
  name: 'linear',
  description:
    'Multiple linear regression on all covariates by ordinary least squares; coefficients with standard errors.',
  knownLimits: [
    'A linear relation goes on beyond the range of its stations: far from them it predicts any temperature.',
    'Standard errors and p-values take the stations as independent; neighbouring ones are not.',
    'A circular covariate, such as aspect in degrees, has no linear meaning: give its sine and cosine.',
  ],
  takesClasses: false,
  takesWeights: false,
  options: {},
  check: requireRows,
  fit({ columns, target, rows, names }) {
    const known = columns.map((column) => Float64Array.from(rows, (row) => column[row]!));
    return leastSquares(
      known,
      Float64Array.from(rows, (row) => target[row]!),
      names,
    );
  },
};
