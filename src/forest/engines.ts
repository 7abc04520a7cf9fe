import { DomainError } from '../core/errors.ts';
import { cryoforest } from './cryoforest.ts';
import type { Engine, TreeEngine } from './engine.ts';
import { linear } from './linear/linear.ts';
import { mlRandomForest } from './mlRandomForest.ts';

/** Every engine that may be chosen, the default first. */
export const engines: readonly Engine[] = [cryoforest, mlRandomForest, linear];

/** @throws {DomainError} 'invalid-input' naming the engines there are */
export function findEngine(name: string): Engine {
  const engine = engines.find((candidate) => candidate.name === name);
  if (engine !== undefined) return engine;
  const known = engines.map((candidate) => candidate.name);
  throw new DomainError('invalid-input', `There is no engine ${JSON.stringify(name)}; there is ${known.join(', ')}`, {
    found: name,
    known,
  });
}

/** @throws {DomainError} 'internal' for an engine that grows no trees: those who ask for trees know which do */
export function findTreeEngine(name: string): TreeEngine {
  const engine = findEngine(name);
  if ('openTraining' in engine) return engine;
  throw new DomainError('internal', `Engine ${name} grows no trees`);
}
