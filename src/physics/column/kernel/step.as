// One implicit step of a column of ground: backward Euler by Newton's method, its tridiagonal systems by elimination. The
// caller lays out the memory (stepKernel.ts) and passes its address; this module owns no data. Built by
// test/tools/buildKernel.ts.

// Of the column.
const CELLS: usize = 0;
/** The lowest row whose elimination is out of date. */
const STALE: usize = 4;
const HEAT: usize = 8;
const RECORDS: usize = 12;
// Of the step: its length, Kirchhoff's potential of the surface, and what lies beyond a resistance.
const DURATION: usize = 16;
const TOP_WM: usize = 24;
const BEYOND_C: usize = 32;
const RESISTANCE: usize = 40;
/** How far from balance rows that were in it may be left, J/m³. */
const NEGLIGIBLE: usize = 56;
/** The cell whose piece ends first on a walk; 0 where none ends. */
const TURNING: usize = 52;
/** Least and greatest heat of the cells, and the sums of their temperatures, one array after another. */
const WATCH: usize = 48;

// Of a cell's record; one past the last holds what passes the bottom.
const RECORD: usize = 128;
const TABLE: usize = 0;
const PIECE: usize = 4;
const THICKNESS: usize = 8;
/** 1 ÷ distance to the centre of the cell above, 1/m. */
const PER_DISTANCE: usize = 16;
const SOURCE: usize = 24;
/** Heat of before and what the step's sources make, J/m³. */
const KNOWN: usize = 32;
/** Duration ÷ thickness, s/m. */
const RATE: usize = 40;
/** Downward through the top, W/m². */
const FLUX: usize = 48;
/** Of it: by the enthalpy of the cell above, and less that by the one below. */
const BY_ABOVE: usize = 56;
const BY_BELOW: usize = 64;
/** What the heat lacks to balance, J/m³. */
const RESIDUAL: usize = 72;
// Of the elimination: change = CONSTANT + FOLLOWS × that of the cell above; CONSTANT is PASSES × that of the row below
// − INVERSE × the residual.
const PIVOT: usize = 80;
const INVERSE: usize = 88;
const PASSES: usize = 96;
const FOLLOWS: usize = 104;
const CONSTANT: usize = 112;

// Of a table, and of its pieces: what all is frozen, the steps, what all is thawed. In a piece temperature, potential and
// conductivity are straight lines of the enthalpy, a + b·H.
const FROZEN: usize = 0;
const PER_JM3: usize = 8;
const LAST: usize = 16;
const MIDDLE: usize = 24;
const PIECES: usize = 64;
const PIECE_SHIFT: usize = 6;
const A_WM: usize = 0;
const B_WM: usize = 8;
const A_C: usize = 16;
const B_C: usize = 24;
const A_WMK: usize = 32;
const B_WMK: usize = 40;

/** From this iteration on every other goes half the way: steps that are solved at all are by then, but for two in turn. */
const DAMPED_FROM = 6;

/** Added to a number below 2³¹, it leaves that number, rounded, in the low bits: a conversion takes a fifth of a step. */
const TO_INTEGER: f64 = 4503599627370496;

/** At a node either of its two pieces. */
@inline
function pieceOf(table: usize, heat: f64): usize {
  const at = (heat - load<f64>(table, FROZEN)) * load<f64>(table, PER_JM3) + 1;
  const last = load<f64>(table, LAST);
  const index = <u32>reinterpret<u64>((at < 1 ? 0 : at < last ? at - 0.5 : last) + TO_INTEGER);
  return table + PIECES + (<usize>index << PIECE_SHIFT);
}

@inline
function line(piece: usize, heat: f64, a: usize, b: usize): f64 {
  return load<f64>(piece + a) + load<f64>(piece + b) * heat;
}

/** dz/2k. */
@inline
function halfResistance(cell: usize, heat: f64): f64 {
  return load<f64>(cell, THICKNESS) / (2 * line(load<usize>(cell, PIECE), heat, A_WMK, B_WMK));
}

/** Its derivative by the enthalpy. */
@inline
function halfByHeat(cell: usize, heat: f64, half: f64): f64 {
  const piece = load<usize>(cell, PIECE);
  return (-half * load<f64>(piece, B_WMK)) / line(piece, heat, A_WMK, B_WMK);
}

