/** Forests and pixels for the benchmark of the kernels: a smooth map of six covariates, and the same pixels shuffled. */
import { createRandom, shuffle } from '../../src/core/random.ts';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import type { Forest } from '../../src/forest/forest.ts';
import { viewForest } from '../../src/forest/forest.ts';

export interface KernelCase {
  readonly name: string;
  readonly rows: number;
  /** Rows of a node that is not split. */
  readonly minNodeSize: number;
  /** Side of the map. */
  readonly sidePx: number;
}

export interface Pixels {
  readonly name: string;
  readonly columns: readonly Float32Array[];
}

export const trees = 500;
const covariates = 6;
const side = process.env['BENCH_SIDE'];

export const cases: readonly KernelCase[] = [
  { name: 'at most 32 leaves a tree', rows: 104, minNodeSize: 10, sidePx: 384 },
  { name: '33 to 64 leaves a tree', rows: 104, minNodeSize: 5, sidePx: 384 },
  { name: '10,000 training rows', rows: 10_000, minNodeSize: 5, sidePx: 128 },
].map((one) => ({ ...one, sidePx: Number(side ?? one.sidePx) }));

export function makeCase({ rows, minNodeSize, sidePx }: KernelCase): {
  readonly forest: Forest;
  /** The covariates' columns, then the target. */
  readonly table: readonly (readonly number[])[];
  readonly maps: readonly Pixels[];
} {
  const random = createRandom(1);
  const smooth = makeMap(sidePx, random);
  const order = Uint32Array.from({ length: sidePx ** 2 }, (_, i) => i);
  shuffle(order, random);
  const places = Array.from({ length: rows }, () => random.nextBelow(sidePx ** 2));
  const columns = smooth.map((column) => Float32Array.from(places, (place) => column[place]!));
  const target = Float64Array.from(
    places,
    (_, i) => 3 * columns[0]![i]! - 2 * columns[1]![i]! ** 2 + columns[2]![i]! + random.nextUnit(),
  );
  const { forest } = trainTrees(cryoforest, {
    columns,
    target,
    rows: Uint32Array.from({ length: rows }, (_, i) => i),
    options: resolveOptions(cryoforest, { trees, minNodeSize }),
    seed: 1,
    firstTree: 0,
    treeCount: trees,
  });
  return {
    forest: viewForest(forest),
    table: [...columns.map((column) => [...column]), [...target]],
    maps: [
      { name: 'smooth', columns: smooth },
      { name: 'shuffled', columns: smooth.map((column) => share(sidePx, (i) => column[order[i]!]!)) },
    ],
  };
}

/** Waves of different lengths, and a little noise per cell. */
function makeMap(sidePx: number, random: ReturnType<typeof createRandom>): Float32Array[] {
  return Array.from({ length: covariates }, (_, covariate) => {
    const wave = sidePx / (1 + covariate);
    return share(sidePx, (i) => {
      const [x, y] = [i % sidePx, Math.floor(i / sidePx)];
      return Math.sin((x + 2 * covariate) / wave) + Math.cos(y / wave + covariate) + 0.05 * random.nextUnit();
    });
  });
}

/** A column of a map in memory that threads share. */
function share(sidePx: number, valueAt: (pixel: number) => number): Float32Array {
  const column = new Float32Array(new SharedArrayBuffer(4 * sidePx ** 2));
  for (let i = 0; i < column.length; i++) column[i] = valueAt(i);
  return column;
}
