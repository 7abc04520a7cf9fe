import { MemoryPlan } from '../../core/wasm.ts';
import type { Forest } from '../forest.ts';
import { treeCountOf } from '../forest.ts';
import type { TooLarge } from '../kernelChoice.ts';
import type { CodeArea } from './codeAreas.ts';
import { planCodes, searchOf, writeCodes } from './codeAreas.ts';
import type { Tile } from './maskTable.ts';
import { buildTiles, countLeaves, cutIntoSlots, maskTableBytes, ROW_BYTES } from './maskTable.ts';
import { collectThresholds } from './thresholdCodes.ts';
import type { BlockAreas, Kernel, KernelFunctions } from './wasm.ts';
import { BLOCK, instantiate, planBlock, predictBlocks } from './wasm.ts';

/** Time of a slot of 64 bits in slots of 32: half as many fit into a row. */
const WIDE_SLOT_COST = 1.5;
/** Slots per tree above which walking the trees is faster. */
const MAX_SLOTS_PER_TREE = 4;
const PIXELS_AT_ONCE = 4;

/** Mask tables with their addresses. */
interface MaskTables {
  readonly laneBits: 32 | 64;
  readonly tiles: readonly { readonly tile: Tile; readonly masks: number; readonly rowOfCode: number }[];
  readonly codes: readonly CodeArea[];
  readonly areas: BlockAreas;
  /** Per selected pixel a u16 per covariate. */
  readonly pixelCodes: number;
  readonly scratch: number;
}

/** @returns null where the forest is no shape for it or needs more memory than the limit */
export function planMaskTables(
  forest: Forest,
  plan: MemoryPlan,
  limitBytes: number,
  tooLarge?: TooLarge,
): MaskTables | null {
  const leafCounts = countLeaves(forest);
  const narrow = cutIntoSlots(leafCounts, 32);
  const wide = cutIntoSlots(leafCounts, 64);
  const laneBits = wide.length * WIDE_SLOT_COST < narrow.length ? 64 : 32;
  const slots = laneBits === 64 ? wide : narrow;
  if (slots.length > MAX_SLOTS_PER_TREE * treeCountOf(forest)) return null;
  const codes = collectThresholds(forest);
  if (codes === null || codes.length === 0) return null;
  const codeCount = codes.reduce((sum, code) => sum + code.thresholds.length + 1, 0);
  if (codeCount > 2 ** 16) return null;
  const areas = planBlock(plan, forest.covariateCount);
  const pixelCodes = plan.take(2 * codes.length * (BLOCK + PIXELS_AT_ONCE));
  const scratch = plan.take(PIXELS_AT_ONCE * ROW_BYTES);
  const codeAreas = planCodes(plan, codes);
  const bytes = plan.bytes + maskTableBytes(forest, codes, slots, laneBits);
  if (bytes > limitBytes) {
    tooLarge?.(`wasm-masks-${laneBits}`, bytes);
    return null;
  }
  const tiles = [...buildTiles(forest, codes, slots, laneBits)].map((tile) => ({
    tile,
    masks: plan.take(tile.masks.byteLength),
    rowOfCode: plan.take(tile.rowOfCode.byteLength),
  }));
  return { laneBits, tiles, codes: codeAreas, areas, pixelCodes, scratch };
}

function writeMaskTables({ tiles, codes }: MaskTables, buffer: ArrayBuffer): void {
  for (const { tile, masks, rowOfCode } of tiles) {
    new Uint32Array(buffer, masks).set(tile.masks);
    new Uint16Array(buffer, rowOfCode).set(tile.rowOfCode);
  }
  writeCodes(codes, buffer);
}

/**
 * Looks pixels up in mask tables: no branch depends on a pixel, so that rough maps are as fast as smooth ones.
 * @returns null where the forest is no shape for it or needs more memory than the limit
 */
export function createMaskKernel(forest: Forest, limitBytes: number, tooLarge?: TooLarge): Kernel | null {
  const plan = new MemoryPlan();
  const tables = planMaskTables(forest, plan, limitBytes, tooLarge);
  if (tables === null) return null;
  const { laneBits, codes, areas, pixelCodes, scratch } = tables;
  const tiles = tables.tiles.map((tile) => ({ ...tile, leaves: plan.take(tile.tile.leaves.byteLength) }));
  const { functions, buffer } = instantiate(plan.bytes);
  writeMaskTables(tables, buffer);
  for (const { tile, leaves } of tiles) new Float64Array(buffer, leaves).set(tile.leaves);
  const sumTile = laneBits === 64 ? functions.sumTile64 : functions.sumTile32;
  const addTrees = (count: number): void => {
    codePixels(functions, tables, count);
    for (const { masks, rowOfCode, leaves } of tiles) {
      sumTile(pixelCodes, codes.length, count, rowOfCode, masks, leaves, areas.sums, scratch);
    }
  };
  const run = { functions, buffer, areas, treeCount: treeCountOf(forest), addTrees };
  return {
    name: `wasm-masks-${laneBits}`,
    bytes: plan.bytes,
    predict: (columns, count, out) => predictBlocks(run, columns, count, out),
  };
}

/** Codes the selected pixels of a block. */
function codePixels(functions: KernelFunctions, { codes, areas, pixelCodes }: MaskTables, count: number): void {
  for (const [place, area] of codes.entries()) {
    functions.codeColumn(
      areas.columns + 4 * BLOCK * area.code.covariate,
      areas.pixels,
      count,
      ...searchOf(area),
      area.firstCode,
      pixelCodes + 2 * place,
      2 * codes.length,
    );
  }
}