/**
 * Part of a derivative by the conductivity of a cell that freezes. Where a cell takes in the more the more it has taken
 * in, a walk does without it: the matrix stays diagonally dominant by columns, and no step turns back.
 */
@inline
function ofConductivity(derivative: f64, walking: bool): f64 {
  return walking && derivative < 0 ? 0 : derivative;
}

/** Into the first cell: from a surface of that potential or, through a resistance, from what lies beyond. */
function enter(column: usize, cell: usize, heat: f64, walking: bool): void {
  const resistance = load<f64>(column, RESISTANCE);
  const piece = load<usize>(cell, PIECE);
  if (resistance == 0) {
    const perHalf = 2 / load<f64>(cell, THICKNESS);
    store<f64>(cell, (load<f64>(column, TOP_WM) - line(piece, heat, A_WM, B_WM)) * perHalf, FLUX);
    store<f64>(cell, load<f64>(piece, B_WM) * perHalf, BY_BELOW);
    return;
  }
  const half = halfResistance(cell, heat);
  const conductance = 1 / (resistance + half);
  const flux = (load<f64>(column, BEYOND_C) - line(piece, heat, A_C, B_C)) * conductance;
  store<f64>(cell, flux, FLUX);
  const byHalf = ofConductivity(flux * conductance * halfByHeat(cell, heat, half), walking);
  store<f64>(cell, load<f64>(piece, B_C) * conductance + byHalf, BY_BELOW);
}

/** Into a cell from one of another material: two half cells in series. @returns whether derivatives changed */
function cross(cell: usize, heat: f64, aboveHeat: f64, walking: bool): bool {
  const above = cell - RECORD;
  const from = halfResistance(above, aboveHeat);
  const to = halfResistance(cell, heat);
  const conductance = 1 / (from + to);
  const abovePiece = load<usize>(above, PIECE);
  const piece = load<usize>(cell, PIECE);
  const flux = (line(abovePiece, aboveHeat, A_C, B_C) - line(piece, heat, A_C, B_C)) * conductance;
  const byFrom = ofConductivity(-flux * conductance * halfByHeat(above, aboveHeat, from), walking);
  const byTo = ofConductivity(flux * conductance * halfByHeat(cell, heat, to), walking);
  const byAbove = load<f64>(abovePiece, B_C) * conductance + byFrom;
  const byBelow = load<f64>(piece, B_C) * conductance + byTo;
  const changed = byAbove != load<f64>(cell, BY_ABOVE) || byBelow != load<f64>(cell, BY_BELOW);
  store<f64>(cell, flux, FLUX);
  store<f64>(cell, byAbove, BY_ABOVE);
  store<f64>(cell, byBelow, BY_BELOW);
  return changed;
}

/** Whether a change goes from all frozen to all thawed or back, past all that lies between. */
@inline
function freezesOrThaws(table: usize, from: usize, to: usize): bool {
  const frozen = table + PIECES;
  const thawed = frozen + (<usize>load<f64>(table, LAST) << PIECE_SHIFT);
  return (from == frozen && to == thawed) || (from == thawed && to == frozen);
}

/** @returns how far a cell is from balance */
@inline
function balance(cell: usize, lacking: f64, rate: f64, entering: f64, leaving: f64): f64 {
  const residual = lacking - rate * (entering - leaving);
  store<f64>(cell, residual, RESIDUAL);
  return abs(residual);
}

/**
 * Changes the heat of cells as the elimination found and lays down fluxes and residuals, from the top down until rows
 * that were in balance change no more. Where temperatures are straight lines of heat, Newton's method is exact: a row is
 * out of balance again only if it or a neighbour came to another piece.
 * @param restless the lowest row that was not in balance
 * @param share    of the change that is made
 * @param first    of the step: nothing changes yet
 * @param walking  heat and pieces are already those of the walk
 * @returns the cell that is furthest from balance; the lowest row of other derivatives than before becomes STALE
 */
