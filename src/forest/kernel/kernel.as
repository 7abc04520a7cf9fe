// Prediction of a regression forest over blocks of pixels. The caller lays out the memory and passes addresses; this
// module owns no data. Built by test/tools/buildKernel.ts.

// A mask row is 128 bytes: 32 lanes of 32 bits or 16 lanes of 64 bits, a lane per slot of a tile.
const ROW_SHIFT: usize = 7;

/** Numbers of the pixels without NaN in any of the columns. @returns how many there are */
export function selectComplete(columns: usize, columnBytes: usize, covariates: i32, count: i32, pixels: usize): i32 {
  let valid = 0;
  for (let i = 0; i < count; i++) {
    let complete = 1;
    let at = columns + (<usize>i << 2);
    for (let c = 0; c < covariates; c++) {
      const x = load<f32>(at);
      complete &= i32(x == x);
      at += columnBytes;
    }
    store<u32>(pixels + (<usize>valid << 2), i);
    valid += complete;
  }
  return valid;
}

/** How many thresholds lie below a value of a bucket: those of the buckets before, and some of its own. */
@inline
function countBelow(x: f32, bucket: i32, thresholds: usize, buckets: usize, firstStep: u32): u32 {
  let below = <u32>load<u16>(buckets + (<usize>bucket << 1));
  for (let step = firstStep; step > 0; step >>= 1) {
    const less = load<f32>(thresholds + (<usize>(below + step - 1) << 2)) < x;
    below += step & (0 - u32(less));
  }
  return below;
}

/**
 * Per pixel: firstCode + the number of thresholds below its value, a u16 every codeBytes.
 * All thresholds of the buckets before a value's own are below it, all after it are not, so only its own is searched.
 */
export function codeColumn(
  column: usize, pixels: usize, count: i32, thresholds: usize, buckets: usize, lastBucket: i32,
  origin: f32, scale: f32, firstStep: u32, firstCode: u32, codes: usize, codeBytes: usize,
): void {
  for (let i = 0; i < count; i++) {
    const x = load<f32>(column + (<usize>load<u32>(pixels + (<usize>i << 2)) << 2));
    // Saturates at infinities; NaN, of an infinity times a scale of 0, becomes 0.
    const bucket = min(max(<i32>((x - origin) * scale), 0), lastBucket);
    store<u16>(codes, firstCode + countBelow(x, bucket, thresholds, buckets, firstStep));
    codes += codeBytes;
  }
}

/**
 * Adds to the number of each pixel's cell, a u32: the number of thresholds below its value × cellsPerCode; beyond for
 * NaN. Works on up to three pixels past count.
 */
export function addToCells(
  column: usize, count: i32, thresholds: usize, buckets: usize, lastBucket: i32, origin: f32, scale: f32,
  firstStep: u32, cellsPerCode: u32, cells: usize, beyond: u32,
): void {
  const origins = f32x4.splat(origin), scales = f32x4.splat(scale);
  const first = i32x4.splat(0), last = i32x4.splat(lastBucket);
  const end = column + (<usize>count << 2);
  for (; column < end; column += 16) {
    const x = v128.load(column);
    // As in codeColumn.
    const place = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(x, origins), scales));
    const bucket = i32x4.min_s(i32x4.max_s(place, first), last);
    const below = i32x4(
      countBelow(f32x4.extract_lane(x, 0), i32x4.extract_lane(bucket, 0), thresholds, buckets, firstStep),
      countBelow(f32x4.extract_lane(x, 1), i32x4.extract_lane(bucket, 1), thresholds, buckets, firstStep),
      countBelow(f32x4.extract_lane(x, 2), i32x4.extract_lane(bucket, 2), thresholds, buckets, firstStep),
      countBelow(f32x4.extract_lane(x, 3), i32x4.extract_lane(bucket, 3), thresholds, buckets, firstStep),
    );
    const step = v128.bitselect(i32x4.mul(below, i32x4.splat(cellsPerCode)), i32x4.splat(beyond), f32x4.eq(x, x));
    v128.store(cells, i32x4.add(v128.load(cells), step));
    cells += 16;
  }
}

