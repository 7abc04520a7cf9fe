/** Engine `linear`: multiple linear regression on all covariates, such as the relations of regional permafrost atlases. */
import type { LinearEngine } from '../engine.ts';
import { designOf, referenceOf, relationOfDesign } from './contrasts.ts';
import { leastSquares, requireRows } from './leastSquares.ts';

export const linear: LinearEngine = {
  name: 'linear',
  description:
    'Multiple linear regression on all covariates by ordinary least squares; coefficients with standard errors, categories as contrasts with a reference level.',
  knownLimits: [
    'A linear relation goes on beyond the range of its stations: far from them it predicts any temperature.',
    'Standard errors and p-values take the stations as independent; neighbouring ones are not.',
    'A circular covariate, such as aspect in degrees, has no linear meaning: give its sine and cosine.',
  ],
  takesClasses: false,
  takesWeights: false,
  options: {},
  check: requireRows,
  fit({ columns, target, rows, covariates }) {
    const design = designOf(
      covariates,
      columns.map((column) => Float64Array.from(rows, (row) => column[row]!)),
    );
    const fit = leastSquares(
      design.map(({ values }) => values),
      Float64Array.from(rows, (row) => target[row]!),
      design.map(({ name }) => name),
    );
    const references = covariates.flatMap(({ name, levels }) =>
      levels === null ? [] : [{ covariate: name, level: referenceOf(levels) }],
    );
    return { fit, references, relation: relationOfDesign(fit, covariates) };
  },
};
