/**
 * Seeded randomness: every draw of the project comes from here, so that a seed names a result.
 *
 * The generator is xoshiro128** (Blackman & Vigna, 2021, "Scrambled linear pseudorandom number generators",
 * ACM TOMS 47:36), its state filled by splitmix32 from the seed and a stream number.
 */
export interface Random {
  /** Uniform in [0, 2^32). */
  nextUint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  nextUnit(): number;
  /** Uniform integer in [0, limit), without modulo bias; limit in 1..2^32. */
  nextBelow(limit: number): number;
}

/**
 * @param seed    integer, 0 ≤ seed < 2^53
 * @param streams numbers that name an independent stream, such as the index of a tree or of a repeat
 */
export function createRandom(seed: number, ...streams: readonly number[]): Random {
  const state = new Uint32Array(4);
  seedState(state, seed, streams);
  return randomOver(state);
}

/** Sets the four words of a state, as `createRandom` does its own. */
export function seedState(state: Uint32Array, seed: number, streams: readonly number[]): void {
  let mixed = mix(mix(0x9e3779b9, seed >>> 0), Math.floor(seed / 2 ** 32));
  for (const stream of streams) mixed = mix(mixed, stream);
  for (let i = 0; i < 4; i++) {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    state[i] = finish(mixed);
  }
}

/** Draws from a state that others may draw from as well, such as a WASM module in whose memory it lies. */
export function randomOver(state: Uint32Array): Random {
  const nextUint32 = (): number => nextXoshiro(state);
  return {
    nextUint32,
    nextUnit: () => ((nextUint32() >>> 5) * 2 ** 26 + (nextUint32() >>> 6)) / 2 ** 53,
    nextBelow(limit) {
      // Rejecting the incomplete last stretch removes the bias of a plain remainder, which a division gives far faster
      // than % does on numbers of 32 bits; it is exact, as both are below 2^53 by far.
      let draw = nextUint32();
      let start = Math.floor(draw / limit) * limit;
      while (start > 2 ** 32 - limit) {
        draw = nextUint32();
        start = Math.floor(draw / limit) * limit;
      }
      return draw - start;
    },
  };
}

/** Shuffles in place (Fisher–Yates). */
export function shuffle(values: { [index: number]: number; readonly length: number }, random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.nextBelow(i + 1);
    const held = values[i]!;
    values[i] = values[j]!;
    values[j] = held;
  }
}

function mix(state: number, value: number): number {
  return finish((Math.imul(state ^ (value >>> 0), 0x85ebca6b) + 0x9e3779b9) >>> 0);
}

function finish(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

function nextXoshiro(s: Uint32Array): number {
  const scrambled = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
  const shifted = s[1]! << 9;
  s[2]! ^= s[0]!;
  s[3]! ^= s[1]!;
  s[1]! ^= s[2]!;
  s[0]! ^= s[3]!;
  s[2]! ^= shifted;
  s[3] = rotateLeft(s[3]!, 11);
  return scrambled;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
