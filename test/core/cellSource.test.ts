import { describe, expect, it } from 'vitest';
import { createCellColumns, lostCells } from '../../src/core/cellSource.ts';
import { mapLeaves } from '../../src/core/parameterTree.ts';
import type { CellSource } from '../../src/core/cellSource.ts';

const constant = (value: number): CellSource => ({ kind: 'constant', value });

describe('columns of cells', () => {
  const tree = {
    name: 'kept',
    fixed: constant(0.1),
    measured: { kind: 'layer', layer: 1, minimum: 0, maximum: 10 },
    layers: [
      {
        kind: 'classes',
        layer: 0,
        values: [
          [1, 0.5],
          [300, 0.7],
        ],
      },
    ],
  } as { name: string; fixed: CellSource; measured: CellSource; layers: CellSource[] };

  it('take constants, layers within bounds and values of classes, from any cell on', () => {
    const cells = createCellColumns(tree, 4);
    const { name, fixed, measured, layers } = cells.columns;
    cells.read([Float32Array.of(9, 1, 300, 7, Number.NaN), Float32Array.of(5, 0, 10, 10.5, Number.NaN)], 1, 4);
    expect(name).toBe('kept');
    expect([...fixed]).toEqual([0.1, 0.1, 0.1, 0.1]);
    expect([...measured]).toEqual([0, 10, Number.NaN, Number.NaN]);
    expect([...layers[0]!]).toEqual([0.5, 0.7, Number.NaN, Number.NaN]);
  });

  it('convert a layer of another unit before they look at its bounds', () => {
    const conversion = { scale: 0.01, offset: 1 };
    const source: CellSource = { kind: 'layer', layer: 0, conversion, minimum: 0, maximum: 10 };
    const cells = createCellColumns({ source }, 3);
    cells.read([Float32Array.of(50, 900, 901)], 0, 3);
    expect([...cells.columns.source]).toEqual([1.5, 10, Number.NaN]);
  });

  it('count what has a value in a layer and none of the parameter, and count anew after each window', () => {
    const cells = createCellColumns(tree, 6);
    cells.read([Float32Array.of(7, 7, 1, -2, 400, Number.NaN), Float32Array.of(-1, 11, 3, 3, 3, Number.NaN)], 0, 6);
    const counts = cells.takeCounts();
    expect(lostCells(tree, counts)).toEqual([
      { path: 'measured', code: null, cells: 2 },
      { path: 'layers/0', code: 7, cells: 2 },
      { path: 'layers/0', code: null, cells: 2 },
    ]);
    expect(cells.takeCounts().every((count) => count === 0)).toBe(true);
  });
});

describe('a tree of parameters', () => {
  it('is mapped leaf by leaf, with the path of each', () => {
    const found: string[] = [];
    const mapped = mapLeaves<object, CellSource, number>(
      { a: constant(1), b: [{ c: constant(2) }], d: null, e: 'text' },
      (leaf, path) => {
        found.push(path);
        return leaf.kind === 'constant' ? leaf.value : 0;
      },
    );
    expect(found).toEqual(['a', 'b/0/c']);
    expect(mapped).toEqual({ a: 1, b: [{ c: 2 }], d: null, e: 'text' });
  });
});
