/** The memory of patch.as: where its tables are, and what is in them. */
import type { LeafBoxes } from './leafBoxes.ts';
import type { LeafNumbering } from './leafNumbers.ts';
import type { Slot } from './maskTable.ts';
import type { ThresholdCodes } from './thresholdCodes.ts';
import type { MemoryPlan } from '../../core/wasm.ts';

// As in patch.as.
/** Side of a patch, pixels. */
export const SIDE = 16;
const MOST_PAGES = 6;
const MOST_LOOKUPS = 16;
const LINE_BYTES = 2064;

/** Pixels side by side that are copied at once: whole patches. */
export const BAND = 1024;
/** Of the groups of leaves that need equally many look-ups, per slot. */
const GROUP_BYTES = 256;
/** Of an object of class Place. */
const PLACE_BYTES = 20;
/** Of the numbers that stand for leaf values: four bytes. */
export const LARGEST_NUMBER = 2 ** 32 - 1;
/** Of a covariate: codes are bytes, and counted down from 255. */
export const MOST_THRESHOLDS = 254;
export const LEAVES_PER_SLOT = 32;

export interface PatchAreas {
  /** Of an object of class Patches. */
  readonly patches: number;
  readonly columns: number;
  readonly out: number;
  readonly left: number;
  /** Of objects of class Place. */
  readonly placeFields: number;
  readonly boxes: number;
  readonly leafNumbers: number;
  /** Per place. */
  readonly thresholds: readonly number[];
  readonly upRows: readonly number[];
  readonly downRows: readonly number[];
  /** Numbers of the object of class Patches, after its three floating ones and in their order. */
  readonly fields: Readonly<Record<string, number>>;
}

export function planPatches(
  plan: MemoryPlan,
  covariateCount: number,
  codes: readonly ThresholdCodes[],
  slotCount: number,
): PatchAreas {
  const places = codes.length;
  const boxBytes = boxBytesOf(places);
  const leaves = slotCount * LEAVES_PER_SLOT;
  const rowBytes = 4 * BAND;
  const streamBytes = GROUP_BYTES * Math.max(slotCount, 64);
  const areas = {
    patches: plan.take(256),
    columns: plan.take(covariateCount * SIDE * rowBytes),
    out: plan.take(SIDE * rowBytes),
    left: plan.take(4 * (SIDE * BAND + LEAVES_PER_SLOT)),
    placeFields: plan.take(PLACE_BYTES * places),
    boxes: plan.take(boxBytes * leaves),
    leafNumbers: plan.take(4 * leaves),
    thresholds: codes.map(({ thresholds }) => plan.take(thresholds.byteLength)),
    upRows: codes.map(({ thresholds }) => plan.take(4 * slotCount * (thresholds.length + 1))),
    downRows: codes.map(({ thresholds }) => plan.take(4 * slotCount * (thresholds.length + 1))),
  };
  const fields = {
    covariates: covariateCount,
    places,
    slots: slotCount,
    columns: areas.columns,
    rowBytes,
    out: areas.out,
    placeFields: areas.placeFields,
    boxes: areas.boxes,
    boxBytes,
    leafNumbers: areas.leafNumbers,
    complete: plan.take(2 * SIDE),
    limits: plan.take(8 * places),
    patchBox: plan.take(boxBytes),
    reachRows: plan.take(8 * places),
    codes: plan.take(SIDE * SIDE * MOST_PAGES * places),
    lineTables: plan.take(LINE_BYTES * places),
    survivors: plan.take(4 * slotCount),
    streams: plan.take(streamBytes * (MOST_LOOKUPS + 1)),
    streamBytes,
    streamEnds: plan.take(4 * (MOST_LOOKUPS + 1)),
    sums: plan.take(8 * SIDE * SIDE),
    left: areas.left,
  };
  return { ...areas, fields };
}

/** Eight places to a vector: their lower codes, then their upper ones. */
function boxBytesOf(places: number): number {
  return 16 * Math.ceil(places / 8);
}

