/** Whether the intervals that a model's map would give hold as many observations as they promise. */
import { findEngine } from '../../forest/engines.ts';
import { rowsByFold } from '../../forest/folds.ts';
import { scoreIntervals } from '../../forest/quantile/outOfFold.ts';
import { calibrateIntervals } from '../../forest/quantile/calibration.ts';
import { coverageOf } from '../../forest/quantile/outOfBagRanks.ts';
import type { Json } from '../../core/json.ts';
import type { Coverage, Ranks } from '../../forest/quantile/outOfBagRanks.ts';
import type { Folds } from '../../forest/folds.ts';
import type { Intervals, IntervalScore } from '../../forest/quantile/outOfFold.ts';
import type { PredictIntervalsTask } from '../../../workers/predictIntervals.ts';
import type { RankOutOfBagTask } from '../../../workers/rankOutOfBag.ts';
import type { ProcessContext } from '../process.ts';
import type { GrownForest } from '../training/growForest.ts';
import type { FoldWatcher } from './validateForest.ts';

/** Shares that the judged intervals promise. */
const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

export interface JudgedInterval extends Coverage {
  /** Share of the distribution between the ends of the interval that holds the nominal share; null where rows are too few. */
  readonly calibratedShare: number | null;
}

/** @returns empty for a forest of classes, and where no row is out of bag */
export async function judgeIntervals(
  context: ProcessContext,
  { request, trained }: GrownForest,
): Promise<readonly JudgedInterval[]> {
  if (typeof request.classCount === 'number') return [];
  const task: RankOutOfBagTask = { request, forest: trained.forest.buffer, inBag: trained.inBag };
  const ranks = await context.pool.run<Ranks>('rankOutOfBag', task, context.signal);
  const calibrated = new Map(calibrateIntervals(ranks, levels).map(({ nominal, share }) => [nominal, share]));
  return levels
    .map((nominal) => ({ ...coverageOf(ranks, nominal), calibratedShare: calibrated.get(nominal) ?? null }))
    .filter(({ n }) => n > 0);
}

const basis = {
  outOfBag: 'central intervals of the quantile regression forest, out of bag and without the row itself',
  outOfFold:
    'central intervals of the quantile regression forest for the held-out rows of the first repeat, by the forest that was trained without their fold',
};

export function reportIntervals(
  kind: keyof typeof basis,
  coverages: readonly Coverage[],
): { readonly [key: string]: Json } {
  if (coverages.length === 0) return {};
  const found = { basis: basis[kind], levels: coverages.map((coverage) => ({ ...coverage })) };
  // What is held out has its notes among those of the validation.
  const notes = kind === 'outOfBag' ? { notes: noteCoverage(coverages, 'observations out of bag', false) } : {};
  return { intervals: { ...found, ...notes } };
}

/** The interval that is quoted, and the shares of observations outside which it is said to be too narrow or too wide. */
const judgedLevel = 0.9;
const [leastHeld, mostHeld] = [0.87, 0.93];

/**
 * Says where the quoted interval holds too few or too many, beyond what chance does to a share of so many rows.
 * @param far whether the observations lie farther from the stations trained on than rows out of bag do
 */
export function noteCoverage(coverages: readonly Coverage[], of: string, far: boolean): string[] {
  const usual = coverages.find(({ nominal }) => nominal === judgedLevel);
  if (usual === undefined) return [];
  const { observed, n } = usual;
  const beyond = Math.abs(observed - judgedLevel) > 2 * Math.sqrt((judgedLevel * (1 - judgedLevel)) / n);
  if (!beyond || (observed >= leastHeld && observed <= mostHeld)) return [];
  const narrow = observed < judgedLevel;
  const held = `holds ${narrow ? 'only ' : ''}${(100 * observed).toFixed(0)} % of the ${of}`;
  const bands = far
    ? 'Bands lower90 and upper90 mend only what is amiss out of bag, near other stations, not so far from them'
    : 'Bands lower90 and upper90 are its ends as the training calibrated them';
  return [
    `The ${100 * judgedLevel} % interval from q05 to q95 ${held}: on the map it will be too ${narrow ? 'narrow' : 'wide'}. ${bands}`,
  ];
}

/** Watches the folds of the first repeat: what intervals its forests give the rows that they have not seen. */
export function watchIntervals(
  { pool, signal }: ProcessContext,
  engine: string,
  observed: Float64Array,
  folds: Folds,
): { readonly watch: FoldWatcher; readonly scores: () => readonly IntervalScore[] } {
  const rowsOf = rowsByFold(folds);
  const parts: { readonly fold: number; readonly rows: Uint32Array; readonly intervals: readonly Intervals[] }[] = [];
  return {
    watch: async ({ repeat, fold }, forest, { columns, target, rows: trained }) => {
      if (repeat > 0) return;
      const rows = Uint32Array.from(rowsOf[fold]!);
      const task: PredictIntervalsTask = {
        forest: forest.buffer,
        training: { columns, target, rows: trained },
        rows,
        levels,
      };
      parts.push({ fold, rows, intervals: await pool.run<Intervals[]>('predictIntervals', task, signal) });
    },
    scores: () => {
      if (!('openTraining' in findEngine(engine))) return [];
      // Sums in the order of the folds, whichever ended first.
      const ordered = parts.toSorted((a, b) => a.fold - b.fold);
      return levels.map((_, i) =>
        scoreIntervals(
          observed,
          ordered.map(({ rows, intervals }) => ({ rows, intervals: intervals[i]! })),
        ),
      );
    },
  };
}
