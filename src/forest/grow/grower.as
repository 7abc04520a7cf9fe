// What grows a tree works on: the caller writes these fields one after another; sizes are in bytes, addresses are of
// areas that it took. A training row is a record: two numbers that a search adds up, for numbers the target, then the
// codes of its covariates.

/** Bytes of a record that a search adds up: how often the row is in the sample, and that times its target or its class. */
export const HEAD_BYTES: usize = 16;

@unmanaged
export class Grower {
  rowCount: u32;
  covariateCount: u32;
  /** 0 for the regression of a number. */
  classCount: u32;
  /** Covariates drawn per split. */
  mtry: u32;
  /** A node of at most this many sampled rows, repeats counted, is a leaf. */
  minNodeSize: u32;
  maxDepth: u32;
  maxLeaves: u32;
  /** Cuts drawn at random per covariate; 0 to try every cut. */
  randomCuts: u32;
  recordBytes: usize;
  /** Where in a record its codes are. */
  codesAt: usize;
  records: usize;
  /** A `Column` per covariate. */
  columns: usize;
  /** The distinct values of the covariates. */
  values: usize;
  /** Per training row: how often it was drawn, u16. */
  drawn: usize;
  /** State of the random numbers, four u32. */
  random: usize;
  /** Addresses of the records in the sample, u32; a node is a stretch of them. */
  rows: usize;
  spareRows: usize;
  /** The covariates in the order of the last draw, u32. */
  covariates: usize;
  /** A `GrownNode` each, in the order in which they were made. */
  nodes: usize;
  /** Numbers of the nodes that may be split, the next one last. */
  open: usize;
  /** Scratch of sorting: entries of a code and the address of its record, and how often each digit occurs. */
  entries: usize;
  spareEntries: usize;
  digitCounts: usize;
  /** Rows per class, f64: in the node, and left of a cut. */
  classCounts: usize;
  leftCounts: usize;
  // The tree, depth first, left branch first, as a forest has it.
  feature: usize;
  threshold: usize;
  right: usize;
  value: usize;
  // Scratch from here on.
  nodeCount: u32;
  openCount: u32;
  /** Of the node that is searched: stretch of rows, their number with repeats, its value as a leaf. */
  begin: usize;
  end: usize;
  count: f64;
  leaf: f64;
  pure: u32;
  // The best cut of that node so far: rows with a code ≤ lastLeft go left; a score of −1 where there is none.
  covariate: u32;
  score: f64;
  lastLeft: u32;
  /** The next code in the node; −1 for a cut at a threshold that was drawn. */
  firstRight: i32;
  drawnThreshold: f32;
}

/** The distinct values of a covariate, ascending f32: a code is a position among them. */
@unmanaged
export class Column {
  values: usize;
  count: u32;
}

@unmanaged
export class GrownNode {
  begin: usize;
  end: usize;
  depth: u32;
  /** Its left child, followed by its right one; 0 at leaves. */
  left: u32;
  // The cut that was made, or the best one that would be.
  covariate: u32;
  lastLeft: u32;
  threshold: f32;
  /** Place in the forest of the node that this one is the right child of; −1 for a left child. */
  rightOf: i32;
  value: f64;
  /** How much its cut decreases the impurity, summed over rows. */
  decrease: f64;
}

@inline
export function columnAt(g: Grower, covariate: u32): Column {
  return changetype<Column>(g.columns + <usize>covariate * offsetof<Column>());
}

@inline
export function nodeAt(g: Grower, node: u32): GrownNode {
  return changetype<GrownNode>(g.nodes + <usize>node * offsetof<GrownNode>());
}

/** Where in a record the code of a covariate is. */
@inline
export function codeAt(g: Grower, covariate: u32): usize {
  return g.codesAt + (<usize>covariate << 2);
}

/** The last position from low to high whose value is ≤ x, or low. */
export function positionOf(values: usize, x: f64, low: u32, high: u32): u32 {
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (<f64>load<f32>(values + (<usize>middle << 2)) <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Keeps a cut that is better than the best so far. */
@inline
export function keepCut(g: Grower, covariate: u32, score: f64, lastLeft: u32, firstRight: i32): void {
  g.score = score;
  g.covariate = covariate;
  g.lastLeft = lastLeft;
  g.firstRight = firstRight;
}
