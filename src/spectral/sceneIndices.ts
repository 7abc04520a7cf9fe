/** From the layers of one scene to its indices. */
import { createEvaluator, createTally } from '../formula/evaluator.ts';
import { isMasked } from './quality.ts';
import { reflectanceRange } from './scaling.ts';
import type { Formula } from '../formula/expression.ts';
import type { BandRole } from './indices.ts';
import type { QualityMask } from './quality.ts';
import type { Scaling } from './scaling.ts';

export interface SceneOptions {
  /** Per role. */
  readonly scaling: readonly Scaling[];
  /** null without a quality band. */
  readonly mask: QualityMask | null;
}

/** What is counted. */
export const sceneCounts = ['cells', 'masked', 'beyondReflectance'] as const;

/**
 * @param layers bands in the order of the roles, then the quality band if the scene has one
 * @param out    a column per index
 * @returns how often each of `sceneCounts` happened
 */
type FillIndices = (
  scene: SceneOptions,
  layers: readonly Float32Array[],
  out: readonly Float32Array[],
) => readonly number[];

/** @param indices over the roles */
export function createSceneIndices(roles: readonly BandRole[], indices: readonly Formula[]): FillIndices {
  const evaluators = indices.map((formula) => ({
    places: formula.layers.map((role) => roles.findIndex((other) => other === role)),
    evaluate: createEvaluator(formula),
    tally: createTally(formula),
  }));
  let reflectances: readonly Float32Array[] = [];
  return ({ scaling, mask }, layers, out) => {
    const cells = out[0]!.length;
    reflectances = columnsOf(reflectances, roles.length, cells);
    const beyond = reflectances.reduce((sum, to, i) => sum + scale(layers[i]!, scaling[i]!, to), 0);
    const masked = mask === null ? 0 : clear(reflectances, layers[roles.length]!, mask);
    evaluators.forEach(({ places, evaluate, tally }, i) => {
      const columns = places.map((place) => reflectances[place]!);
      evaluate(columns, cells, out[i]!, tally);
    });
    return [cells, masked, beyond];
  };
}

/** Columns of a length, in the memory of those there are where it is theirs: fresh ones pile up before they are collected. */
export function columnsOf(columns: readonly Float32Array[], count: number, cells: number): readonly Float32Array[] {
  if (columns.length === count && columns[0]!.length === cells) return columns;
  return Array.from({ length: count }, () => new Float32Array(cells));
}

/** @returns values that no reflectance has */
function scale(column: Float32Array, { multiply, add, fill }: Scaling, out: Float32Array): number {
  const { least, most } = reflectanceRange;
  let beyond = 0;
  for (let i = 0; i < out.length; i++) {
    const stored = column[i]!;
    const value = stored === fill ? Number.NaN : stored * multiply + add;
    out[i] = value;
    if (value < least || value > most) beyond++;
  }
  return beyond;
}

/** Takes the values of masked cells away. @returns how many cells those are */
function clear(bands: readonly Float32Array[], quality: Float32Array, mask: QualityMask): number {
  let masked = 0;
  for (let i = 0; i < quality.length; i++) {
    if (!isMasked(mask, quality[i]!)) continue;
    for (const band of bands) band[i] = Number.NaN;
    masked++;
  }
  return masked;
}
