import { describe, expect, it } from 'vitest';
import { stepInHalves } from '../../../src/physics/column/halving.ts';

const unsolved = { place: 'a depth of 2.50 m', at: { depthM: 2.5 }, worstJM3: 1234 };

/** Solves what is no longer than so many seconds. */
function upTo(mostS: number) {
  const solved: number[] = [];
  return {
    solved,
    solve: (durationS: number) => {
      if (durationS > mostS) return unsolved;
      solved.push(durationS);
      return null;
    },
  };
}

describe('stepInHalves', () => {
  it('takes a step whole where it can, else in as many equal parts as it needs', () => {
    for (const [mostS, parts] of [
      [86_400, [86_400]],
      [30_000, [21_600, 21_600, 21_600, 21_600]],
    ] as const) {
      const clock = { elapsedS: 100, stepCount: 3 };
      const { solve, solved } = upTo(mostS);
      stepInHalves(clock, 86_400, 4, solve);
      expect(solved).toEqual(parts);
      expect(clock).toEqual({ elapsedS: 86_500, stepCount: 3 + parts.length });
    }
  });

  it('gives up after so many halvings, with the place, the day and the step', () => {
    const clock = { elapsedS: 43_200, stepCount: 0 };
    expect(() => stepInHalves(clock, 86_400, 2, upTo(1).solve)).toThrow(
      /step of 21600 s at day 0\.500 does not converge at a depth of 2\.50 m: its heat is 1\.23e\+3 J\/m³ from balance/,
    );
    expect(clock).toEqual({ elapsedS: 43_200, stepCount: 0 });
  });
});
