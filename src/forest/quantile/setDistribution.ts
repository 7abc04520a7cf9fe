import { MemoryPlan } from '../../core/wasm.ts';
import type { Forest } from '../forest.ts';
import { LEAF, treeCountOf } from '../forest.ts';
import { planCodes, searchOf, writeCodes } from '../kernel/codeAreas.ts';
import type { ThresholdCodes } from '../kernel/thresholdCodes.ts';
import { collectThresholds } from '../kernel/thresholdCodes.ts';
import { BLOCK, instantiate, planBlock, selectBlock } from '../kernel/wasm.ts';
import type { TooLarge } from '../kernelChoice.ts';
import type { PredictColumns } from '../predict.ts';
import type { LeafRows } from './leafRows.ts';
import { createPixelOrder } from './pixelOrder.ts';
import { blocksOf, planSummary, writeSummary } from './summaryAreas.ts';

// As in distribution.as.
const SET = 64;
const NODE_BYTES = 8;
/** Of the weights of a set's pixels, above which they leave the second-level cache and walks of single pixels are faster. */
const MOST_STEPS_BYTES = 2 ** 20;

/**
 * The same numbers as `createWalkDistribution`, bit for bit, in WASM: 64 pixels, alike by their codes, go through a tree
 * together.
 * @returns null where the forest is no shape for it or needs more memory than the limit
 */
export function createSetDistribution(
  forest: Forest,
  leafRows: LeafRows,
  shares: Float64Array,
  limitBytes: number,
  tooLarge: TooLarge,
): PredictColumns | null {
  const codes = collectThresholds(forest);
  if (codes === null || SET * leafRows.weightBytes * leafRows.targets.length > MOST_STEPS_BYTES) return null;
  const plan = new MemoryPlan();
  const areas = planBlock(plan, forest.covariateCount);
  const codeAreas = planCodes(plan, codes);
  const summary = planSummary(plan, leafRows, shares, SET + 1);
  const trees = planTrees(plan, forest, codes);
  if (plan.bytes > limitBytes) {
    tooLarge('wasm-distribution', plan.bytes);
    return null;
  }
  const { functions, buffer } = instantiate(plan.bytes);
  writeCodes(codeAreas, buffer);
  const leafOfNode = writeSummary(buffer, summary, forest, leafRows, shares, Object.values(trees.fields));
  writeTrees(buffer, trees, forest, codes, leafOfNode);
  const orderPixels = createPixelOrder(codes, BLOCK);
  const pixels = new Uint32Array(buffer, areas.pixels, BLOCK);
  const codesAt = codes.map((_, place) => trees.fields.codes + trees.fields.codesBytes * place);
  const codesOfPixels = codesAt.map((at) => new Uint16Array(buffer, at, BLOCK));
  return (columns, count, outputs) => {
    for (let start = 0; start < count; start += BLOCK) {
      const size = Math.min(BLOCK, count - start);
      const blocks = blocksOf(buffer, summary, outputs.length, size);
      const complete = selectBlock({ functions, buffer, areas }, columns, start, size);
      for (const [place, area] of codeAreas.entries()) {
        const column = areas.columns + 4 * BLOCK * area.code.covariate;
        functions.codeColumn(column, areas.pixels, complete, ...searchOf(area), 0, codesAt[place]!, 2);
      }
      orderPixels(pixels, codesOfPixels, complete);
      functions.distributeSets(summary.distribution, leafRows.weightBytes, complete, areas.pixels);
      for (const [i, values] of blocks.entries()) outputs[i]!.set(values, start);
    }
  };
}

interface TreeAreas {
  readonly nodes: number;
  /** Per covariate that a tree splits on. */
  readonly sets: readonly number[];
  /** The last fields of an object of class Distribution, in its order. */
  readonly fields: Readonly<Record<'roots' | 'codes' | 'codesBytes' | 'places', number>>;
}

function planTrees(plan: MemoryPlan, forest: Forest, codes: readonly ThresholdCodes[]): TreeAreas {
  const rootsBytes = 4 * treeCountOf(forest);
  const placesBytes = 8 * codes.length;
  const [roots, places] = [plan.take(rootsBytes), plan.take(placesBytes)];
  const fields = {
    roots,
    rootsEnd: roots + rootsBytes,
    codes: plan.take(2 * BLOCK * codes.length),
    codesBytes: 2 * BLOCK,
    places,
    placesEnd: places + placesBytes,
    stack: plan.take(16 * deepest(forest)),
  };
  return {
    nodes: plan.take(NODE_BYTES * forest.feature.length),
    sets: codes.map(({ thresholds }) => plan.take(8 * (thresholds.length + 1))),
    fields,
  };
}

function writeTrees(
  buffer: ArrayBuffer,
  { nodes, sets, fields }: TreeAreas,
  { treeStarts, feature, threshold, right }: Forest,
  codes: readonly ThresholdCodes[],
  leafOfNode: Uint32Array,
): void {
  const words = new Uint32Array(buffer);
  const setOf = new Map<number, ReadonlyMap<number, number>>();
  for (const [place, { covariate, thresholds }] of codes.entries()) {
    words.set([sets[place]!, thresholds.length + 1], fields.places / 4 + 2 * place);
    setOf.set(covariate, new Map(Array.from(thresholds, (value, code) => [value, sets[place]! + 8 * code])));
  }
  words.set(
    Array.from(treeStarts.subarray(0, -1), (start) => nodes + NODE_BYTES * start),
    fields.roots / 4,
  );
  for (let node = 0; node < feature.length; node++) {
    const at = (nodes + NODE_BYTES * node) / 4;
    const inner = feature[node] !== LEAF;
    words[at] = inner ? setOf.get(feature[node]!)!.get(threshold[node]!)! : 0;
    words[at + 1] = inner ? nodes + NODE_BYTES * right[node]! : leafOfNode[node]!;
  }
}

/** Most nodes on the way to a leaf. */
function deepest({ treeStarts, feature, right }: Forest): number {
  let most = 1;
  const depths = new Uint32Array(feature.length);
  for (const start of treeStarts.subarray(0, -1)) depths[start] = 1;
  for (let node = 0; node < feature.length; node++) {
    most = Math.max(most, depths[node]!);
    if (feature[node] === LEAF) continue;
    depths[node + 1] = depths[node]! + 1;
    depths[right[node]!] = depths[node]! + 1;
  }
  return most;
}
