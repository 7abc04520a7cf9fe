// The conditional distribution of pixels: the weight of every training row's target from the leaves that the pixel ends in,
// and its quantiles and deviation. 64 pixels go through a tree together, as a set of bits that splits where they part. What
// a leaf weighs is then noted where pixels of its set follow others, in a table of steps from pixel to pixel. Weights are
// whole numbers, i32 where their sum is below 2³¹ and else f64, so that their order does not matter.

/** Pixels of a set. */
const SET: i32 = 64;
// A node: a u32 that says where the set of the pixels that go left is, and one where the right child is; or 0 and the leaf.
// A leaf: how many rows it has u32, at 8 the weight of each, then from 16 on where in a pixel's steps the rows' targets
// stand, u32; others that nobody reads fill up the last four.
const NODE_BYTES: usize = 8;
const ROWS: usize = 16;

// The caller writes these fields one after another; distributeTrees does without the last ones.
@unmanaged
class Distribution {
  /** Ascending Float64, and by how much they are more than one of them. */
  targets: usize;
  differences: usize;
  /** A multiple of eight: targets without weight fill it up. */
  targetCount: usize;
  /** Float64 per quantile, ascending: the share of the weights that it must reach. */
  shares: usize;
  shareCount: usize;
  /** Per quantile, and then for the deviation: Float32 per pixel, outBytes apart. */
  out: usize;
  outBytes: usize;
  // Scratch.
  /** Per pixel and target by how much its weight is more than the pixel's before; one pixel more than a set has. */
  steps: usize;
  stepsBytes: usize;
  /** Per target. */
  weights: usize;
  /** Float64 per eight targets, and one more. */
  cumulated: usize;
  // Of sets.
  /** A u32 per tree. */
  roots: usize;
  rootsEnd: usize;
  /** Per covariate that a tree splits on the codes of a block of pixels, u16, codesBytes apart. */
  codes: usize;
  codesBytes: usize;
  /** Per such covariate: where its sets are u32, and how many codes it has u32. */
  places: usize;
  placesEnd: usize;
  /** Scratch, of 16 bytes: a node, and at 8 the set that is yet to go there. */
  stack: usize;
}

/** Per covariate and code the pixels whose code is no larger. */
@inline
function writeSets(t: Distribution, codes: usize, count: i32): void {
  for (let place = t.places; place < t.placesEnd; place += 8) {
    const sets = load<usize>(place);
    const end = sets + (load<usize>(place, 4) << 3);
    memory.fill(sets, 0, end - sets);
    for (let i = 0; i < count; i++) {
      const at = sets + (<usize>load<u16>(codes + (<usize>i << 1)) << 3);
      store<u64>(at, load<u64>(at) | <u64>1 << <u64>i);
    }
    let pixels: u64 = 0;
    for (let at = sets; at < end; at += 8) {
      pixels |= load<u64>(at);
      store<u64>(at, pixels);
    }
    codes += t.codesBytes;
  }
}

@inline
function moveRow<Weight>(rows: usize, row: usize, from: usize, to: usize, weight: Weight): void {
  const place = load<usize>(rows + (row << 2));
  store<Weight>(from + place, load<Weight>(from + place) + weight);
  store<Weight>(to + place, load<Weight>(to + place) - weight);
}

@inline
function moveFour<Weight>(rows: usize, from: usize, to: usize, weight: Weight): void {
  moveRow<Weight>(rows, 0, from, to, weight);
  moveRow<Weight>(rows, 1, from, to, weight);
  moveRow<Weight>(rows, 2, from, to, weight);
  moveRow<Weight>(rows, 3, from, to, weight);
}

/** Notes where each run of the leaf's pixels begins, and what is behind it: past the last pixel for a run that lasts. */
@inline
function noteLeaf<Weight>(t: Distribution, leaf: usize, pixels: u64, all: u64): void {
  const firstRows = leaf + ROWS;
  const rowsEnd = firstRows + (<usize>load<u32>(leaf) << 2);
  const weight = load<Weight>(leaf, 8);
  let changes = (pixels ^ (pixels << 1)) & all;
  do {
    const from = t.steps + <usize>ctz(changes) * t.stepsBytes;
    changes &= changes - 1;
    const to = t.steps + <usize>ctz(changes) * t.stepsBytes;
    changes &= changes - 1;
    moveFour<Weight>(firstRows, from, to, weight);
    for (let rows = firstRows + 16; rows < rowsEnd; rows += 16) moveFour<Weight>(rows, from, to, weight);
  } while (changes != 0);
}

