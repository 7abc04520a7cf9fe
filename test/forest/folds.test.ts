import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Folds } from '../../src/forest/folds.ts';
import {
  givenFolds,
  leaveLocationOutFolds,
  leaveOneOutFolds,
  randomFolds,
  rowsByFold,
  splitFold,
  trainingSizes,
} from '../../src/forest/folds.ts';

function sizesOf(folds: Folds): number[] {
  const sizes = Array.from({ length: folds.foldCount }, () => 0);
  for (const fold of folds.foldOfRow) sizes[fold]! += 1;
  return sizes;
}

describe('randomFolds', () => {
  it('makes folds whose sizes differ by at most one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 2, max: 20 }), fc.nat(), (rows, k, seed) => {
        fc.pre(k <= rows);
        const sizes = sizesOf(randomFolds(rows, k, seed, 0));
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(Math.min(...sizes)).toBeGreaterThan(0);
      }),
    );
  });

  it('repeats for a seed and differs between repeats', () => {
    expect(randomFolds(50, 5, 1, 0)).toEqual(randomFolds(50, 5, 1, 0));
    expect(randomFolds(50, 5, 1, 0)).not.toEqual(randomFolds(50, 5, 1, 1));
    expect(randomFolds(50, 5, 1, 0)).not.toEqual(randomFolds(50, 5, 2, 0));
  });

  it.each([1, 0, 2.5, 11, Number.NaN])('refuses %d folds of 10 rows', (k) => {
    expect(() => randomFolds(10, k, 1, 0)).toThrow(/from 2 folds to one for each of the 10 rows/);
  });
});

describe('leaveOneOutFolds', () => {
  it('gives each row its own fold', () => {
    expect([...leaveOneOutFolds(4).foldOfRow]).toEqual([0, 1, 2, 3]);
  });

  it('needs two rows', () => {
    expect(() => leaveOneOutFolds(1)).toThrow(expect.objectContaining({ code: 'too-few-stations' }));
  });
});

const places = fc.array(fc.constantFrom('Yakutsk', 'Tiksi', 'Dikson', 'Mohe', 'Nagqu', 'Wudaoliang', 'Chokurdakh'), {
  minLength: 2,
  maxLength: 80,
});

describe('leaveLocationOutFolds', () => {
  it('never has a location on both sides, planted copies of rows included', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 2, max: 7 }), fc.nat(), fc.boolean(), (original, k, seed, perPlace) => {
        const locations = [...original, ...original.slice(0, 10)];
        const distinct = new Set(locations).size;
        fc.pre(distinct >= k);
        const folds = leaveLocationOutFolds(locations, perPlace ? null : k, seed, 0);
        expect(folds.foldCount).toBe(perPlace ? distinct : k);
        for (let fold = 0; fold < folds.foldCount; fold++) {
          const { train, test } = splitFold(folds, fold);
          const held = new Set(Array.from(test, (row) => locations[row]!));
          expect(Array.from(train, (row) => locations[row]!).filter((place) => held.has(place))).toEqual([]);
          expect(test.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('balances folds to within the largest location', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 2, max: 4 }), fc.nat(), (locations, k, seed) => {
        const groups = Map.groupBy(locations, (place) => place);
        fc.pre(groups.size >= k);
        const sizes = sizesOf(leaveLocationOutFolds(locations, k, seed, 0));
        const largest = Math.max(...[...groups.values()].map((group) => group.length));
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(largest);
      }),
    );
  });

  it('puts 4, 3, 2 and 1 rows into two folds of 5', () => {
    const locations = 'aaaabbbccd'.split('');
    for (let seed = 0; seed < 10; seed++) expect(sizesOf(leaveLocationOutFolds(locations, 2, seed, 0))).toEqual([5, 5]);
  });

  it('draws other folds for another repeat', () => {
    const locations = Array.from({ length: 40 }, (_, i) => `site ${i % 20}`);
    expect(leaveLocationOutFolds(locations, 5, 1, 0)).toEqual(leaveLocationOutFolds(locations, 5, 1, 0));
    expect(leaveLocationOutFolds(locations, 5, 1, 0)).not.toEqual(leaveLocationOutFolds(locations, 5, 1, 1));
  });

  it('refuses more folds than locations, and a single location', () => {
    expect(() => leaveLocationOutFolds(['a', 'a', 'b'], 3, 1, 0)).toThrow('each of the 2 locations, got 3');
    expect(() => leaveLocationOutFolds(['a', 'a'], null, 1, 0)).toThrow(
      expect.objectContaining({
        code: 'too-few-stations',
        message: 'Folds part at least 2 locations, and here is 1: choose random folds, or environmental-clusters',
      }),
    );
  });
});

describe('givenFolds', () => {
  it('numbers the folds as they appear', () => {
    expect(givenFolds(['north', 'south', 'north', 'west'])).toEqual({
      scheme: 'given',
      foldCount: 3,
      foldOfRow: Uint32Array.from([0, 1, 0, 2]),
      withheld: null,
    });
  });

  it('refuses a single fold', () => {
    expect(() => givenFolds([7, 7, 7])).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('splitFold', () => {
  it('parts all rows in two, both ascending', () => {
    const { train, test } = splitFold(givenFolds(['a', 'b', 'a', 'b', 'b']), 1);
    expect([...train]).toEqual([0, 2]);
    expect([...test]).toEqual([1, 3, 4]);
  });

  it('leaves out what is withheld, and sizes agree with the rows', () => {
    const folds = { ...givenFolds(['a', 'b', 'a', 'b', 'b']), withheld: [Uint32Array.of(1, 4), Uint32Array.of()] };
    expect([...splitFold(folds, 0).train]).toEqual([3]);
    expect(trainingSizes(folds)).toEqual([1, 2]);
    expect(rowsByFold(folds)).toEqual([
      [0, 2],
      [1, 3, 4],
    ]);
  });
});