@inline
function descend(column: usize, restless: i32, share: f64, first: bool, walking: bool): i32 {
  const cells = load<i32>(column, CELLS);
  let cell = load<usize>(column, RECORDS);
  let heatAt = load<usize>(column, HEAT);
  const durationS = load<f64>(column, DURATION);
  const negligible = load<f64>(column, NEGLIGIBLE);
  let change: f64 = 0, above: usize = 0, aboveHeat: f64 = 0, aboveWM: f64 = 0, aboveM2S: f64 = 0;
  let entering: f64 = 0, lacking: f64 = 0, rate: f64 = 0;
  let worst: f64 = -1, worstCell = 0, changed = 0;
  let i = 0;
  for (; i < cells; i++) {
    const table = load<usize>(cell, TABLE);
    let heat = load<f64>(heatAt);
    let settled = false;
    let known: f64;
    if (first) {
      known = heat + durationS * load<f64>(cell, SOURCE);
      store<f64>(cell, known, KNOWN);
    } else if (walking) known = load<f64>(cell, KNOWN);
    else {
      known = load<f64>(cell, KNOWN);
      change = load<f64>(cell, CONSTANT) + load<f64>(cell, FOLLOWS) * change;
      settled = i > restless && i > changed && abs(change) * load<f64>(cell, PIVOT) < negligible;
      if (settled) change = 0;
      heat += share * change;
    }
    const was = load<usize>(cell, PIECE);
    let piece = walking ? was : pieceOf(table, heat);
    if (piece != was) {
      // Such a change stops halfway, where slopes differ.
      if (!first && freezesOrThaws(table, was, piece)) {
        heat = load<f64>(table, MIDDLE);
        piece = pieceOf(table, heat);
      }
      store<usize>(cell, piece, PIECE);
      changed = i + 1;
    }
    if (!first && !walking) store<f64>(heatAt, heat);
    const ownM2S = load<f64>(piece, B_WM);
    const ownWM = load<f64>(piece, A_WM) + ownM2S * heat;
    if (table == above) {
      const per = load<f64>(cell, PER_DISTANCE);
      store<f64>(cell, (aboveWM - ownWM) * per, FLUX);
      store<f64>(cell, aboveM2S * per, BY_ABOVE);
      store<f64>(cell, ownM2S * per, BY_BELOW);
    } else if (i == 0) enter(column, cell, heat, walking);
    else if (cross(cell, heat, aboveHeat, walking)) changed = max(changed, i);
    const leaving = load<f64>(cell, FLUX);
    if (i > 0) {
      const size = balance(cell - RECORD, lacking, rate, entering, leaving);
      // Not smaller than it is also what NaN is.
      if (!(size <= worst)) { worst = size; worstCell = i - 1; }
    }
    lacking = heat - known;
    rate = load<f64>(cell, RATE);
    entering = leaving;
    above = table;
    aboveHeat = heat;
    aboveWM = ownWM;
    aboveM2S = ownM2S;
    if (settled) break;
    cell += RECORD;
    heatAt += 8;
  }
  if (i == cells && !(balance(cell - RECORD, lacking, rate, entering, load<f64>(cell, FLUX)) <= worst)) {
    worstCell = cells - 1;
  }
  store<i32>(column, max(load<i32>(column, STALE), walking ? cells - 1 : min(changed, cells - 1)), STALE);
  return worstCell;
}

/**
 * Eliminates from the bottom up; rows below the lowest that is out of date keep what they were divided by. The Jacobian's
 * columns are diagonally dominant, so that it needs no pivots.
 * @param restless rows below it are in balance and have no constant
 */