/** Per slot 32 places for the leaves that it answers for, as mask tables have them; their values are NaN where none is. */
export function arrangeBySlot(
  { lower, upper, values }: LeafBoxes,
  places: number,
  slots: readonly Slot[],
  slotCount: number,
): LeafBoxes {
  const arranged: LeafBoxes = {
    lower: new Uint16Array(slotCount * LEAVES_PER_SLOT * places),
    upper: new Uint16Array(slotCount * LEAVES_PER_SLOT * places),
    values: new Float64Array(slotCount * LEAVES_PER_SLOT).fill(Number.NaN),
  };
  // Slots stand in the order of the trees, and those of a tree in the order of its leaves.
  let from = 0;
  for (const [slot, { leafCount }] of slots.entries()) {
    const to = slot * LEAVES_PER_SLOT;
    arranged.lower.set(lower.subarray(from * places, (from + leafCount) * places), to * places);
    arranged.upper.set(upper.subarray(from * places, (from + leafCount) * places), to * places);
    arranged.values.set(values.subarray(from, from + leafCount), to);
    from += leafCount;
  }
  return arranged;
}

export function writePatchTables(
  buffer: ArrayBuffer,
  areas: PatchAreas,
  forest: {
    readonly codes: readonly ThresholdCodes[];
    readonly boxes: LeafBoxes;
    readonly numbering: LeafNumbering;
    readonly slotCount: number;
  },
): void {
  const { codes, boxes, numbering, slotCount } = forest;
  const fields = Object.values(areas.fields);
  new Float64Array(buffer, areas.patches, 3).set([numbering.offset, numbering.scale, numbering.error]);
  new Uint32Array(buffer, areas.patches + 24, fields.length).set(fields);
  new Uint32Array(buffer, areas.leafNumbers, numbering.numbers.length).set(numbering.numbers);
  writePlaces(buffer, areas, codes);
  writeBoxes(buffer, areas, codes, boxes, slotCount);
}

function writePlaces(
  buffer: ArrayBuffer,
  { placeFields, columns, thresholds, upRows, downRows }: PatchAreas,
  codes: readonly ThresholdCodes[],
): void {
  const columnBytes = 4 * SIDE * BAND;
  for (const [place, code] of codes.entries()) {
    new Float32Array(buffer, thresholds[place]).set(code.thresholds);
    new Uint32Array(buffer, placeFields + PLACE_BYTES * place, 5).set([
      columns + columnBytes * code.covariate,
      thresholds[place]!,
      code.thresholds.length,
      upRows[place]!,
      downRows[place]!,
    ]);
  }
}

/** The boxes, and per code the leaves that reach up or down to it. */
function writeBoxes(
  buffer: ArrayBuffer,
  areas: PatchAreas,
  codes: readonly ThresholdCodes[],
  { lower, upper, values }: LeafBoxes,
  slotCount: number,
): void {
  const places = codes.length;
  const boxBytes = boxBytesOf(places);
  const packed = new Uint8Array(buffer, areas.boxes, boxBytes * values.length);
  for (const [place, { thresholds }] of codes.entries()) {
    const last = thresholds.length;
    const up = new Uint32Array(buffer, areas.upRows[place], slotCount * (last + 1));
    const down = new Uint32Array(buffer, areas.downRows[place], slotCount * (last + 1));
    for (let leaf = 0; leaf < values.length; leaf++) {
      if (Number.isNaN(values[leaf]!)) continue;
      const [least, most] = [lower[leaf * places + place]!, upper[leaf * places + place]!];
      const at = boxBytes * leaf + 16 * (place >> 3) + (place & 7);
      packed[at] = least;
      packed[at + 8] = 255 - most;
      const slot = Math.floor(leaf / LEAVES_PER_SLOT);
      up[most * slotCount + slot]! |= 2 ** (leaf % LEAVES_PER_SLOT);
      down[least * slotCount + slot]! |= 2 ** (leaf % LEAVES_PER_SLOT);
    }
    for (let i = last * slotCount - 1; i >= 0; i--) up[i]! |= up[i + slotCount]!;
    for (let i = slotCount; i < down.length; i++) down[i]! |= down[i - slotCount]!;
  }
}
