/** Effects of covariates as JSON and as rows of a table. */
import { writeCsv } from '../../tables/writeCsv.ts';
import type { Json } from '../../core/json.ts';
import type { EffectCurve, LevelCurve } from '../../forest/effects.ts';
import type { EffectSurface } from '../../forest/effectSurface.ts';

interface NamedCovariate {
  readonly name: string;
  readonly unit: string | null;
}

export interface NamedCurve {
  readonly covariate: string;
  readonly unit: string | null;
  /** Names by rank, which is what stands in the curve; null for a number. */
  readonly levels: readonly string[] | null;
  readonly curve: EffectCurve | LevelCurve;
}

export interface NamedSurface {
  readonly covariates: readonly [NamedCovariate, NamedCovariate];
  readonly surface: EffectSurface;
}

export function reportCurve({ covariate, unit, levels, curve }: NamedCurve): Json {
  return {
    covariate,
    unit,
    values: levels === null ? [...curve.values] : [...levels],
    partialDependence: [...curve.partialDependence],
    percentile10: [...curve.lower],
    percentile90: [...curve.upper],
    accumulatedLocalEffect: curve.accumulated && [...curve.accumulated],
  };
}

export function effectsAsCsv(curves: readonly NamedCurve[]): string {
  const columns = [
    'covariate',
    'value',
    'partial_dependence',
    'percentile_10',
    'percentile_90',
    'accumulated_local_effect',
  ];
  const rows = curves.flatMap(({ covariate, levels, curve }) =>
    Array.from(curve.values, (value, i) => [
      covariate,
      levels === null ? value : levels[i]!,
      curve.partialDependence[i]!,
      curve.lower[i]!,
      curve.upper[i]!,
      curve.accumulated?.[i] ?? null,
    ]),
  );
  return writeCsv(columns, rows);
}

/** Rows of the matrices belong to values of the first covariate, columns to values of the second. */
export function reportSurface({ covariates, surface }: NamedSurface): Json {
  const [, second] = surface.values;
  return {
    covariates: covariates.map(({ name, unit }, i) => ({ covariate: name, unit, values: [...surface.values[i]!] })),
    partialDependence: matrix(surface.partialDependence, second.length),
    accumulatedLocalEffect: matrix(surface.interaction, second.length),
    rowsInCells: matrix(surface.rowCounts, second.length - 1),
  };
}

function matrix(values: Float64Array | Uint32Array, width: number): Json {
  return Array.from({ length: values.length / width }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
}

export function surfacesAsCsv(surfaces: readonly NamedSurface[]): string {
  const columns = [
    'covariate_1',
    'covariate_2',
    'value_1',
    'value_2',
    'partial_dependence',
    'accumulated_local_effect',
  ];
  const rows = surfaces.flatMap(({ covariates: [one, two], surface }) =>
    Array.from(surface.interaction, (interaction, at) => {
      const [first, second] = surface.values;
      const [i, k] = [Math.floor(at / second.length), at % second.length];
      return [one.name, two.name, first[i]!, second[k]!, surface.partialDependence[at]!, interaction];
    }),
  );
  return writeCsv(columns, rows);
}
