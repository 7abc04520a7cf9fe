/** Where the value of a parameter comes from in every cell of a map, and the columns of values that rules compute with. */
import { mapLeaves } from './parameterTree.ts';
import type { Mapped } from './parameterTree.ts';

/** Value × scale + offset, from the unit of a raster to that of a parameter. */
export interface Conversion {
  readonly scale: number;
  readonly offset: number;
}

/** Plain data, so that it crosses to threads. */
export type CellSource =
  | { readonly kind: 'constant'; readonly value: number }
  /** Number of a layer, how to convert its values, and what they may then be: others are none, and counted. */
  | {
      readonly kind: 'layer';
      readonly layer: number;
      readonly conversion?: Conversion;
      readonly minimum: number;
      readonly maximum: number;
    }
  /** Number of a layer of classes, and the value of each class: other classes have none, and are counted. */
  | {
      readonly kind: 'classes';
      readonly layer: number;
      readonly values: readonly (readonly [code: number, value: number])[];
    };

/** Classes from 0 that are counted each by itself where they have no value; others together. */
const countedCodes = 256;

/** The values of one parameter in a run of cells. */
interface CellColumn {
  /** NaN where a cell has none. Its first cells are those of the last `read`. */
  readonly values: Float64Array;
  /** @param from, count cells of the layers, at most as many as the column is long */
  read(layers: readonly Float32Array[], from: number, count: number): void;
}

/** Adds cells that have a value in their layer and none of the parameter. */
type CountLost = (at: number, cells: number) => void;

/** How many counts `createCellColumn` makes of a source. */
function countsOf({ kind }: CellSource): number {
  if (kind === 'constant') return 0;
  return kind === 'layer' ? 1 : countedCodes + 1;
}

function createCellColumn(source: CellSource, length: number, count: CountLost): CellColumn {
  const values = new Float64Array(length);
  if (source.kind === 'constant') {
    values.fill(source.value);
    return { values, read: () => {} };
  }
  return {
    values,
    read: source.kind === 'layer' ? boundedReader(source, values, count) : classReader(source, values, count),
  };
}

type Read = CellColumn['read'];
type SourceOf<Kind extends CellSource['kind']> = Extract<CellSource, { readonly kind: Kind }>;

function boundedReader(
  { layer: at, minimum, maximum, conversion }: SourceOf<'layer'>,
  values: Float64Array,
  count: CountLost,
): Read {
  const { scale, offset } = conversion ?? { scale: 1, offset: 0 };
  return (layers, from, cells) => {
    const layer = layers[at]!;
    let lost = 0;
    for (let i = 0; i < cells; i++) {
      const value = layer[from + i]! * scale + offset;
      values[i] = value;
      if (value >= minimum && value <= maximum) continue;
      values[i] = Number.NaN;
      if (value === value) lost += 1;
    }
    count(0, lost);
  };
}

function classReader({ layer: at, values: byCode }: SourceOf<'classes'>, values: Float64Array, count: CountLost): Read {
  const known = new Map(byCode);
  // A map is asked a hundred million times, which a table answers sooner.
  const table = Float64Array.from({ length: countedCodes }, (_, code) => known.get(code) ?? Number.NaN);
  return (layers, from, cells) => {
    const layer = layers[at]!;
    for (let i = 0; i < cells; i++) {
      const code = layer[from + i]!;
      const index = code & (countedCodes - 1);
      const isCounted = index === code;
      const value = isCounted ? table[index]! : (known.get(code) ?? Number.NaN);
      values[i] = value;
      if (value !== value && code === code) count(isCounted ? index : countedCodes, 1);
    }
  };
}

export interface CellColumns<Columns> {
  /** The tree of sources with a Float64Array in the place of each, NaN for no value. */
  readonly columns: Columns;
  read(layers: readonly Float32Array[], from: number, count: number): void;
  /** What was counted since the last call, for `lostCells`. */
  takeCounts(): readonly number[];
}

/** @param length of each column: the most cells that one `read` takes */
export function createCellColumns<Tree>(
  tree: Tree,
  length: number,
): CellColumns<Mapped<Tree, CellSource, Float64Array>> {
  const made: CellColumn[] = [];
  let counts: Float64Array = new Float64Array(0);
  let counted = 0;
  const columns = mapLeaves<Tree, CellSource, Float64Array>(tree, (source) => {
    const first = counted;
    counted += countsOf(source);
    const column = createCellColumn(source, length, (at, cells) => (counts[first + at]! += cells));
    made.push(column);
    return column.values;
  });
  counts = new Float64Array(counted);
  return {
    columns,
    read(layers, from, count) {
      for (const column of made) column.read(layers, from, count);
    },
    takeCounts() {
      const taken = Array.from(counts);
      counts.fill(0);
      return taken;
    },
  };
}

/** Cells that a parameter has no value in although its layer has one. */
export interface LostCells {
  /** Of the parameter in its tree, such as `thaw/index`. */
  readonly path: string;
  /** Of a layer of classes, one without a value; null for a value out of bounds, or for a class above 255. */
  readonly code: number | null;
  readonly cells: number;
}

/** @param counts sums of what `takeCounts` gave for this tree */
export function lostCells(tree: unknown, counts: readonly number[]): readonly LostCells[] {
  const lost: LostCells[] = [];
  let at = 0;
  mapLeaves<unknown, CellSource, null>(tree, (source, path) => {
    for (let i = 0; i < countsOf(source); i++) {
      const cells = counts[at++] ?? 0;
      const code = source.kind === 'classes' && i < countedCodes ? i : null;
      if (cells > 0) lost.push({ path, code, cells });
    }
    return null;
  });
  return lost;
}