// No branch depends on where the pixels go but the one at leaves.
@inline
function walkTree<Weight>(t: Distribution, root: usize, all: u64): void {
  const stack = t.stack;
  let top = stack;
  let node = root, pixels = all;
  while (true) {
    const set = load<usize>(node);
    const child = load<usize>(node, 4);
    if (set != 0) {
      const left = pixels & load<u64>(set);
      const right = pixels ^ left;
      store<usize>(top, child);
      store<u64>(top, right, 8);
      top += <usize>(i32(left != 0) & i32(right != 0)) << 4;
      node = select<usize>(node + NODE_BYTES, child, left != 0);
      pixels = select<u64>(left, right, left != 0);
      continue;
    }
    noteLeaf<Weight>(t, child, pixels, all);
    if (top == stack) return;
    top -= 16;
    node = load<usize>(top);
    pixels = load<u64>(top, 8);
  }
}

/** Of the mean square: what is left of a deviation of 0 is less. */
const ROUNDING: f64 = 8.8817841970012523e-16;

/** summarise.ts, operation by operation, of the weights of the pixel before and the steps to this one, which become 0. */
@inline
function summarise<Weight>(t: Distribution, steps: usize, pixel: usize): void {
  const zero = f64x2.splat(0);
  let held = zero, sumA = zero, sumB = zero, squaresA = zero, squaresB = zero;
  let block = t.cumulated;
  store<f64>(block, 0);
  let at = t.weights;
  const end = t.differences + (t.targetCount << 3);
  for (let target = t.differences; target < end; target += 64) {
    let a: v128, b: v128, c: v128, d: v128;
    if (sizeof<Weight>() == 4) {
      const four = i32x4.add(v128.load(at), v128.load(steps)), more = i32x4.add(v128.load(at, 16), v128.load(steps, 16));
      v128.store(at, four);
      v128.store(at, more, 16);
      a = f64x2.convert_low_i32x4_s(four);
      b = f64x2.convert_low_i32x4_s(v128.shuffle<i64>(four, four, 1, 1));
      c = f64x2.convert_low_i32x4_s(more);
      d = f64x2.convert_low_i32x4_s(v128.shuffle<i64>(more, more, 1, 1));
    } else {
      a = f64x2.add(v128.load(at), v128.load(steps));
      b = f64x2.add(v128.load(at, 16), v128.load(steps, 16));
      c = f64x2.add(v128.load(at, 32), v128.load(steps, 32));
      d = f64x2.add(v128.load(at, 48), v128.load(steps, 48));
      v128.store(at, a);
      v128.store(at, b, 16);
      v128.store(at, c, 32);
      v128.store(at, d, 48);
      v128.store(steps, zero, 32);
      v128.store(steps, zero, 48);
    }
    v128.store(steps, zero);
    v128.store(steps, zero, 16);
    at += 8 * sizeof<Weight>();
    steps += 8 * sizeof<Weight>();
    held = f64x2.add(held, f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
    const moreA = v128.load(target), moreB = v128.load(target, 16);
    const moreC = v128.load(target, 32), moreD = v128.load(target, 48);
    const productA = f64x2.mul(a, moreA), productB = f64x2.mul(b, moreB);
    const productC = f64x2.mul(c, moreC), productD = f64x2.mul(d, moreD);
    sumA = f64x2.add(f64x2.add(sumA, productA), productC);
    sumB = f64x2.add(f64x2.add(sumB, productB), productD);
    squaresA = f64x2.add(f64x2.add(squaresA, f64x2.mul(productA, moreA)), f64x2.mul(productC, moreC));
    squaresB = f64x2.add(f64x2.add(squaresB, f64x2.mul(productB, moreB)), f64x2.mul(productD, moreD));
    block += 8;
    store<f64>(block, sumLanes(held));
  }
  const total = load<f64>(block);
  let out = t.out + (pixel << 2);
  block = t.cumulated;
  const sharesEnd = t.shares + (t.shareCount << 3);
  for (let share = t.shares; share < sharesEnd; share += 8) {
    const limit = load<f64>(share) * total;
    while (load<f64>(block, 8) < limit) block += 8;
    let place = block - t.cumulated;
    let below = load<f64>(block) + <f64>load<Weight>(t.weights + place * sizeof<Weight>());
    while (below < limit) {
      place += 1;
      below += <f64>load<Weight>(t.weights + place * sizeof<Weight>());
    }
    store<f32>(out, <f32>load<f64>(t.targets + (place << 3)));
    out += t.outBytes;
  }
  const mean = (sumLanes(sumA) + sumLanes(sumB)) / total;
  const squares = (sumLanes(squaresA) + sumLanes(squaresB)) / total;
  const variance = squares - mean * mean;
  store<f32>(out, variance > squares * ROUNDING ? <f32>sqrt(variance) : 0);
}

@inline
function sumLanes(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

@inline
function distributeBySets<Weight>(t: Distribution, count: i32, pixels: usize): void {
  for (let first = 0; first < count; first += SET) {
    const some = min(count - first, SET);
    const all = (<u64>-1) >> <u64>(SET - some);
    writeSets(t, t.codes + (<usize>first << 1), some);
    for (let root = t.roots; root < t.rootsEnd; root += 4) walkTree<Weight>(t, load<usize>(root), all);
    memory.fill(t.weights, 0, t.targetCount * sizeof<Weight>());
    for (let i = 0; i < some; i++) {
      const pixel = load<u32>(pixels + (<usize>(first + i) << 2));
      summarise<Weight>(t, t.steps + <usize>i * t.stepsBytes, pixel);
    }
  }
}

/** The quantiles and the deviation of a block's first so many pixels; weights of 4 or 8 bytes. */
export function distributeSets(address: usize, weightBytes: i32, count: i32, pixels: usize): void {
  const t = changetype<Distribution>(address);
  if (weightBytes == 4) distributeBySets<i32>(t, count, pixels);
  else distributeBySets<f64>(t, count, pixels);
}

@inline
function addLeaf<Weight>(leaf: usize, steps: usize, sign: Weight): void {
  const weight = sign * load<Weight>(leaf, 8);
  const firstRows = leaf + ROWS;
  const rowsEnd = firstRows + (<usize>load<u32>(leaf) << 2);
  for (let rows = firstRows; rows < rowsEnd; rows += 16) {
    addRow<Weight>(rows, 0, steps, weight);
    addRow<Weight>(rows, 1, steps, weight);
    addRow<Weight>(rows, 2, steps, weight);
    addRow<Weight>(rows, 3, steps, weight);
  }
}

@inline
function addRow<Weight>(rows: usize, row: usize, steps: usize, weight: Weight): void {
  const at = steps + load<usize>(rows + (row << 2));
  store<Weight>(at, load<Weight>(at) + weight);
}

@inline
function countChanged(before: usize, leaves: usize, leavesBytes: usize): i32 {
  let changed = 0;
  for (let at: usize = 0; at < leavesBytes; at += 4) changed += i32(load<u32>(before + at) != load<u32>(leaves + at));
  return changed;
}

@inline
function distributeByTrees<Weight>(
  t: Distribution, leaves: usize, leavesBytes: usize, count: i32, pixels: usize, last: usize, mostChanged: i32,
): void {
  const steps = t.steps;
  let before = last;
  for (let i = 0; i < count; i++) {
    if (countChanged(before, leaves, leavesBytes) > mostChanged) {
      memory.fill(t.weights, 0, t.targetCount * sizeof<Weight>());
      // Before any is added: so short a loop waits for many leaves at once that are not in the cache.
      let rows: u32 = 0;
      for (let at: usize = 0; at < leavesBytes; at += 4) rows += load<u32>(load<usize>(leaves + at));
      store<u32>(t.cumulated, rows);
      for (let at: usize = 0; at < leavesBytes; at += 4) addLeaf<Weight>(load<usize>(leaves + at), steps, 1);
    } else {
      for (let at: usize = 0; at < leavesBytes; at += 4) {
        const now = load<usize>(before + at), then = load<usize>(leaves + at);
        if (now == then) continue;
        addLeaf<Weight>(now, steps, -1);
        addLeaf<Weight>(then, steps, 1);
      }
    }
    summarise<Weight>(t, steps, load<u32>(pixels + (<usize>i << 2)));
    before = leaves;
    leaves += leavesBytes;
  }
  memory.copy(last, before, leavesBytes);
}

/**
 * The same of pixels whose leaves are given, one per tree. Only those are touched that are not the leaves of the pixel
 * before; where they are more than mostChanged, its weights are cleared instead. The weights and last, the leaves of the
 * last pixel, are kept for the next call.
 */
export function distributeTrees(
  address: usize, weightBytes: i32, leaves: usize, leavesBytes: usize, count: i32, pixels: usize, last: usize,
  mostChanged: i32,
): void {
  const t = changetype<Distribution>(address);
  if (weightBytes == 4) distributeByTrees<i32>(t, leaves, leavesBytes, count, pixels, last, mostChanged);
  else distributeByTrees<f64>(t, leaves, leavesBytes, count, pixels, last, mostChanged);
}
