import { DomainError } from '../../core/errors.ts';
import { createDistribution } from '../quantile/distribution.ts';
import { requireForest } from '../relation.ts';
import { type BandKind, requireRowsFor } from './band.ts';

export const distributionBands: BandKind = {
  examples: ['sd', 'q05', 'q50', 'q95'],
  description:
    'q05, q50, q97.5, …: quantiles in percent of the conditional distribution (quantile regression forest, Meinshausen 2006); sd: its standard deviation',
  needsForest: true,
  needsRows: true,
  needsApplicability: false,
  inTargetUnit: () => true,
  title: (name) => {
    if (name === 'sd') return 'standard deviation';
    const percent = percentOf(name);
    return percent === null ? null : `${percent} % quantile`;
  },
  create: (model, names, report) => {
    const band = `Band ${names[0]!}`;
    const quantiles = names
      .flatMap((name, place) => {
        const percent = percentOf(name);
        return percent === null ? [] : [{ probability: percent / 100, place }];
      })
      .toSorted((a, b) => a.probability - b.probability);
    const distribution = createDistribution(
      requireForest(model, band),
      requireRowsFor(names[0]!, model),
      quantiles.map(({ probability }) => probability),
      { report },
    );
    const deviationPlace = names.indexOf('sd');
    return (columns, count, outputs) => {
      const deviation = deviationPlace === -1 ? new Float32Array(count) : outputs[deviationPlace]!;
      distribution(columns, count, [...quantiles.map(({ place }) => outputs[place]!), deviation]);
    };
  },
};

/** @returns 5 for q05, 2.5 for q2.5, null for what is no quantile @throws {DomainError} 'invalid-input' outside 0–100 */
function percentOf(name: string): number | null {
  const match = /^q(-?\d*\.?\d+)$/.exec(name);
  if (match === null) return null;
  const percent = Number(match[1]);
  if (percent > 0 && percent < 100) return percent;
  throw new DomainError(
    'invalid-input',
    `Band ${name} would be the ${percent} % quantile; a quantile lies between 0 and 100 %, both excluded, such as q05 or q97.5`,
    { errors: [{ pointer: '/bands', detail: `${name} is outside 0–100 %` }] },
  );
}
