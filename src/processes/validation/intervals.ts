/** Whether the intervals that a model's map would give hold as many observations as they promise. */
import { findEngine } from '../../forest/engines.ts';
import { splitFold } from '../../forest/folds.ts';
import { scoreIntervals } from '../../forest/quantile/outOfFold.ts';
import { coverageOf } from '../../forest/quantile/outOfBagRanks.ts';
import type { Json } from '../../core/json.ts';
import type { Coverage, Ranks } from '../../forest/quantile/outOfBagRanks.ts';
import type { TrainedForest, TrainRequest } from '../../forest/trainForest.ts';
import type { Folds } from '../../forest/folds.ts';
import type { Intervals, IntervalScore } from '../../forest/quantile/outOfFold.ts';
import type { PredictIntervalsTask } from '../../../workers/predictIntervals.ts';
import type { RankOutOfBagTask } from '../../../workers/rankOutOfBag.ts';
import type { ProcessContext } from '../process.ts';
import type { FoldWatcher } from './validateForest.ts';

/** Shares that the judged intervals promise. */
const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** @returns empty for a forest of classes, and where no row is out of bag */
export async function judgeIntervals(
  context: ProcessContext,
  { request, trained }: { readonly request: TrainRequest; readonly trained: TrainedForest },
): Promise<readonly Coverage[]> {
  if (typeof request.classCount === 'number') return [];
  const task: RankOutOfBagTask = { request, forest: trained.forest.buffer, inBag: trained.inBag };
  const ranks = await context.pool.run<Ranks>('rankOutOfBag', task, context.signal);
  return levels.map((nominal) => coverageOf(ranks, nominal)).filter(({ n }) => n > 0);
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
  return { intervals: { basis: basis[kind], levels: coverages.map((coverage) => ({ ...coverage })) } };
}

/** Watches the folds of the first repeat: what intervals its forests give the rows that they have not seen. */
export function watchIntervals(
  { pool, signal }: ProcessContext,
  engine: string,
  observed: Float64Array,
  folds: Folds,
): { readonly watch: FoldWatcher; readonly scores: () => readonly IntervalScore[] } {
  const parts: { readonly fold: number; readonly rows: Uint32Array; readonly intervals: readonly Intervals[] }[] = [];
  return {
    watch: async ({ repeat, fold }, forest, { columns, target, rows: trained }) => {
      if (repeat > 0) return;
      const { test: rows } = splitFold(folds, fold);
      const task: PredictIntervalsTask = {
        forest: forest.buffer,
        training: { columns, target, rows: trained },
        rows,
        levels,
      };
      parts.push({ fold, rows, intervals: await pool.run<Intervals[]>('predictIntervals', task, signal) });
    },
    scores: () => {
      if (!('trainTrees' in findEngine(engine))) return [];
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