/** Writes the mean of each pixel's cell, NaN for those beyond. @returns how many others are NaN: their pixels are listed */
export function lookUpCells(means: usize, cells: usize, count: i32, beyond: u32, out: usize, unknown: usize): i32 {
  let listed = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const cell = load<u32>(cells + (i << 2));
    const mean = load<f32>(means + (<usize>min(cell, beyond) << 2));
    store<f32>(out + (i << 2), mean);
    store<u32>(unknown + (<usize>listed << 2), <u32>i);
    listed += i32(mean != mean) & i32(cell < beyond);
  }
  return listed;
}

@inline
function intersect(codes: usize, covariates: i32, rowOfCode: usize, masks: usize, to: usize): void {
  let row = masks + (<usize>load<u16>(rowOfCode + (<usize>load<u16>(codes) << 1)) << ROW_SHIFT);
  let a = v128.load(row, 0), b = v128.load(row, 16), c = v128.load(row, 32), d = v128.load(row, 48);
  let e = v128.load(row, 64), f = v128.load(row, 80), g = v128.load(row, 96), h = v128.load(row, 112);
  for (let i = 1; i < covariates; i++) {
    codes += 2;
    row = masks + (<usize>load<u16>(rowOfCode + (<usize>load<u16>(codes) << 1)) << ROW_SHIFT);
    a = v128.and(a, v128.load(row, 0));
    b = v128.and(b, v128.load(row, 16));
    c = v128.and(c, v128.load(row, 32));
    d = v128.and(d, v128.load(row, 48));
    e = v128.and(e, v128.load(row, 64));
    f = v128.and(f, v128.load(row, 80));
    g = v128.and(g, v128.load(row, 96));
    h = v128.and(h, v128.load(row, 112));
  }
  v128.store(to, a, 0);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
  v128.store(to, e, 64);
  v128.store(to, f, 80);
  v128.store(to, g, 96);
  v128.store(to, h, 112);
}

@inline
function leafValue<Lane>(lane: usize, leaves: usize): f64 {
  return load<f64>(leaves + (<usize>ctz<Lane>(load<Lane>(lane)) << 3));
}

/**
 * Adds to each pixel's sum the leaf values of a tile's slots, in their order. Four pixels side by side hide the latency
 * of the additions, whose order within a pixel is fixed. Works on up to three pixels past count.
 */
@inline
function sumTile<Lane>(
  codes: usize, covariates: i32, count: i32, rowOfCode: usize, masks: usize, leaves: usize, sums: usize, scratch: usize,
): void {
  const codeBytes = <usize>covariates << 1;
  const end = sums + (<usize>count << 3);
  for (; sums < end; sums += 32) {
    for (let i: usize = 0; i < 4; i++) {
      intersect(codes, covariates, rowOfCode, masks, scratch + (i << ROW_SHIFT));
      codes += codeBytes;
    }
    let s0 = load<f64>(sums, 0), s1 = load<f64>(sums, 8), s2 = load<f64>(sums, 16), s3 = load<f64>(sums, 24);
    let slotLeaves = leaves;
    const laneEnd = scratch + 128;
    for (let lane = scratch; lane < laneEnd; lane += sizeof<Lane>() * 2) {
      s0 += leafValue<Lane>(lane, slotLeaves);
      s1 += leafValue<Lane>(lane + 128, slotLeaves);
      s2 += leafValue<Lane>(lane + 256, slotLeaves);
      s3 += leafValue<Lane>(lane + 384, slotLeaves);
      // A slot has as many leaf values, of eight bytes, as its lane has bits.
      slotLeaves += sizeof<Lane>() * 64;
      s0 += leafValue<Lane>(lane + sizeof<Lane>(), slotLeaves);
      s1 += leafValue<Lane>(lane + 128 + sizeof<Lane>(), slotLeaves);
      s2 += leafValue<Lane>(lane + 256 + sizeof<Lane>(), slotLeaves);
      s3 += leafValue<Lane>(lane + 384 + sizeof<Lane>(), slotLeaves);
      slotLeaves += sizeof<Lane>() * 64;
    }
    store<f64>(sums, s0, 0);
    store<f64>(sums, s1, 8);
    store<f64>(sums, s2, 16);
    store<f64>(sums, s3, 24);
  }
}

