/** What a reader of a predicted map should know before believing it, in words. */
import { shortestFloat32 } from '../../forest/float32.ts';
import type { ModelCovariate } from '../../forest/modelHeader.ts';

/** Cells of a map by one covariate. */
export interface CountedCovariate extends Pick<ModelCovariate, 'name' | 'minimum' | 'maximum' | 'levels'> {
  /** Without a value. */
  readonly without: number;
  /** With a value beyond those of the training rows. */
  readonly outside: number;
  /** With a level that no training row has; they count as without a value too. */
  readonly unseen: number;
}

/** Of the cells with a value. A map of more is of another region, or the covariate of another unit. */
const mostOutside = 0.5;

/** @param cells of the map */
export function warnOfCovariates(covariates: readonly CountedCovariate[], cells: number): readonly string[] {
  return covariates.flatMap(({ name, minimum, maximum, levels, without, outside, unseen }) => {
    if (levels !== null) {
      return unseen === 0
        ? []
        : [
            `${unseen} of ${cells} cells have a level of ${name} that no training row has, and get no value: the training knew ${levels.join(', ')}`,
          ];
    }
    const valued = cells - without;
    return outside <= mostOutside * valued
      ? []
      : [
          `${name} is beyond ${shortestFloat32(minimum)} to ${shortestFloat32(maximum)}, the range of the training rows, in ${outside} of ${valued} cells: the map is of another environment than the rows, or the covariate of another unit. Band aoa tells which cells may be believed`,
        ];
  });
}

/** Who thinks of probabilities would get the lowest percent for the highest. */
export function warnOfBands(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const percent = Number(/^q(\d*\.\d+)$/.exec(name)?.[1]);
    if (!(percent < 1)) return [];
    const meant = Number((100 * percent).toPrecision(12));
    return [
      `Band ${name} is the ${percent} % quantile: names are in percent, and the ${meant} % quantile is q${meant}`,
    ];
  });
}
