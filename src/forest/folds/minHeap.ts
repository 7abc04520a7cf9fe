/** A queue of rows: the least key first, of equals the lower row. */
export interface MinHeap {
  size(): number;
  push(row: number, key: number): void;
  /** NaN where the queue is empty. */
  leastKey(): number;
  /** Takes out every row that has the least key, ascending. */
  popTied(): number[];
}

/** A binary heap. @param capacity most rows at a time */
export function createMinHeap(capacity: number): MinHeap {
  const rows = new Uint32Array(capacity);
  const keys = new Float64Array(capacity);
  let size = 0;

  const isBefore = (a: number, b: number): boolean =>
    keys[a]! < keys[b]! || (keys[a] === keys[b] && rows[a]! < rows[b]!);
  const swap = (a: number, b: number): void => {
    [rows[a], rows[b]] = [rows[b]!, rows[a]!];
    [keys[a], keys[b]] = [keys[b]!, keys[a]!];
  };
  const isEmpty = (): boolean => size === 0;
  const pop = (): number => {
    const row = rows[0]!;
    size -= 1;
    swap(0, size);
    for (let at = 0; ;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < size && isBefore(child, first)) first = child;
      if (first === at) return row;
      swap(at, first);
      at = first;
    }
  };

  return {
    size: () => size,
    push(row, key) {
      let at = size;
      rows[at] = row;
      keys[at] = key;
      size += 1;
      while (at > 0 && isBefore(at, (at - 1) >> 1)) {
        swap(at, (at - 1) >> 1);
        at = (at - 1) >> 1;
      }
    },
    leastKey: () => (isEmpty() ? Number.NaN : keys[0]!),
    popTied() {
      const key = keys[0]!;
      const tied: number[] = [];
      while (!isEmpty() && keys[0] === key) tied.push(pop());
      return tied;
    },
  };
}
