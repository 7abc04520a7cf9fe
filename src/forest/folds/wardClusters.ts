/**
 * Agglomerative clustering by Ward's criterion on any distances.
 * @source Murtagh & Legendre 2014, Ward's Hierarchical Agglomerative Clustering Method, J. Classification 31:274–295,
 *   doi:10.1007/s00357-014-9161-z: the variant "Ward2", R's ward.D2; chains of nearest neighbours after Murtagh 1983
 */

interface Merge {
  /** A row of each of the two clusters. */
  readonly a: number;
  readonly b: number;
  readonly squaredHeight: number;
}

/** @param matrixM distances, length rows², row by row @returns rows − 1 merges, lowest first */
export function wardTree(matrixM: Float64Array, rowCount: number): readonly Merge[] {
  const squared = matrixM.map((distance) => distance ** 2);
  const sizes = new Float64Array(rowCount).fill(1);
  const active = Uint32Array.from({ length: rowCount }, (_, row) => row);
  let activeCount = rowCount;
  const chain: number[] = [];
  const merges: Merge[] = [];
  while (activeCount > 1) {
    if (chain.length === 0) chain.push(active[0]!);
    const top = chain.at(-1)!;
    const before = chain.at(-2);
    const nearest = nearestActive(squared, rowCount, active.subarray(0, activeCount), top, before);
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    merges.push({ a: nearest, b: top, squaredHeight: squared[top * rowCount + nearest]! });
    joinInto(nearest, top, { squared, sizes, rowCount, active: active.subarray(0, activeCount) });
    active.copyWithin(active.indexOf(top), active.indexOf(top) + 1, activeCount);
    activeCount -= 1;
  }
  // A chain finds the merges out of order; sorting is stable, so that of equals the inner one stays first.
  return merges.toSorted((a, b) => a.squaredHeight - b.squaredHeight);
}

/** Of equals the one before in the chain: else the chain would never close. */
function nearestActive(
  squared: Float64Array,
  rowCount: number,
  active: Uint32Array,
  from: number,
  before: number | undefined,
): number {
  let nearest = before ?? -1;
  let least = before === undefined ? Infinity : squared[from * rowCount + before]!;
  for (const other of active) {
    const distance = squared[from * rowCount + other]!;
    if (other === from || !(distance < least)) continue;
    least = distance;
    nearest = other;
  }
  return nearest;
}

/** Lance and Williams' update of the distances of all others: eq. 2 with Ward's coefficients, on squares. */
function joinInto(
  kept: number,
  gone: number,
  state: { squared: Float64Array; sizes: Float64Array; rowCount: number; active: Uint32Array },
): void {
  const { squared, sizes, rowCount, active } = state;
  const between = squared[kept * rowCount + gone]!;
  for (const other of active) {
    if (other === kept || other === gone) continue;
    const size = sizes[other]!;
    const toKept = (sizes[kept]! + size) * squared[kept * rowCount + other]!;
    const toGone = (sizes[gone]! + size) * squared[gone * rowCount + other]!;
    const joined = (toKept + toGone - size * between) / (sizes[kept]! + sizes[gone]! + size);
    squared[kept * rowCount + other] = joined;
    squared[other * rowCount + kept] = joined;
  }
  sizes[kept]! += sizes[gone]!;
}

/** @returns per row its cluster, 0 to clusterCount − 1 in the order of first appearance */
export function cutTree(tree: readonly Merge[], clusterCount: number): Uint32Array {
  const rowCount = tree.length + 1;
  const parent = Uint32Array.from({ length: rowCount }, (_, row) => row);
  const rootOf = (row: number): number => {
    let root = row;
    while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!;
    return root;
  };
  for (const { a, b } of tree.slice(0, rowCount - clusterCount)) parent[rootOf(b)] = rootOf(a);
  const numbers = new Map<number, number>();
  return parent.map((_, row) => {
    const root = rootOf(row);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}
