/** The memory that trees are grown in: see grower.as. */
import { Plan } from '../kernel/wasm.ts';

export interface GrowerSize {
  readonly rowCount: number;
  readonly covariateCount: number;
  /** Distinct values, summed over the covariates. */
  readonly valueCount: number;
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
  readonly addresses: Readonly<
    Record<'records' | 'columns' | 'drawn' | 'random' | 'feature' | 'threshold' | 'right' | 'value', number>
  >;
}

export const COLUMN_BYTES = 8;
const GROWER_BYTES = 256;
/** How often a row was drawn, and that times its target, or its class. */
const HEAD_BYTES = 16;
const NODE_BYTES = 48;
/** Counters of a code's digits: at most four digits of nine bits. */
const HISTOGRAM_BYTES = 4 * 4 * 2 ** 9;
/** Vectors of a small node's keys reach this far beyond them, as does the row that goes to the other side of a cut. */
const SLACK_ROWS = 4;

export function planGrower({ rowCount, covariateCount, valueCount, classCount, maxLeaves }: GrowerSize): GrowerAreas {
  const plan = new Plan();
  plan.take(GROWER_BYTES);
  const codesAt = classCount === 0 ? HEAD_BYTES + 8 : HEAD_BYTES;
  const recordBytes = 8 * Math.ceil((codesAt + 4 * covariateCount) / 8);
  const rows = rowCount + SLACK_ROWS;
  const nodes = 2 * Math.min(rowCount, maxLeaves) - 1;
  const addresses = {
    records: plan.take(recordBytes * rowCount),
    columns: plan.take(COLUMN_BYTES * covariateCount + 4 * valueCount),
    drawn: plan.take(2 * rowCount),
    random: plan.take(16),
    rows: plan.take(4 * rows),
    spareRows: plan.take(4 * rows),
    covariates: plan.take(4 * covariateCount),
    nodes: plan.take(NODE_BYTES * nodes),
    open: plan.take(4 * (nodes + 1)),
    sortedCodes: plan.take(4 * rows),
    sortedHeads: plan.take(HEAD_BYTES * rows),
    entries: plan.take(8 * rows),
    spareEntries: plan.take(8 * rows),
    histogram: plan.take(HISTOGRAM_BYTES),
    classCounts: plan.take(8 * classCount),
    leftCounts: plan.take(8 * classCount),
    feature: plan.take(2 * nodes),
    threshold: plan.take(4 * nodes),
    right: plan.take(4 * nodes),
    value: plan.take(8 * nodes),
  };
  return { bytes: plan.bytes, recordBytes, codesAt, addresses };
}
