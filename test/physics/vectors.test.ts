/** Every function of the physics against published and computed numbers: the file may hold further inputs of each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oracleTest, sharedFolder } from '../support/oracles.ts';
import { vectorFunctions } from './vectorFunctions.ts';

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

/**
 * Numbers anywhere in what was found, by their path; what was expected beside them are steps on the way. A vector has one
 * tolerance, relative, or one for each of its results whose name begins like it: ALT_rel, T_abs, or a factor.
 */
function compare(found: unknown, expected: unknown, tolerances: Vector['tol'], path: string): void {
  if (typeof found === 'number') {
    const wanted = Number(expected);
    const [kind, most] = toleranceOf(tolerances, path);
    expect(distance(found, wanted, kind), `${path}: ${found} for ${wanted}`).toBeLessThanOrEqual(most);
  } else if (typeof found === 'object' && found !== null) {
    expect(Object.keys(found).length, path).toBeGreaterThan(0);
    for (const [key, each] of Object.entries(found)) {
      compare(each, (expected as Record<string, unknown>)[key], tolerances, `${path}/${key}`);
    }
  } else expect(found, path).toBe(expected);
}

function distance(found: number, wanted: number, kind: string): number {
  if (kind === 'factor') return Math.max(found / wanted, wanted / found);
  return Math.abs(found - wanted) / (kind === 'abs' || wanted === 0 ? 1 : Math.abs(wanted));
}

/** Of closed forms beside a vector's simulated results. */
const closedForm = 1e-8;

function toleranceOf(tolerances: Vector['tol'], path: string): readonly [kind: string, most: number] {
  const all = tolerances['rel'] ?? tolerances['abs'];
  if (all !== undefined) return ['rel', all];
  const named = Object.entries(tolerances)
    .map(([key, most]) => ({
      stem: key.replace(/_?(abs|rel|factor)$/, ''),
      kind: /(abs|rel|factor)$/.exec(key)![0],
      most,
    }))
    .filter(({ stem }) => path.startsWith(`/${stem}`))
    .toSorted((a, b) => b.stem.length - a.stem.length);
  return named.length === 0
    ? ['rel', Object.keys(tolerances).length === 0 ? 0 : closedForm]
    : [named[0]!.kind, named[0]!.most];
}

describe('vectors of the physics', () => {
  const vectors = readVectors();
  oracleTest([{ folder, name: 'the physics vectors' }])('have a function for each', () => {
    const unknown = vectors.filter((vector) => vectorFunctions[vector.function] === undefined);
    expect(unknown.map((vector) => vector.function)).toEqual([]);
    expect(vectors.length).toBeGreaterThan(70);
  });

  it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const evaluate = vectorFunctions[vector.function]!;
    compare(evaluate(vector.inputs, vector.expected), vector.expected, vector.tol, '');
  });
});