export function sumTile32(
  codes: usize, covariates: i32, count: i32, rowOfCode: usize, masks: usize, leaves: usize, sums: usize, scratch: usize,
): void {
  sumTile<u32>(codes, covariates, count, rowOfCode, masks, leaves, sums, scratch);
}

export function sumTile64(
  codes: usize, covariates: i32, count: i32, rowOfCode: usize, masks: usize, leaves: usize, sums: usize, scratch: usize,
): void {
  sumTile<u64>(codes, covariates, count, rowOfCode, masks, leaves, sums, scratch);
}

/** The selected pixels of a column as every rowBytes-th value. */
export function gatherColumn(column: usize, pixels: usize, count: i32, rows: usize, rowBytes: usize): void {
  for (let i = 0; i < count; i++) {
    store<f32>(rows, load<f32>(column + (<usize>load<u32>(pixels + (<usize>i << 2)) << 2)));
    rows += rowBytes;
  }
}

// A node: threshold f32, then a word: nodes ahead to the right child << 10 | covariate. A leaf has a threshold of NaN and
// 0 nodes ahead, so that a walk stays on it.
@inline
function nextNode(node: usize, row: usize): usize {
  const word = load<u32>(node, 4);
  const x = load<f32>(row + (<usize>(word & 1023) << 2));
  return node + select<usize>(8, (word >> 10) << 3, x <= load<f32>(node));
}

// Adds one tree's values to each pixel's sum, eight walks side by side. Works on up to seven pixels past count. What stands
// in records for the nodes that walks end in, a u32 per node, is kept, leavesBytes apart.
@inline
function walkTree(
  root: usize, values: usize, rows: usize, rowBytes: usize, count: i32, sums: usize, keeps: bool, records: usize,
  leaves: usize, leavesBytes: usize,
): void {
  const end = sums + (<usize>count << 3);
  for (; sums < end; sums += 64) {
    const r1 = rows + rowBytes, r2 = r1 + rowBytes, r3 = r2 + rowBytes, r4 = r3 + rowBytes;
    const r5 = r4 + rowBytes, r6 = r5 + rowBytes, r7 = r6 + rowBytes;
    let a = root, b = root, c = root, d = root, e = root, f = root, g = root, h = root;
    let moved: usize = 1;
    while (moved) {
      const a1 = nextNode(a, rows), b1 = nextNode(b, r1), c1 = nextNode(c, r2), d1 = nextNode(d, r3);
      moved = (a ^ a1) | (b ^ b1) | (c ^ c1) | (d ^ d1);
      a = a1; b = b1; c = c1; d = d1;
      const e1 = nextNode(e, r4), f1 = nextNode(f, r5), g1 = nextNode(g, r6), h1 = nextNode(h, r7);
      moved |= (e ^ e1) | (f ^ f1) | (g ^ g1) | (h ^ h1);
      e = e1; f = f1; g = g1; h = h1;
    }
    const shift = values - root;
    store<f64>(sums, load<f64>(sums, 0) + load<f64>(a + shift), 0);
    store<f64>(sums, load<f64>(sums, 8) + load<f64>(b + shift), 8);
    store<f64>(sums, load<f64>(sums, 16) + load<f64>(c + shift), 16);
    store<f64>(sums, load<f64>(sums, 24) + load<f64>(d + shift), 24);
    store<f64>(sums, load<f64>(sums, 32) + load<f64>(e + shift), 32);
    store<f64>(sums, load<f64>(sums, 40) + load<f64>(f + shift), 40);
    store<f64>(sums, load<f64>(sums, 48) + load<f64>(g + shift), 48);
    store<f64>(sums, load<f64>(sums, 56) + load<f64>(h + shift), 56);
    if (keeps) {
      // A node has eight bytes.
      store<u32>(leaves, load<u32>(records + ((a - root) >> 1)));
      store<u32>(leaves + leavesBytes, load<u32>(records + ((b - root) >> 1)));
      leaves += leavesBytes << 1;
      store<u32>(leaves, load<u32>(records + ((c - root) >> 1)));
      store<u32>(leaves + leavesBytes, load<u32>(records + ((d - root) >> 1)));
      leaves += leavesBytes << 1;
      store<u32>(leaves, load<u32>(records + ((e - root) >> 1)));
      store<u32>(leaves + leavesBytes, load<u32>(records + ((f - root) >> 1)));
      leaves += leavesBytes << 1;
      store<u32>(leaves, load<u32>(records + ((g - root) >> 1)));
      store<u32>(leaves + leavesBytes, load<u32>(records + ((h - root) >> 1)));
      leaves += leavesBytes << 1;
    }
    rows = r7 + rowBytes;
  }
}

