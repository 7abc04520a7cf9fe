/** Whether the intervals that a model's map would give hold as many observations as they promise. */
import { coverageOf } from '../forest/quantile/outOfBagRanks.ts';
import type { Json } from '../core/json.ts';
import type { Coverage, Ranks } from '../forest/quantile/outOfBagRanks.ts';
import type { TrainedForest, TrainRequest } from '../forest/trainForest.ts';
import type { RankOutOfBagTask } from '../../workers/rankOutOfBag.ts';
import type { ProcessContext } from './process.ts';

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

export function reportIntervals(coverages: readonly Coverage[]): { readonly [key: string]: Json } {
  if (coverages.length === 0) return {};
  return {
    intervals: {
      basis: 'central intervals of the quantile regression forest, out of bag and without the row itself',
      levels: coverages.map((coverage) => ({ ...coverage })),
    },
  };
}