function ascend(column: usize, restless: i32): void {
  const cells = load<i32>(column, CELLS);
  const records = load<usize>(column, RECORDS);
  const stale = load<i32>(column, STALE);
  let below: f64 = 0;
  let cell = records + <usize>(cells - 1) * RECORD;
  const kept = records + <usize>stale * RECORD;
  const still = records + <usize>restless * RECORD;
  for (; cell > kept; cell -= RECORD) {
    if (cell <= still) below = load<f64>(cell, PASSES) * below - load<f64>(cell, INVERSE) * load<f64>(cell, RESIDUAL);
    store<f64>(cell, below, CONSTANT);
  }
  let lowerBelow = load<f64>(cell + RECORD, RATE) * load<f64>(cell + RECORD, BY_ABOVE);
  let pivot = load<f64>(cell + RECORD, PIVOT);
  for (let i = stale; i >= 0; i--) {
    const rate = load<f64>(cell, RATE);
    const upper = rate * load<f64>(cell + RECORD, BY_BELOW);
    const diagonal = 1 + rate * (load<f64>(cell, BY_BELOW) + load<f64>(cell + RECORD, BY_ABOVE));
    pivot = diagonal - (upper * lowerBelow) / pivot;
    const inverse = 1 / pivot;
    const passes = upper * inverse;
    lowerBelow = rate * load<f64>(cell, BY_ABOVE);
    below = passes * below - inverse * load<f64>(cell, RESIDUAL);
    store<f64>(cell, pivot, PIVOT);
    store<f64>(cell, inverse, INVERSE);
    store<f64>(cell, passes, PASSES);
    store<f64>(cell, lowerBelow * inverse, FOLLOWS);
    store<f64>(cell, below, CONSTANT);
    cell -= RECORD;
  }
  store<i32>(column, 0, STALE);
}

/** Lays down the step; another duration makes all eliminations stale. */
function begin(column: usize, durationS: f64): void {
  if (durationS == load<f64>(column, DURATION)) return;
  store<f64>(column, durationS, DURATION);
  const cells = load<i32>(column, CELLS);
  store<i32>(column, cells - 1, STALE);
  let cell = load<usize>(column, RECORDS);
  for (let i = 0; i < cells; i++) {
    store<f64>(cell, durationS / load<f64>(cell, THICKNESS), RATE);
    cell += RECORD;
  }
  // No row follows the last.
  store<f64>(cell, 1, PIVOT);
}

/** @returns how far the worst cell is from balance, J/m³ */
@inline
function residualOf(column: usize, cell: i32): f64 {
  return abs(load<f64>(load<usize>(column, RECORDS) + <usize>cell * RECORD, RESIDUAL));
}

/** Newton's method by full changes, later by full and half ones in turn. @returns the worst cell of the last */
function leap(column: usize, toleranceJM3: f64, mostIterations: i32): i32 {
  const cells = load<i32>(column, CELLS);
  let restless = cells;
  let share: f64 = 1;
  let worstCell = descend(column, cells, 1, true, false);
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const worstJM3 = residualOf(column, worstCell);
    if (worstJM3 <= toleranceJM3 || !(worstJM3 < Infinity)) break;
    if (iteration > 0) restless = max(load<i32>(column, STALE), share < 1 ? restless : 0);
    ascend(column, restless);
    share = iteration >= DAMPED_FROM && (iteration & 1) == 1 ? 0.5 : 1;
    worstCell = descend(column, restless, share, false, false);
  }
  return worstCell;
}

/** The share of the change that brings the first cell to the end of its piece: it becomes TURNING. 1 where none does. */
function reach(column: usize): f64 {
  const cells = load<i32>(column, CELLS);
  let cell = load<usize>(column, RECORDS);
  let heatAt = load<usize>(column, HEAT);
  let change: f64 = 0, share: f64 = 1;
  store<usize>(column, 0, TURNING);
  for (let i = 0; i < cells; i++) {
    const table = load<usize>(cell, TABLE);
    change = load<f64>(cell, CONSTANT) + load<f64>(cell, FOLLOWS) * change;
    const index = <f64>((load<usize>(cell, PIECE) - table - PIECES) >> PIECE_SHIFT);
    const open = change > 0 ? index == load<f64>(table, LAST) : index == 0;
    if (!open && load<f64>(table, PER_JM3) > 0) {
      const end = load<f64>(table, FROZEN) + (change > 0 ? index : index - 1) / load<f64>(table, PER_JM3);
      const part = max((end - load<f64>(heatAt)) / change, 0);
      if (part < share) {
        share = part;
        store<usize>(column, cell, TURNING);
      }
    }
    cell += RECORD;
    heatAt += 8;
  }
  return share;
}

