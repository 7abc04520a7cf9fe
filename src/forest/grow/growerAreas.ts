/** The memory that trees are grown in: see grower.as. */
import { MemoryPlan } from '../../core/wasm.ts';

export interface GrowerSize {
  readonly rowCount: number;
  readonly covariateCount: number;
  /** 0 for numbers. */
  readonly classCount: number;
  readonly maxLeaves: number;
}

export interface GrowerAreas {
  readonly bytes: number;
  readonly recordBytes: number;
  /** Where in a record its codes are. */
  readonly codesAt: number;
  /** Addresses, in the order of the fields of a `Grower` that hold them. */
  readonly addresses: Readonly<Record<Area, number>>;
}

/** What is written or read from outside. */
type Area = 'records' | 'spareRows' | 'drawn' | 'random' | 'feature' | 'threshold' | 'right' | 'value';

const COLUMN_BYTES = 8;
const GROWER_BYTES = 256;
/** How often a row was drawn, and that times its target, or its class. */
const HEAD_BYTES = 16;
const NODE_BYTES = 48;
const ENTRY_BYTES = 8;
/** Counters of a key's digits: at most four digits of nine bits. */
const DIGIT_BYTES = 4 * 4 * 2 ** 9;
/** A node of up to so many rows keeps their keys and their ranks among the entries. */
const MOST_RANKED = 64;
/** A row is written beyond the last one of a side before it is known to belong to the other. */
const SLACK_ROWS = 4;

export function planGrower({ rowCount, covariateCount, classCount, maxLeaves }: GrowerSize): GrowerAreas {
  const plan = new MemoryPlan();
  plan.take(GROWER_BYTES);
  const codesAt = classCount === 0 ? HEAD_BYTES + 8 : HEAD_BYTES;
  const recordBytes = 8 * Math.ceil((codesAt + 4 * covariateCount) / 8);
  const rows = rowCount + SLACK_ROWS;
  const entries = Math.max(rows, MOST_RANKED);
  const nodes = 2 * Math.min(rowCount, maxLeaves) - 1;
  const addresses = {
    records: plan.take(recordBytes * rowCount),
    columns: plan.take(COLUMN_BYTES * covariateCount),
    values: plan.take(4 * rowCount * covariateCount),
    drawn: plan.take(2 * rowCount),
    random: plan.take(16),
    rows: plan.take(4 * rows),
    spareRows: plan.take(4 * rows),
    covariates: plan.take(4 * covariateCount),
    nodes: plan.take(NODE_BYTES * nodes),
    open: plan.take(4 * (nodes + 1)),
    entries: plan.take(ENTRY_BYTES * entries),
    spareEntries: plan.take(ENTRY_BYTES * entries),
    digitCounts: plan.take(DIGIT_BYTES),
    classCounts: plan.take(8 * classCount),
    leftCounts: plan.take(8 * classCount),
    feature: plan.take(2 * nodes),
    threshold: plan.take(4 * nodes),
    right: plan.take(4 * nodes),
    value: plan.take(8 * nodes),
  };
  return { bytes: plan.bytes, recordBytes, codesAt, addresses };
}
