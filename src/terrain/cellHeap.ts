/** The lowest of many cells first. */

export interface CellHeap {
  push(cell: number): void;
  /** @returns −1 where none is left */
  pop(): number;
}

/**
 * A binary heap of cells by their keys, equal ones by their place, so that the order is the same in every run. The key
 * of a cell must not change while it is in.
 */
export function createCellHeap(keys: Float32Array): CellHeap {
  let cells = new Int32Array(1024);
  let size = 0;
  const before = (a: number, b: number): boolean => keys[a]! < keys[b]! || (keys[a] === keys[b] && a < b);
  return {
    push(cell) {
      if (size === cells.length) {
        const larger = new Int32Array(2 * size);
        larger.set(cells);
        cells = larger;
      }
      let at = size++;
      while (at > 0 && before(cell, cells[(at - 1) >> 1]!)) {
        cells[at] = cells[(at - 1) >> 1]!;
        at = (at - 1) >> 1;
      }
      cells[at] = cell;
    },
    pop() {
      if (size === 0) return -1;
      const lowest = cells[0]!;
      const last = cells[--size]!;
      let at = 0;
      for (let child = 1; child < size; child = 2 * at + 1) {
        if (child + 1 < size && before(cells[child + 1]!, cells[child]!)) child++;
        if (!before(cells[child]!, last)) break;
        cells[at] = cells[child]!;
        at = child;
      }
      cells[at] = last;
      return lowest;
    },
  };
}
