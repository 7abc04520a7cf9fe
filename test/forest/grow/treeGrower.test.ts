import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { cryoforest } from '../../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../../src/forest/engine.ts';

/** Of a table with a smooth covariate and three with ever more ties. */
function hashOf(rowCount: number, classCount: number | null, given: Record<string, number>, weighted = false): string {
  const random = createRandom(7, rowCount);
  const columns = [1_000_000, 90, 30, 4].map((limit) =>
    Float32Array.from({ length: rowCount }, () => random.nextBelow(limit) / 8),
  );
  const [a, b, c] = columns;
  const target = Float64Array.from({ length: rowCount }, (_, i) => {
    const value = (a![i]! / 1e4) * b![i]! + (c![i]! - 2) ** 2 + random.nextBelow(20);
    return classCount === null ? value : Math.min(classCount - 1, Math.floor(value / 20));
  });
  const weights = weighted ? Float64Array.from({ length: rowCount }, () => 1 + random.nextBelow(5)) : null;
  const options = resolveOptions(cryoforest, { trees: 10, ...given });
  const rows = Uint32Array.from(target.keys());
  const task = { columns, target, rows, classCount, weights, options, seed: 2 ** 40 + 3, firstTree: 0, treeCount: 10 };
  return createHash('sha256')
    .update(new Uint8Array(trainTrees(cryoforest, task).forest))
    .digest('hex')
    .slice(0, 16);
}

describe('the bytes of a forest', () => {
  it.each([
    ['numbers', 300, null, {}, false, '27a692e68961e75a'],
    ['every covariate, single rows', 300, null, { mtry: 4, minNodeSize: 1 }, false, '31c27af90bc962b7'],
    ['best leaves first', 300, null, { maxLeaves: 12 }, false, '9c685783ca00908d'],
    ['random cuts', 300, null, { randomCuts: 3, maxDepth: 6 }, false, '515f74b29f90ccc5'],
    ['weighted draws', 300, null, {}, true, '5c5ae28e94d747a6'],
    ['classes', 300, 4, {}, false, '25d5eedb11d57a6f'],
    [
      'classes by random cuts of a subsample',
      300,
      4,
      { randomCuts: 2, sampleFraction: 0.5 },
      false,
      'e043e0428dea7b55',
    ],
    ['many rows', 3_000, null, {}, false, '93c85aa5e032af31'],
    ['classes of many rows', 3_000, 4, {}, false, 'e519251992b7f7dd'],
  ] as const)(
    'stay what the first version of this engine gave: %s',
    (_, rowCount, classCount, given, weighted, hash) => {
      expect(hashOf(rowCount, classCount, given, weighted)).toBe(hash);
    },
  );
});
