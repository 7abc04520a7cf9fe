/** Whether the map's covariates lie within what the stations have seen: one by one, and all together. */
import { median, range } from '../../core/statistics.ts';
import { judgeSpaceCoverage } from '../../forest/applicability/spaceCoverage.ts';
import { samplePredictionArea } from '../validation/predictionArea.ts';
import type { CoveredCovariate } from '../../figures/covariateCoverage.ts';
import type { Json } from '../../core/json.ts';
import type { PlanContext } from '../process.ts';
import type { TrainingTable } from './trainingTable.ts';

export interface CovariateCoverage {
  /** Covariates of numbers that are rasters. */
  readonly covariates: readonly CoveredCovariate[];
  readonly report: { readonly [key: string]: Json };
}

/**
 * From a thousand cells of the rasters, drawn by area.
 * @returns null where no covariate is a raster of numbers
 */
export async function judgeCoverage(
  context: PlanContext,
  table: TrainingTable,
  seed: number,
): Promise<CovariateCoverage | null> {
  const { stack } = table;
  const numbers = table.covariates.flatMap(({ name, layer, levels }, i) => {
    const place = stack?.layers.findIndex(({ covariate }) => covariate === name) ?? -1;
    return layer === null || levels !== null || place < 0 ? [] : [{ name, layer, column: table.columns[i]!, place }];
  });
  if (numbers.length === 0) return null;
  const places = await samplePredictionArea(context, null, stack, seed);
  if (places === null) return null;
  const covariates = numbers.map(({ name, layer, column, place }): CoveredCovariate => {
    const stations = Float64Array.from(column);
    const cells = places.values[place]!;
    const { minimum, maximum } = range(stations);
    const outside = cells.filter((value) => value < minimum || value > maximum).length;
    const unit = layer.info.bands[layer.band - 1]?.unit ?? null;
    return { name, unit, stations, cells, shareOutside: outside / cells.length };
  });
  const space = judgeSpaceCoverage(
    numbers.map(({ column }) => column),
    covariates.map(({ cells }) => Float32Array.from(cells)),
  );
  return {
    covariates,
    report: {
      cells: places.lon.length,
      covariates: covariates.map(({ name, unit, stations, cells, shareOutside }) => ({
        covariate: name,
        unit,
        stations: describe(stations),
        map: describe(cells),
        shareOfMapOutside: shareOutside,
      })),
      together:
        space === null ? null : { dissimilarityThreshold: space.threshold, shareOfMapInside: space.shareInside },
    },
  };
}

function describe(values: Float64Array): { readonly [key: string]: Json } {
  return { ...range(values), median: median(values) };
}
