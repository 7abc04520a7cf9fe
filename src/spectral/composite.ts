/** One value per cell from many scenes, which are taken one after another. NaN is a scene without a value there. */

export const compositeStatistics = ['median', 'mean', 'max'] as const;
export type CompositeStatistic = (typeof compositeStatistics)[number];

export interface Composite {
  /** Columns of float32 that are held between scenes. */
  readonly columnsHeld: number;
  /** Begins a window. */
  readonly begin: (cells: number) => void;
  /** A scene of the window. @param values one per cell */
  readonly take: (values: Float32Array) => void;
  /**
   * @param out    NaN where no scene has a value
   * @param counts scenes with a value, per cell
   */
  readonly finish: (out: Float32Array, counts: Float32Array) => void;
}

/** What a statistic keeps of the values of a cell, which come one by one. */
interface Keeper {
  readonly columnsHeld: number;
  readonly begin: (cells: number) => void;
  /** @param count values of the cell before this one */
  readonly put: (cell: number, value: number, count: number) => void;
  /** @param count values of the cell, ≥ 1 */
  readonly valueOf: (cell: number, count: number) => number;
}

const keepers = { median: keepMedian, mean: keepMean, max: keepMost } satisfies Record<
  CompositeStatistic,
  (sceneCount: number) => Keeper
>;

/** @param sceneCount how many scenes a window has at most */
export function createComposite(statistic: CompositeStatistic, sceneCount: number): Composite {
  const keeper = keepers[statistic](sceneCount);
  let held = new Float32Array(0);
  return {
    columnsHeld: keeper.columnsHeld + 1,
    begin(cells) {
      if (held.length < cells) held = new Float32Array(cells);
      held.fill(0);
      keeper.begin(cells);
    },
    take(values) {
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!;
        if (!Number.isNaN(value)) keeper.put(i, value, held[i]!++);
      }
    },
    finish(out, counts) {
      counts.set(held.subarray(0, counts.length));
      for (let i = 0; i < out.length; i++) out[i] = counts[i] === 0 ? Number.NaN : keeper.valueOf(i, counts[i]!);
    },
  };
}

/**
 * The middle one; of an even number the mean of the two in the middle. Of n values none beyond the least n / 2 + 1 is
 * in the middle, whatever comes: those are kept, each cell's as a heap with the greatest on top.
 */
function keepMedian(sceneCount: number): Keeper {
  const most = (sceneCount >> 1) + 1;
  let heaps = new Float32Array(0);
  return {
    columnsHeld: most,
    begin(cells) {
      if (heaps.length < cells * most) heaps = new Float32Array(cells * most);
    },
    put(cell, value, count) {
      const top = cell * most;
      if (count < most) rise(heaps, top, count, value);
      else if (value < heaps[top]!) sink(heaps, top, most, value);
    },
    valueOf(cell, count) {
      const top = cell * most;
      const size = (count >> 1) + 1;
      for (let last = Math.min(count, most) - 1; last >= size; last--) sink(heaps, top, last, heaps[top + last]!);
      const upper = heaps[top]!;
      if (count % 2 === 1) return upper;
      const lower = size > 2 ? Math.max(heaps[top + 1]!, heaps[top + 2]!) : heaps[top + 1]!;
      return (lower + upper) / 2;
    },
  };
}

/** Adds a value to a heap of `size` values. */
function rise(heaps: Float32Array, top: number, size: number, value: number): void {
  let at = size;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heaps[top + parent]! >= value) break;
    heaps[top + at] = heaps[top + parent]!;
    at = parent;
  }
  heaps[top + at] = value;
}

/** Puts a value into a heap of `size` values in the place of the greatest. */
function sink(heaps: Float32Array, top: number, size: number, value: number): void {
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && heaps[top + child + 1]! > heaps[top + child]!) child++;
    if (heaps[top + child]! <= value) break;
    heaps[top + at] = heaps[top + child]!;
    at = child;
  }
  heaps[top + at] = value;
}

function keepMean(): Keeper {
  let sums = new Float64Array(0);
  return {
    columnsHeld: 2,
    begin(cells) {
      if (sums.length < cells) sums = new Float64Array(cells);
      sums.fill(0);
    },
    put: (cell, value) => void (sums[cell]! += value),
    valueOf: (cell, count) => sums[cell]! / count,
  };
}

function keepMost(): Keeper {
  let most = new Float32Array(0);
  return {
    columnsHeld: 1,
    begin(cells) {
      if (most.length < cells) most = new Float32Array(cells);
      most.fill(-Infinity);
    },
    put: (cell, value) => void (most[cell] = Math.max(most[cell]!, value)),
    valueOf: (cell) => most[cell]!,
  };
}
