/** Spectral indices of one scene or many, as a rule of windows. */
import { createComposite } from './composite.ts';
import { columnsOf, createSceneIndices, sceneCounts } from './sceneIndices.ts';
import type { WindowRule } from '../core/windowRule.ts';
import type { Formula } from '../formula/expression.ts';
import type { CompositeStatistic } from './composite.ts';
import type { BandRole } from './indices.ts';
import type { SceneOptions } from './sceneIndices.ts';

export interface SpectralOptions {
  /** Bands of every scene, in the order of its layers; the quality band, if it has one, is the last of them. */
  readonly roles: readonly BandRole[];
  readonly scenes: readonly SceneOptions[];
  /** Over the roles. */
  readonly indices: readonly Formula[];
  /** Over the scenes; a single scene needs none. */
  readonly statistic: CompositeStatistic;
}

/**
 * Layers: the bands and the quality band of the first scene, then of the next. Bands: the indices; of several scenes
 * also, per index, the number of scenes with a value. An index is computed in each scene before scenes are joined.
 * Counts `sceneCounts`, over all scenes.
 */
export function createSpectralRule(options: SpectralOptions): WindowRule {
  const { roles, scenes, indices } = options;
  if (scenes.length > 1) return compositeRule(options);
  const fillIndices = createSceneIndices(roles, indices);
  return {
    haloPx: 0,
    bandCount: indices.length,
    derive: (layers, _, out) => fillIndices(scenes[0]!, layers, out),
  };
}

/** Scene by scene: of each it holds what the statistic needs of its indices. */
function compositeRule({ roles, scenes, indices, statistic }: SpectralOptions): WindowRule {
  const fillIndices = createSceneIndices(roles, indices);
  const composites = indices.map(() => createComposite(statistic, scenes.length));
  let values: readonly Float32Array[] = [];
  let counts = sceneCounts.map(() => 0);
  let taken = 0;
  return {
    haloPx: 0,
    bandCount: 2 * indices.length,
    groups: {
      layerCounts: scenes.map(({ mask }) => roles.length + (mask === null ? 0 : 1)),
      columnsHeld: composites.reduce((sum, { columnsHeld }) => sum + columnsHeld, 0),
      take(layers, { window }) {
        const cells = window.widthPx * window.heightPx;
        values = columnsOf(values, indices.length, cells);
        if (taken === 0) for (const composite of composites) composite.begin(cells);
        const counted = fillIndices(scenes[taken]!, layers, values);
        composites.forEach((composite, index) => composite.take(values[index]!));
        counts = counts.map((count, i) => count + counted[i]!);
        taken++;
      },
    },
    derive(_, __, out) {
      composites.forEach((composite, index) => composite.finish(out[index]!, out[indices.length + index]!));
      const summed = counts;
      counts = sceneCounts.map(() => 0);
      taken = 0;
      return summed;
    },
  };
}
