/** Spectral indices of one scene or many, as a rule of windows. */
import { createEvaluator, createTally } from '../formula/evaluator.ts';
import { composeScenes } from './composite.ts';
import { isMasked } from './quality.ts';
import { reflectanceRange } from './scaling.ts';
import type { WindowRule } from '../core/windowRule.ts';
import type { Formula } from '../formula/expression.ts';
import type { CompositeStatistic } from './composite.ts';
import type { BandRole } from './indices.ts';
import type { QualityMask } from './quality.ts';
import type { Scaling } from './scaling.ts';

export interface SpectralOptions {
  /** Bands of every scene, in the order of its layers; the quality band, if it has one, is the last of them. */
  readonly roles: readonly BandRole[];
  readonly scenes: readonly {
    /** Per role. */
    readonly scaling: readonly Scaling[];
    /** null without a quality band. */
    readonly mask: QualityMask | null;
  }[];
  /** Over the roles. */
  readonly indices: readonly Formula[];
  /** Over the scenes; a single scene needs none. */
  readonly statistic: CompositeStatistic;
}

/** What is counted, over all scenes. */
export const spectralCounts = ['cells', 'masked', 'beyondReflectance'] as const;

/**
 * Layers: the bands and the quality band of the first scene, then of the next. Bands: the indices; of several scenes
 * also, per index, the number of scenes with a value. An index is computed in each scene before scenes are joined.
 */
export function createSpectralRule({ roles, scenes, indices, statistic }: SpectralOptions): WindowRule {
  const evaluators = indices.map((formula) => ({
    places: formula.layers.map((role) => roles.findIndex((other) => other === role)),
    evaluate: createEvaluator(formula),
    tally: createTally(formula),
  }));
  return {
    haloPx: 0,
    bandCount: scenes.length > 1 ? 2 * indices.length : indices.length,
    derive(layers, { window }, out) {
      const count = window.widthPx * window.heightPx;
      const reflectances = roles.map(() => new Float32Array(count));
      const counted = { cells: 0, masked: 0, beyondReflectance: 0 };
      let first = 0;
      const ofScenes = scenes.map(({ scaling, mask }) => {
        const columns = layers.slice(first, first + roles.length);
        const quality = mask === null ? null : layers[first + roles.length]!;
        first += roles.length + (mask === null ? 0 : 1);
        counted.cells += count;
        columns.forEach((column, i) => (counted.beyondReflectance += scale(column, scaling[i]!, reflectances[i]!)));
        if (mask !== null) counted.masked += clear(reflectances, quality!, mask);
        return evaluators.map(({ places, evaluate, tally }, index) => {
          const values = scenes.length === 1 ? out[index]! : new Float32Array(count);
          evaluate(
            places.map((place) => reflectances[place]!),
            count,
            values,
            tally,
          );
          return values;
        });
      });
      if (scenes.length > 1) {
        indices.forEach((_, index) => {
          const columns = ofScenes.map((values) => values[index]!);
          composeScenes(columns, statistic, out[index]!, out[indices.length + index]!);
        });
      }
      return spectralCounts.map((name) => counted[name]);
    },
  };
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
