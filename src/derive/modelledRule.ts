/** The rule of a map some of whose layers are not read but predicted by models, in every cell, from those that are. */
import { DomainError } from '../core/errors.ts';
import { countCoverage, rankCodes } from '../forest/coverage.ts';
import { createRelationKernel } from '../forest/relation.ts';
import type { WindowRule } from '../core/windowRule.ts';
import type { CovariateRange } from '../forest/coverage.ts';
import type { Relation } from '../forest/relation.ts';

/** Plain data, over shared memory where it is large. */
export interface LayerModel {
  readonly relation: Relation;
  /** Numbers of the layers that are read, in the order of the covariates. */
  readonly layers: readonly number[];
  readonly ranges: readonly CovariateRange[];
  /** What predictions are multiplied by to be in the unit of the layer. */
  readonly factor: number;
}

interface PredictedLayer {
  /** NaN where a covariate has no value. */
  readonly values: Float32Array;
  /** Per covariate two: values outside the range of the training rows, and levels that none of them has. */
  readonly counts: readonly number[];
}

/**
 * @param inner gets the layers that are read, then one per model; it looks at single cells. Its counts come first, then
 *   two for each covariate of each model: cells outside the range of the training rows, cells of a level that none has
 */
export function createModelledRule(models: readonly LayerModel[], inner: WindowRule): WindowRule {
  if (inner.haloPx > 0) throw new DomainError('internal', 'A predicted layer has no cells around a window');
  const predictors = models.map(createLayerPredictor);
  return {
    ...inner,
    derive(layers, at, out, rowCounts) {
      const { widthPx, heightPx } = at.window;
      const predicted = predictors.map((predict) => predict(layers, widthPx * heightPx, widthPx));
      const all = [...layers, ...predicted.map(({ values }) => values)];
      return [...inner.derive(all, at, out, rowCounts), ...predicted.flatMap(({ counts }) => counts)];
    },
  };
}

/** @returns a function of `count` cells of the layers, in rows of a map of `widthPx` */
export function createLayerPredictor({ relation, layers: numbers, ranges, factor }: LayerModel) {
  const kernel = createRelationKernel(relation);
  return (layers: readonly Float32Array[], count: number, widthPx: number): PredictedLayer => {
    // Ranks take the place of codes, which another model may read differently.
    const columns = numbers.map((number, covariate) =>
      ranges[covariate]!.codes === null ? layers[number]! : layers[number]!.slice(),
    );
    const unseen = rankCodes(columns, ranges, count);
    const coverage = countCoverage(columns, ranges, count);
    const values = new Float32Array(count);
    kernel.predict(columns, count, values, widthPx);
    for (let i = 0; i < count; i++) values[i]! *= factor;
    return { values, counts: numbers.flatMap((_, i) => [coverage[2 * i + 1]!, unseen[i]!]) };
  };
}
