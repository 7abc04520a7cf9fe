/** Every covariate's values at the stations, from the table or from rasters, and the stations left out for want of one. */
import { DomainError } from '../../core/errors.ts';
import { columnOfRole } from '../../tables/boreholeTable.ts';
import { columnOf, isCategorical } from './chooseCovariates.ts';
import { columnValues, valuesOf } from './covariateValues.ts';
import { cellsOfStations } from './sharedCells.ts';
import { locateStations, moveToValues, sampleLayer } from '../rasters/sampleStations.ts';
import type { TrainingCovariates } from './chooseCovariates.ts';
import { placeOf } from '../rasters/covariateStack.ts';
import type { CovariateStack } from '../rasters/covariateStack.ts';
import type { CovariateValues } from './covariateValues.ts';
import type { PlanContext } from '../process.ts';
import type { Stations } from '../stations/stations.ts';
import type { MovedStations } from '../rasters/sampleStations.ts';
import type { TrainedCovariate } from './trainingTable.ts';

interface CovariatesRead {
  readonly found: readonly Pick<TrainedCovariate, 'name' | 'layer' | 'coordinate'>[];
  /** In the order of `found`, one value per station. */
  readonly values: readonly CovariateValues[];
  readonly moved: MovedStations;
  /** Per raster, one number of a cell per station, −1 for none. */
  readonly cells: readonly Int32Array[];
}

/**
 * @param reasons row → why it is left out; added to
 * @throws {DomainError} 'invalid-input' where rasters are to be sampled and the table has no coordinates,
 *   'covariate-invalid' for a covariate without a value at any station that is otherwise good
 */
export async function readCovariates(
  context: PlanContext,
  given: {
    readonly sources: TrainingCovariates;
    readonly stations: Stations;
    readonly stack: CovariateStack | null;
    readonly impute: boolean;
    /** 0 to move no station. */
    readonly moveWithinM: number;
  },
  reasons: Map<number, string>,
): Promise<CovariatesRead> {
  const { sources, stations, stack, impute, moveWithinM } = given;
  const standing = stack === null ? null : locateStations(stations, stack, reasons);
  const moved: MovedStations =
    stack === null || moveWithinM === 0
      ? new Map()
      : await moveToValues(context, stack, standing!, stations.positions!, moveWithinM);
  const pixels = standing?.map((pixel, row) => moved.get(row) ?? pixel) ?? null;
  const found = Object.entries(sources).map(([name, source]) => {
    const column = columnOf(source);
    return {
      name,
      layer: stack?.layers.find(({ covariate }) => covariate === name) ?? null,
      coordinate: column === null ? null : coordinateOf(stations, column),
    };
  });
  const values = await Promise.all(
    found.map(async ({ name, layer }) => {
      const source = sources[name]!;
      const column = columnOf(source);
      const categorical = isCategorical(source);
      if (column !== null) return columnValues(stations.table, column, categorical);
      return valuesOf(await sampleLayer(context, layer!, placeOf(stack!), pixels!), name, categorical);
    }),
  );
  explainMissing(sources, values, reasons, impute);
  return { found, values, moved, cells: stack === null ? [] : cellsOfStations(stack, pixels!) };
}

/** @throws {DomainError} 'covariate-invalid' for a covariate without a value at any station that is otherwise good */
function explainMissing(
  covariates: TrainingCovariates,
  values: readonly CovariateValues[],
  reasons: Map<number, string>,
  impute: boolean,
): void {
  const names = Object.keys(covariates);
  const good = [...(values[0]?.numbers.keys() ?? [])].filter((row) => !reasons.has(row));
  const empty = names.filter(
    (_, i) => good.length > 0 && good.every((row) => !Number.isFinite(values[i]!.numbers[row])),
  );
  if (empty.length > 0) {
    throw new DomainError(
      'covariate-invalid',
      `No value of ${empty.join(', ')} at any of ${good.length} stations (all nodata there): leave it out or give another raster`,
      { covariates: empty, stations: good.length },
    );
  }
  if (impute) return;
  for (const row of good) {
    const missing = names.filter((_, i) => !Number.isFinite(values[i]!.numbers[row]));
    if (missing.length > 0) reasons.set(row, `has no value of ${missing.join(', ')}`);
  }
}

function coordinateOf(stations: Stations, column: string): 'longitude' | 'latitude' | null {
  if (columnOfRole(stations.table, 'lon')?.name === column) return 'longitude';
  return columnOfRole(stations.table, 'lat')?.name === column ? 'latitude' : null;
}