/** Adds one tree's values to each pixel's sum. Works on up to seven pixels past count. */
export function sumTree(root: usize, values: usize, rows: usize, rowBytes: usize, count: i32, sums: usize): void {
  walkTree(root, values, rows, rowBytes, count, sums, false, 0, 0, 0);
}

/** As sumTree; also keeps what stands in records for the leaf that a pixel ends in, leavesBytes apart. */
export function sumTreeLeaves(
  root: usize, values: usize, rows: usize, rowBytes: usize, count: i32, sums: usize, records: usize, leaves: usize,
  leavesBytes: usize,
): void {
  walkTree(root, values, rows, rowBytes, count, sums, true, records, leaves, leavesBytes);
}

/** The selected pixels' sums / divisor; the other pixels of out stay as they are. */
export function writeMeans(sums: usize, pixels: usize, count: i32, divisor: f64, out: usize): void {
  for (let i = 0; i < count; i++) {
    const mean = load<f64>(sums + (<usize>i << 3)) / divisor;
    store<f32>(out + (<usize>load<u32>(pixels + (<usize>i << 2)) << 2), <f32>mean);
  }
}

/**
 * Per pixel, over the points of rows (coordinates side by side): the least square of the distance, and how many squares
 * are at most limit. A pixel with NaN gets infinity and 0. Sixteen pixels side by side; works on up to fifteen past count.
 */
export function nearestRows(
  columns: usize, columnBytes: usize, dimensions: i32, count: i32, rows: usize, rowCount: i32, limit: f32,
  squares: usize, within: usize,
): void {
  const limits = f32x4.splat(limit);
  const rowBytes = <usize>dimensions << 2;
  const rowsEnd = rows + <usize>rowCount * rowBytes;
  const end = columns + (<usize>count << 2);
  for (; columns < end; columns += 64) {
    let a = f32x4.splat(Infinity), b = a, c = a, d = a;
    let na = i32x4.splat(0), nb = na, nc = na, nd = na;
    for (let row = rows; row < rowsEnd;) {
      let sa = f32x4.splat(0), sb = sa, sc = sa, sd = sa;
      const rowEnd = row + rowBytes;
      for (let at = columns; row < rowEnd; row += 4, at += columnBytes) {
        const t = v128.load32_splat(row);
        const da = f32x4.sub(v128.load(at, 0), t), db = f32x4.sub(v128.load(at, 16), t);
        const dc = f32x4.sub(v128.load(at, 32), t), dd = f32x4.sub(v128.load(at, 48), t);
        sa = f32x4.add(sa, f32x4.mul(da, da));
        sb = f32x4.add(sb, f32x4.mul(db, db));
        sc = f32x4.add(sc, f32x4.mul(dc, dc));
        sd = f32x4.add(sd, f32x4.mul(dd, dd));
      }
      a = f32x4.pmin(a, sa);
      b = f32x4.pmin(b, sb);
      c = f32x4.pmin(c, sc);
      d = f32x4.pmin(d, sd);
      na = i32x4.sub(na, f32x4.le(sa, limits));
      nb = i32x4.sub(nb, f32x4.le(sb, limits));
      nc = i32x4.sub(nc, f32x4.le(sc, limits));
      nd = i32x4.sub(nd, f32x4.le(sd, limits));
    }
    v128.store(squares, a, 0);
    v128.store(squares, b, 16);
    v128.store(squares, c, 32);
    v128.store(squares, d, 48);
    v128.store(within, na, 0);
    v128.store(within, nb, 16);
    v128.store(within, nc, 32);
    v128.store(within, nd, 48);
    squares += 64;
    within += 64;
  }
}
