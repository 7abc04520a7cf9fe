import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chengSixClasses,
  classifyStability,
  describeLimits,
  permafrostPresence,
  ranFiveClasses,
  stabilitySchemes,
} from '../../../src/physics/stability/stability.ts';
import { oracleTest, sharedFolder } from '../../support/oracles.ts';

const oracles = sharedFolder('oracles', 'ORACLES');

describe('classifyStability', () => {
  it.each([
    [-5.01, 0],
    [-5, 1],
    [-3, 2],
    [-1.51, 2],
    [-1.5, 3],
    [-0.5, 4],
    [0, 4],
    [0.49, 4],
    [0.5, 5],
    [12, 5],
  ])('puts %d °C into class %i of the six classes, limits into the warmer one', (magtC, index) => {
    expect(classifyStability(magtC, chengSixClasses)).toBe(index);
  });

  it('counts exactly 0 °C as permafrost and the next larger number not', () => {
    expect(classifyStability(0, permafrostPresence)).toBe(0);
    expect(classifyStability(-0, permafrostPresence)).toBe(0);
    expect(classifyStability(Number.MIN_VALUE, permafrostPresence)).toBe(1);
  });

  it('gives null for NaN in every scheme', () => {
    for (const scheme of stabilitySchemes) expect(classifyStability(Number.NaN, scheme)).toBeNull();
  });

  it('never gives a colder class for a warmer ground', () => {
    const magt = fc.double({ min: -20, max: 10, noNaN: true });
    fc.assert(
      fc.property(magt, magt, fc.constantFrom(...stabilitySchemes), (a, b, scheme) => {
        const [colder, warmer] = [Math.min(a, b), Math.max(a, b)];
        expect(classifyStability(colder, scheme)).toBeLessThanOrEqual(classifyStability(warmer, scheme)!);
      }),
    );
  });

  oracleTest([{ folder: oracles, name: 'oracles' }])('agrees with the reference vector of the five classes', () => {
    const file: {
      vectors: { id: string; inputs: { T: number[]; thresholds: number[] }; expected: { cls: string[] } }[];
    } = JSON.parse(readFileSync(join(oracles!, 'physics.json'), 'utf8'));
    const vector = file.vectors.find((candidate) => candidate.id === 'stability-ran2021')!;
    expect(ranFiveClasses.thresholdsC).toEqual(vector.inputs.thresholds);
    const names = [...new Set(vector.expected.cls)];
    expect(names).toHaveLength(ranFiveClasses.classes.length);
    expect(vector.inputs.T.map((magtC) => names[classifyStability(magtC, ranFiveClasses)!])).toEqual(
      vector.expected.cls,
    );
  });
});

describe('stabilitySchemes', () => {
  it('have one class more than thresholds, which ascend, and ids of their own', () => {
    for (const { classes, thresholdsC } of stabilitySchemes) {
      expect(classes).toHaveLength(thresholdsC.length + 1);
      expect(thresholdsC).toEqual(thresholdsC.toSorted((a, b) => a - b));
    }
    expect(new Set(stabilitySchemes.map((scheme) => scheme.id)).size).toBe(stabilitySchemes.length);
  });
});

const said = (scheme: typeof ranFiveClasses) => scheme.classes.map((_, i) => describeLimits(scheme, i));

describe('describeLimits', () => {
  it('says to which class a limit belongs', () => {
    expect(said(ranFiveClasses)).toEqual(['≤ −5', '(−5, −3]', '(−3, −1.5]', '(−1.5, −0.5]', '(−0.5, 0]', '> 0']);
    expect(said(chengSixClasses).slice(3)).toEqual(['[−1.5, −0.5)', '[−0.5, 0.5)', '≥ 0.5']);
  });
});
