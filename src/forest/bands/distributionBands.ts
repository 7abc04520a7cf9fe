import { DomainError } from '../../core/errors.ts';
import { createDistribution } from '../quantile/distribution.ts';
import type { CalibratedInterval } from '../quantile/calibration.ts';
import type { PredictColumns } from '../predict.ts';
import { requireForest } from '../relation.ts';
import { type BandKind, requireRowsFor } from './band.ts';

export const distributionBands: BandKind = {
  examples: ['sd', 'q05', 'q50', 'q95', 'lower90', 'upper90'],
  description:
    'q05, q50, q97.5, …: quantiles in percent of the conditional distribution (quantile regression forest, Meinshausen 2006); sd: its standard deviation; lower90, upper90 (also 10, 20, … 80, 95): ends of the 90 % prediction interval, the central interval of the distribution that held 90 % of the training rows out of bag (Chernozhukov et al. 2021)',
  needsForest: true,
  needsRows: true,
  needsApplicability: false,
  inTargetUnit: () => true,
  title: (name) => {
    if (name === 'sd') return 'standard deviation';
    const end = endOf(name);
    if (end !== null) return `${end.side} end of the ${end.percent} % prediction interval`;
    const percent = percentOf(name);
    return percent === null ? null : `${percent} % quantile`;
  },
  require: (name, { intervals = [] }) => {
    if (endOf(name) !== null) probabilityOf(name, intervals);
  },
  create: (model, names, report) => {
    const band = `Band ${names[0]!}`;
    const quantiles = names
      .flatMap((name, place) => {
        return name === 'sd' ? [] : [{ probability: probabilityOf(name, model.intervals ?? []), place }];
      })
      .toSorted((a, b) => a.probability - b.probability);
    const distribution = createDistribution(
      requireForest(model, band),
      requireRowsFor(names[0]!, model),
      quantiles.map(({ probability }) => probability),
      { report },
    );
    const deviationPlace = names.indexOf('sd');
    const predict: PredictColumns = (columns, count, outputs) => {
      const deviation = deviationPlace === -1 ? new Float32Array(count) : outputs[deviationPlace]!;
      const mean = outputs.slice(names.length);
      distribution(columns, count, [...quantiles.map(({ place }) => outputs[place]!), deviation, ...mean]);
    };
    return Object.assign(predict, { findsMean: distribution.findsMean });
  },
};

/** @returns null for a name that is no end of an interval @throws {DomainError} 'invalid-input' outside 0–100 */
function endOf(name: string): { readonly side: 'lower' | 'upper'; readonly percent: number } | null {
  const match = /^(lower|upper)(-?\d*\.?\d+)$/.exec(name);
  if (match === null) return null;
  const percent = Number(match[2]);
  if (percent > 0 && percent < 100) return { side: match[1] === 'lower' ? 'lower' : 'upper', percent };
  throw outside(name, `be an end of the ${percent} % interval; an interval holds`, 'lower90');
}

/** @throws {DomainError} 'invalid-input' for an interval that the training has not calibrated */
function probabilityOf(name: string, intervals: readonly CalibratedInterval[]): number {
  const end = endOf(name);
  if (end === null) return percentOf(name)! / 100;
  const known = intervals.find(({ nominal }) => Math.abs(100 * nominal - end.percent) < 1e-9);
  if (known !== undefined) return (1 + (end.side === 'lower' ? -known.share : known.share)) / 2;
  const has =
    intervals.length === 0
      ? 'The model has none, as models of earlier versions and of trees that each saw all rows: train it again, or ask for quantiles, such as q05 and q95'
      : `The model has those of ${intervals.map(({ nominal }) => Math.round(1000 * nominal) / 10).join(', ')} %`;
  throw new DomainError(
    'invalid-input',
    `Band ${name} needs a ${end.percent} % prediction interval that the training calibrated. ${has}`,
    { errors: [{ pointer: '/bands', detail: `${name} was not calibrated` }] },
  );
}

/** @returns 5 for q05, 2.5 for q2.5, null for what is no quantile @throws {DomainError} 'invalid-input' outside 0–100 */
function percentOf(name: string): number | null {
  const match = /^q(-?\d*\.?\d+)$/.exec(name);
  if (match === null) return null;
  const percent = Number(match[1]);
  if (percent > 0 && percent < 100) return percent;
  throw outside(name, `be the ${percent} % quantile; a quantile lies`, 'q05 or q97.5');
}

function outside(name: string, what: string, example: string): DomainError {
  return new DomainError(
    'invalid-input',
    `Band ${name} would ${what} between 0 and 100 %, both excluded, such as ${example}`,
    { errors: [{ pointer: '/bands', detail: `${name} is outside 0–100 %` }] },
  );
}