/** Changes the heat of all cells by a share of what the elimination found; the one that turns takes its next piece. */
function stride(column: usize, share: f64): void {
  const cells = load<i32>(column, CELLS);
  const turning = load<usize>(column, TURNING);
  let cell = load<usize>(column, RECORDS);
  let heatAt = load<usize>(column, HEAT);
  let change: f64 = 0;
  for (let i = 0; i < cells; i++) {
    change = load<f64>(cell, CONSTANT) + load<f64>(cell, FOLLOWS) * change;
    store<f64>(heatAt, load<f64>(heatAt) + share * change);
    if (cell == turning) store<usize>(cell, load<usize>(cell, PIECE) + (change > 0 ? 1 << PIECE_SHIFT : -(1 << PIECE_SHIFT)), PIECE);
    cell += RECORD;
    heatAt += 8;
  }
}

/**
 * Newton's method from piece to piece, for steps in which leaps run round in circles: each change ends where the first
 * cell comes to another straight line, whose slope counts from there on. Between cells of one material fluxes are straight
 * lines of heat, and the way is Katzenelson's, which leads to the one solution; between materials it follows it nearly.
 * @source Katzenelson 1965, Bell System Technical Journal 44:1605, doi 10.1002/j.1538-7305.1965.tb04195.x
 * @returns the worst cell
 */
function walk(column: usize, worst: i32, toleranceJM3: f64, mostTurns: i32): i32 {
  const cells = load<i32>(column, CELLS);
  let worstCell = worst;
  store<i32>(column, cells - 1, STALE);
  for (let turn = 0; turn < mostTurns; turn++) {
    const worstJM3 = residualOf(column, worstCell);
    if (worstJM3 <= toleranceJM3 || !(worstJM3 < Infinity)) break;
    ascend(column, cells);
    stride(column, reach(column));
    worstCell = descend(column, cells, 1, false, true);
  }
  return worstCell;
}

/** @returns −1 where the heat is that of the step's end, else the cell that is furthest from balance */
export function solveStep(
  column: usize, topWM: f64, beyondC: f64, resistanceM2KW: f64, durationS: f64, toleranceJM3: f64, mostIterations: i32,
  mostTurns: i32,
): i32 {
  begin(column, durationS);
  store<f64>(column, topWM, TOP_WM);
  store<f64>(column, beyondC, BEYOND_C);
  store<f64>(column, resistanceM2KW, RESISTANCE);
  store<f64>(column, toleranceJM3 / 10, NEGLIGIBLE);
  let worstCell = leap(column, toleranceJM3, mostIterations);
  if (residualOf(column, worstCell) > toleranceJM3) worstCell = walk(column, worstCell, toleranceJM3, mostTurns);
  if (!(residualOf(column, worstCell) <= toleranceJM3)) return worstCell;
  const cells = load<i32>(column, CELLS);
  const records = load<usize>(column, RECORDS);
  let cell = records;
  let heatAt = load<usize>(column, HEAT);
  // By the fluxes: what cells gain is what went through their sides, to the last bit but rounding.
  for (let i = 0; i < cells; i++) {
    const gained = load<f64>(cell, FLUX) - load<f64>(cell + RECORD, FLUX);
    store<f64>(heatAt, load<f64>(cell, KNOWN) + load<f64>(cell, RATE) * gained);
    cell += RECORD;
    heatAt += 8;
  }
  return -1;
}

/** Adds the heat of the cells to what they were. */
export function watchStep(column: usize): void {
  const cells = load<i32>(column, CELLS);
  const arrayBytes = <usize>cells << 3;
  let cell = load<usize>(column, RECORDS);
  let heatAt = load<usize>(column, HEAT);
  let least = load<usize>(column, WATCH);
  for (let i = 0; i < cells; i++) {
    const heat = load<f64>(heatAt);
    const greatest = least + arrayBytes;
    const sum = greatest + arrayBytes;
    if (heat < load<f64>(least)) store<f64>(least, heat);
    if (heat > load<f64>(greatest)) store<f64>(greatest, heat);
    store<f64>(sum, load<f64>(sum) + line(pieceOf(load<usize>(cell, TABLE), heat), heat, A_C, B_C));
    cell += RECORD;
    heatAt += 8;
    least += 8;
  }
}
