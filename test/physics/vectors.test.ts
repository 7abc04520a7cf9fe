/** Every function of the physics against published and computed numbers: the file may hold further inputs of each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oracleTest, sharedFolder } from '../support/oracles.ts';
import { vectorFunctions, vectorsLeftToProcesses } from './vectorFunctions.ts';

interface Vector {
  readonly id: string;
  readonly function: string;
  readonly inputs: never;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly tol: Readonly<Record<string, number>>;
}

const folder = sharedFolder('oracles', 'ORACLES');

function readVectors(): readonly Vector[] {
  if (folder === null) return [];
  const parsed: { readonly vectors: readonly Vector[] } = JSON.parse(
    readFileSync(join(folder, 'physics.json'), 'utf8'),
  );
  return parsed.vectors;
}

/** Numbers anywhere in what was found, by their path; what was expected beside them are steps on the way. */
function compare(found: unknown, expected: unknown, tolerance: number, path: string): void {
  if (typeof found === 'number') {
    const wanted = Number(expected);
    const difference = Math.abs(found - wanted) / (wanted === 0 ? 1 : Math.abs(wanted));
    expect(difference, `${path}: ${found} for ${wanted}`).toBeLessThanOrEqual(tolerance);
  } else if (typeof found === 'object' && found !== null) {
    expect(Object.keys(found).length, path).toBeGreaterThan(0);
    for (const [key, each] of Object.entries(found)) {
      compare(each, (expected as Record<string, unknown>)[key], tolerance, `${path}/${key}`);
    }
  } else expect(found, path).toBe(expected);
}

describe('vectors of the physics', () => {
  const vectors = readVectors();
  const known = vectors.filter((vector) => !vectorsLeftToProcesses.has(vector.function));
  oracleTest([{ folder, name: 'the physics vectors' }])('have a function for each', () => {
    const unknown = known.filter((vector) => vectorFunctions[vector.function] === undefined);
    expect(unknown.map((vector) => vector.function)).toEqual([]);
    expect(known.length).toBeGreaterThan(70);
  });

  it.each(known.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const evaluate = vectorFunctions[vector.function]!;
    compare(evaluate(vector.inputs, vector.expected), vector.expected, vector.tol['rel'] ?? vector.tol['abs'] ?? 0, '');
  });
});
