/** Adds up what the chunks of a map counted: areas by class, cells without a value, cells outside the training range. */
import { rowCellAreasM2 } from '../../core/cellArea.ts';
import { DomainError } from '../../core/errors.ts';
import { tallyColumns } from '../../physics/classTally.ts';
import { chunkWindow } from '../../raster/cogPlan.ts';
import { addCounts, countsIn, describeAreaMethod, sumColumn } from './rowCounts.ts';
import { warnOfCovariates } from './mapWarnings.ts';
import { describeScheme } from '../validation/validation.ts';
import type { Grid } from '../../core/grid.ts';
import type { Json } from '../../core/json.ts';
import type { CovariateRange } from '../../forest/coverage.ts';
import type { ModelCovariate } from '../../forest/modelHeader.ts';
import type { StabilityScheme } from '../../physics/stability/stability.ts';
import type { CogPlan } from '../../raster/cogPlan.ts';
import type { Statistics } from '../../raster/cogStatistics.ts';
import type { Crs } from '../../raster/crs.ts';

export interface AreaTally {
  /** Takes the frames that `predictWindow` made. @returns the last one: the chunk's tiles */
  add(index: number, frames: readonly Uint8Array[]): Uint8Array;
  summary(statistics: Statistics): { readonly [key: string]: Json };
  /** What a reader of the map should know of its covariates. */
  warnings(): readonly string[];
}

export function createAreaTally(map: {
  readonly grid: Grid;
  readonly crs: Crs;
  readonly plan: CogPlan;
  /** Thermal stability, then permafrost; for classes their numbers alone, for any other target none. */
  readonly schemes: readonly StabilityScheme[];
  /** Whether chunks come with a tally of the area of applicability. */
  readonly applicability: boolean;
  readonly covariates: readonly (Pick<ModelCovariate, 'name' | 'minimum' | 'maximum' | 'levels'> &
    Pick<CovariateRange, 'codes'>)[];
}): AreaTally {
  const { grid, crs, plan, schemes, covariates, applicability } = map;
  // Whole numbers by row: sums of them are exact, in whatever order chunks come.
  const rowCounts = schemes.map((scheme) => new Float64Array(grid.heightPx * tallyColumns(scheme)));
  const coverage = new Float64Array(3 * covariates.length);
  const insideCounts = new Float64Array(applicability ? 2 * grid.heightPx : 0);
  const frameCount = schemes.length + (applicability ? 3 : 2);
  const counted = () =>
    covariates.map((covariate, i) => ({
      ...covariate,
      without: coverage[2 * i]!,
      outside: coverage[2 * i + 1]!,
      unseen: coverage[2 * covariates.length + i]!,
    }));
  return {
    add(index, frames) {
      const tiles = frames.at(-1);
      if (frames.length !== frameCount || tiles === undefined) {
        throw new DomainError('artefact-damaged', `Chunk ${index} has ${frames.length} parts, expected ${frameCount}`);
      }
      const firstRow = chunkWindow(plan, index).yPx;
      schemes.forEach((scheme, i) => addCounts(rowCounts[i]!, firstRow * tallyColumns(scheme), countsIn(frames[i]!)));
      addCounts(coverage, 0, countsIn(frames[schemes.length]!));
      if (applicability) addCounts(insideCounts, 2 * firstRow, countsIn(frames[schemes.length + 1]!));
      return tiles;
    },
    summary(statistics) {
      const cells = grid.widthPx * grid.heightPx;
      const areasM2 = rowCellAreasM2(grid, crs.metresPerUnit);
      const [areas, permafrost] = schemes.map((scheme, i) => classAreas(scheme, rowCounts[i]!, areasM2));
      return {
        cells,
        cellsWithValue: statistics.count,
        cellsWithoutValue: cells - statistics.count,
        ...(areas === undefined
          ? {}
          : permafrost === undefined
            ? { classes: { target: schemes[0]!.title, ...areas } }
            : {
                thermalStability: { scheme: describeScheme(schemes[0]!), ...areas },
                statisticsC: describeStatistics(statistics),
                permafrost: { scheme: describeScheme(schemes[1]!), ...permafrost },
              }),
        ...(applicability ? { applicability: insideAreas(insideCounts, areasM2) } : {}),
        areaMethod: describeAreaMethod(crs),
        covariates: counted().map(({ name, minimum, maximum, levels, codes, without, outside, unseen }) => ({
          name,
          cellsWithoutValue: without,
          ...(levels === null
            ? { cellsOutsideTrainingRange: outside, trainingRange: [minimum, maximum] }
            : {
                cellsOfUnseenLevel: unseen,
                trainingLevels: levels,
                levelByCode: Object.fromEntries(codes!.map(({ code, rank }) => [code, levels[rank]!])),
              }),
        })),
      };
    },
    warnings: () => warnOfCovariates(counted(), grid.widthPx * grid.heightPx),
  };
}

function classAreas(
  scheme: StabilityScheme,
  rowCounts: Float64Array,
  areasM2: Float64Array,
): { readonly [key: string]: Json } {
  const columns = tallyColumns(scheme);
  const classes = scheme.classes.map((name, column) => {
    return { class: name, ...sumColumn(rowCounts, columns, column, areasM2) };
  });
  const totalKm2 = classes.reduce((sum, entry) => sum + entry.areaKm2, 0);
  return {
    totalKm2,
    areas: classes.map((entry) => ({ ...entry, share: totalKm2 === 0 ? null : entry.areaKm2 / totalKm2 })),
  };
}

/** @param rowCounts per row: cells outside, cells inside the area of applicability */
function insideAreas(rowCounts: Float64Array, areasM2: Float64Array): { readonly [key: string]: Json } {
  const [outside, inside] = [0, 1].map((column) => sumColumn(rowCounts, 2, column, areasM2));
  const totalKm2 = outside!.areaKm2 + inside!.areaKm2;
  return { inside: inside!, outside: outside!, shareOutside: totalKm2 === 0 ? null : outside!.areaKm2 / totalKm2 };
}

/** Of the values that statistics were made of; null for none. */
export function rootMeanSquare({ count, mean, squares }: Statistics): number | null {
  return count === 0 ? null : Math.sqrt(mean ** 2 + squares / count);
}

/** A type, not an interface, so that it is JSON. */
export type DescribedStatistics = {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  readonly standardDeviation: number;
};

/** @returns null for no values */
export function describeStatistics({ count, min, max, mean, squares }: Statistics): DescribedStatistics | null {
  if (count === 0) return null;
  return { minimum: min, maximum: max, mean, standardDeviation: Math.sqrt(squares / count) };
}
