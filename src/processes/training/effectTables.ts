/** Effects of covariates as JSON and as rows of a table. */
import { shortestFloat32 } from '../../forest/float32.ts';
import { writeCsv } from '../../tables/writeCsv.ts';
import type { Json } from '../../core/json.ts';
import type { EffectCurve, LevelCurve } from '../../forest/effects.ts';
import type { EffectSurface } from '../../forest/effectSurface.ts';

interface NamedCovariate {
  readonly name: string;
  readonly unit: string | null;
}

/** An effect on what a model predicts: on a number, or on the share of the votes that a class has. */
export interface Traced<Effect> {
  /** null for a number, which has one effect. */
  readonly className: string | null;
  readonly effect: Effect;
}

/** Of one covariate: all curves are over the same values. */
export interface NamedCurves {
  readonly covariate: string;
  readonly unit: string | null;
  /** Names by rank, which is what stands in the curves; null for a number. */
  readonly levels: readonly string[] | null;
  readonly traced: readonly Traced<EffectCurve | LevelCurve>[];
}

/** Of one pair: all surfaces are over the same values. */
export interface NamedSurfaces {
  readonly covariates: readonly [NamedCovariate, NamedCovariate];
  readonly traced: readonly Traced<EffectSurface>[];
}

export function reportCurves({ covariate, unit, levels, traced }: NamedCurves): Json {
  const { values } = traced[0]!.effect;
  return {
    covariate,
    unit,
    values: levels === null ? Array.from(values, shortestFloat32) : [...levels],
    ...byClass(traced, (curve) => ({
      partialDependence: [...curve.partialDependence],
      percentile10: [...curve.lower],
      percentile90: [...curve.upper],
      accumulatedLocalEffect: curve.accumulated && [...curve.accumulated],
    })),
  };
}

/** The report of a number stands where it is, those of classes in a list. */
function byClass<Effect>(
  traced: readonly Traced<Effect>[],
  report: (effect: Effect) => { readonly [key: string]: Json },
): { readonly [key: string]: Json } {
  const [first] = traced;
  if (first!.className === null) return report(first!.effect);
  return { classes: traced.map(({ className, effect }) => ({ class: className, ...report(effect) })) };
}

export function effectsAsCsv(curves: readonly NamedCurves[]): string {
  const measures = ['partial_dependence', 'percentile_10', 'percentile_90', 'accumulated_local_effect'];
  const rows = curves.flatMap(({ covariate, levels, traced }) =>
    traced.flatMap(({ className, effect }) =>
      Array.from(effect.values, (value, i) => [
        covariate,
        ...classCell(className),
        levels === null ? shortestFloat32(value) : levels[i]!,
        effect.partialDependence[i]!,
        effect.lower[i]!,
        effect.upper[i]!,
        effect.accumulated?.[i] ?? null,
      ]),
    ),
  );
  return writeCsv(['covariate', ...classHeading(curves), 'value', ...measures], rows);
}

function classCell(className: string | null): string[] {
  return className === null ? [] : [className];
}

function classHeading(all: readonly { readonly traced: readonly Traced<unknown>[] }[]): string[] {
  return all[0]!.traced[0]!.className === null ? [] : ['class'];
}

/** Rows of the matrices belong to values of the first covariate, columns to values of the second. */
export function reportSurfaces({ covariates, traced }: NamedSurfaces): Json {
  const { values, rowCounts } = traced[0]!.effect;
  const width = values[1].length;
  return {
    covariates: covariates.map(({ name, unit }, i) => ({
      covariate: name,
      unit,
      values: Array.from(values[i]!, shortestFloat32),
    })),
    rowsInCells: matrix(rowCounts, width - 1),
    ...byClass(traced, (surface) => ({
      partialDependence: matrix(surface.partialDependence, width),
      accumulatedLocalEffect: matrix(surface.interaction, width),
    })),
  };
}

function matrix(values: Float64Array | Uint32Array, width: number): Json {
  return Array.from({ length: values.length / width }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
}

export function surfacesAsCsv(surfaces: readonly NamedSurfaces[]): string {
  const measures = ['partial_dependence', 'accumulated_local_effect'];
  const rows = surfaces.flatMap(({ covariates: [one, two], traced }) =>
    traced.flatMap(({ className, effect: { values, partialDependence, interaction } }) =>
      Array.from(interaction, (beyond, at) => {
        const [first, second] = values;
        const [i, k] = [Math.floor(at / second.length), at % second.length];
        const place = [shortestFloat32(first[i]!), shortestFloat32(second[k]!)];
        return [one.name, two.name, ...classCell(className), ...place, partialDependence[at]!, beyond];
      }),
    ),
  );
  return writeCsv(['covariate_1', 'covariate_2', ...classHeading(surfaces), 'value_1', 'value_2', ...measures], rows);
}
