// The numbers of src/core/random.ts, drawn on from wherever its state is.

export function nextUint32(state: usize): u32 {
  let s0 = load<u32>(state, 0), s1 = load<u32>(state, 4), s2 = load<u32>(state, 8), s3 = load<u32>(state, 12);
  const scrambled: u32 = rotl<u32>(s1 * 5, 7) * 9;
  const shifted = s1 << 9;
  s2 ^= s0;
  s3 ^= s1;
  s1 ^= s2;
  s0 ^= s3;
  s2 ^= shifted;
  s3 = rotl<u32>(s3, 11);
  store<u32>(state, s0, 0);
  store<u32>(state, s1, 4);
  store<u32>(state, s2, 8);
  store<u32>(state, s3, 12);
  return scrambled;
}

export function nextBelow(state: usize, limit: u32): u32 {
  let draw: u32, below: u32;
  // The last stretch of draws is incomplete, and drawn again: its start is past 2^32 − limit.
  do {
    draw = nextUint32(state);
    below = draw % limit;
  } while (draw - below > 0 - limit);
  return below;
}

export function nextUnit(state: usize): f64 {
  const high = <f64>(nextUint32(state) >> 5);
  return (high * 67108864.0 + <f64>(nextUint32(state) >> 6)) / 9007199254740992.0;
}
