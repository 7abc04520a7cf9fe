/** The values of a cell that make its column: cells with the same ones share it. */
import { createCellColumns } from '../../core/cellSource.ts';
import type { CellSource } from '../../core/cellSource.ts';
import type { WindowRule } from '../../core/windowRule.ts';

/** Plain data, so that it crosses to threads. */
export interface TupleSources {
  /** Where each value comes from, by the name of its parameter. */
  readonly sources: Readonly<Record<string, CellSource>>;
  /** Steps to which values are rounded, by name; 0 for none. */
  readonly roundTo: Readonly<Record<string, number>>;
}

interface TupleReader {
  /** Length of a tuple. */
  readonly size: number;
  read(layers: readonly Float32Array[], count: number): void;
  /** @returns the tuple of a cell, only valid until the next call; null where a value is missing */
  tupleAt(cell: number): Float64Array | null;
  takeCounts(): readonly number[];
}

function createTupleReader({ sources, roundTo }: TupleSources, length: number): TupleReader {
  const names = Object.keys(sources);
  const cells = createCellColumns(sources, length);
  const values = names.map((name) => cells.columns[name]!);
  const steps = names.map((name) => roundTo[name] ?? 0);
  const tuple = new Float64Array(names.length);
  return {
    size: names.length,
    read: (layers, count) => cells.read(layers, 0, count),
    tupleAt(cell) {
      for (let i = 0; i < tuple.length; i++) {
        const value = values[i]![cell]!;
        if (Number.isNaN(value)) return null;
        const step = steps[i]!;
        // Adding 0 turns −0 into 0.
        tuple[i] = step === 0 ? value : Number((Math.round(value / step) * step).toPrecision(12)) + 0;
      }
      return tuple;
    },
    takeCounts: () => cells.takeCounts(),
  };
}

function keyOf(tuple: Float64Array): string {
  return tuple.join(' ');
}

/** Collects the different tuples of windows, in the order in which they are met. */
export function createTupleCollector(from: TupleSources, length: number) {
  const reader = createTupleReader(from, length);
  const found = new Map<string, Float64Array>();
  return {
    /** @returns how many there are so far */
    add(layers: readonly Float32Array[], count: number): number {
      reader.read(layers, count);
      for (let cell = 0; cell < count; cell++) {
        const tuple = reader.tupleAt(cell);
        if (tuple === null) continue;
        const key = keyOf(tuple);
        if (!found.has(key)) found.set(key, tuple.slice());
      }
      return found.size;
    },
    /** Length count × size. */
    all(): Float64Array {
      const all = new Float64Array(found.size * reader.size);
      [...found.values()].forEach((tuple, i) => all.set(tuple, i * reader.size));
      return all;
    },
  };
}

export interface TupleTable extends TupleSources {
  /** Length count × size of a tuple, and count × bands. */
  readonly tuples: Float64Array;
  readonly bands: Float64Array;
  readonly bandCount: number;
}

/** The rule of a map whose cells take the bands of their tuple. */
export function createTupleRule({ tuples, bands, bandCount, ...from }: TupleTable): WindowRule {
  const size = Object.keys(from.sources).length;
  const rowOf = new Map<string, number>();
  for (let row = 0; row * size < tuples.length; row++) {
    rowOf.set(keyOf(tuples.subarray(row * size, (row + 1) * size)), row);
  }
  return {
    haloPx: 0,
    bandCount,
    derive(layers, { window }, out) {
      const count = window.widthPx * window.heightPx;
      const reader = createTupleReader(from, count);
      reader.read(layers, count);
      for (let cell = 0; cell < count; cell++) {
        const tuple = reader.tupleAt(cell);
        const row = tuple === null ? undefined : rowOf.get(keyOf(tuple));
        for (let band = 0; band < bandCount; band++) {
          out[band]![cell] = row === undefined ? Number.NaN : bands[row * bandCount + band]!;
        }
      }
      return reader.takeCounts();
    },
  };
}
