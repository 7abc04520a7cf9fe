/** Published and computed numbers that the physics must reproduce, each with its source and tolerance. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from '../support/oracles.ts';

export interface PhysicsVector {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly tol: { readonly rel: number };
}

/** What an `oracleTest` of the vectors needs. */
export const vectorsNeed = { folder: sharedFolder('oracles'), name: 'the physics vectors' };

export function physicsVector(id: string): PhysicsVector {
  const text = readFileSync(join(vectorsNeed.folder ?? '', 'physics.json'), 'utf8');
  const { vectors } = JSON.parse(text) as { vectors: PhysicsVector[] };
  const found = vectors.find((vector) => vector.id === id);
  if (found === undefined) throw new Error(`No physics vector ${id}`);
  return found;
}

/** Relative distance of a number from the expected one. */
export function relativeError(found: number, expected: number): number {
  return expected === 0 ? Math.abs(found) : Math.abs(found / expected - 1);
}
