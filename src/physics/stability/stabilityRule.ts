/** Thermal stability, probability of permafrost and its zone for every cell of a map. */
import { isPossibleC } from '../../core/possibleTemperature.ts';
import { probabilityOfNormal, probabilityOfQuantiles } from './permafrostProbability.ts';
import { permafrostZones, zoneOf } from './permafrostZones.ts';
import { classifyStability } from './stability.ts';
import { ensembleTemperature } from './ttopEnsemble.ts';
import type { WindowRule } from '../../core/windowRule.ts';
import type { ClassLimits } from './stability.ts';
import type { TtopMember } from './ttopEnsemble.ts';

/** Where temperatures and their spread come from; the layers of each kind in this order. */
export type TemperatureSource =
  /** The temperature alone, °C. */
  | { readonly kind: 'temperature' }
  /** The temperature and its standard deviation, °C. */
  | { readonly kind: 'deviation' }
  /** The temperature and its quantiles, °C, by shares in 0..1 that ascend. */
  | { readonly kind: 'quantiles'; readonly shares: readonly number[] }
  /** Thawing and freezing index of the air, °C·day of a year; with classes also their raster. */
  | {
      readonly kind: 'ttop';
      readonly ensembles: readonly (readonly TtopMember[])[];
      /** Place of the ensemble of each class; null for one ensemble everywhere. */
      readonly classes: readonly (readonly [code: number, ensemble: number])[] | null;
    };

export interface StabilityOptions {
  readonly source: TemperatureSource;
  readonly scheme: ClassLimits;
  /** Share of the temperatures in the interval that bounds the extent of permafrost, 0..1 exclusive. */
  readonly interval: number;
  /** Least probability of isolated patches. */
  readonly isolatedFrom: number;
}

/**
 * What is counted, in the order of the counts; cells with an impossible spread are among those without one. Cells of a
 * class without n-factors have no class of stability.
 */
export const stabilityCounts = ['impossible', 'withoutSpread', 'impossibleSpread', 'withoutFactors'] as const;

/** A probability is added up in these steps: sums of whole numbers are exact, however a map is cut. */
export const probabilitySteps = 10_000;

/** What is counted by rows after the cells of each class. */
export const extentColumns = ['permafrost', 'certain', 'possible', 'probabilitySteps'] as const;

/** No year on Earth has more, °C·day: seconds or a wrong scale do. */
const mostIndexCDays = 20_000;

interface Estimate {
  /** NaN for none. */
  readonly magtC: number;
  readonly probability: number;
  /** Of the members of an ensemble. */
  readonly deviationC: number;
}

const impossible: unique symbol = Symbol('impossible');
const withoutFactors: unique symbol = Symbol('withoutFactors');

/** Bands: the class; with a spread probability and zone, of an ensemble its mean and standard deviation between them. */
export function stabilityBands(kind: TemperatureSource['kind']): readonly string[] {
  if (kind === 'temperature') return ['class'];
  return kind === 'ttop' ? ['class', 'probability', 'ttop', 'deviation', 'zone'] : ['class', 'probability', 'zone'];
}

/**
 * Cells without a temperature have none of the bands, nor have cells with one that the ground cannot have, which are
 * counted; a cell whose spread is missing or contradicts itself has a class alone, and is counted too.
 */
export function createStabilityRule(options: StabilityOptions): WindowRule {
  const { source, interval, isolatedFrom } = options;
  const { onThreshold, thresholdsC } = options.scheme;
  // As the pixels are: a limit of −1.1 is met by the float32 that stands for it.
  const scheme = { onThreshold, thresholdsC: thresholdsC.map(Math.fround) };
  const estimate = estimator(source);
  const bands = stabilityBands(source.kind);
  const classCount = scheme.thresholdsC.length + 1;
  const zonesAt = classCount + extentColumns.length;
  const columns = zonesAt + permafrostZones.length;
  const [least, most] = [(1 - interval) / 2, (1 + interval) / 2];
  return {
    haloPx: 0,
    bandCount: bands.length,
    rowCountColumns: columns,
    derive(layers, { window }, out, rowCounts) {
      const counts = { impossible: 0, withoutSpread: 0, impossibleSpread: 0, withoutFactors: 0 };
      for (const band of out) band.fill(Number.NaN);
      for (let pixel = 0; pixel < out[0]!.length; pixel++) {
        const found = estimate(layers, pixel);
        if (found === impossible) counts.impossible += 1;
        if (found === withoutFactors) counts.withoutFactors += 1;
        if (typeof found === 'symbol' || Number.isNaN(found.magtC)) continue;
        const { magtC, probability, deviationC } = found;
        const row = Math.floor(pixel / window.widthPx) * columns;
        const own = classifyStability(magtC, scheme)!;
        out[0]![pixel] = own;
        rowCounts[row + own]! += 1;
        const extent = row + classCount;
        if (magtC <= 0) rowCounts[extent]! += 1;
        if (bands.length === 1) continue;
        const zone = zoneOf(probability, isolatedFrom);
        if (zone === null) {
          counts.withoutSpread += 1;
          if (layers.every((layer) => !Number.isNaN(layer[pixel]!))) counts.impossibleSpread += 1;
          continue;
        }
        out[1]![pixel] = probability;
        if (source.kind === 'ttop') [out[2]![pixel], out[3]![pixel]] = [magtC, deviationC];
        out.at(-1)![pixel] = zone;
        if (probability >= most) rowCounts[extent + 1]! += 1;
        if (probability >= least) rowCounts[extent + 2]! += 1;
        rowCounts[extent + 3]! += Math.round(probability * probabilitySteps);
        rowCounts[row + zonesAt + zone]! += 1;
      }
      return stabilityCounts.map((name) => counts[name]);
    },
  };
}

type Estimator = (
  layers: readonly Float32Array[],
  pixel: number,
) => Estimate | typeof impossible | typeof withoutFactors;

function estimator(source: TemperatureSource): Estimator {
  if (source.kind === 'ttop') return ofIndices(source);
  if (source.kind === 'temperature') return ofTemperature(() => Number.NaN);
  if (source.kind === 'deviation') {
    return ofTemperature((magtC, layers, pixel) => probabilityOfNormal(magtC, layers[1]![pixel]!));
  }
  const quantilesC = new Float64Array(source.shares.length);
  const probabilityOf = probabilityOfQuantiles(source.shares);
  return ofTemperature((_, layers, pixel) => {
    for (let i = 0; i < quantilesC.length; i++) quantilesC[i] = layers[i + 1]![pixel]!;
    return probabilityOf(quantilesC);
  });
}

function ofTemperature(
  probabilityOf: (magtC: number, layers: readonly Float32Array[], pixel: number) => number,
): Estimator {
  return (layers, pixel) => {
    const magtC = layers[0]![pixel]!;
    if (Number.isNaN(magtC)) return { magtC, probability: magtC, deviationC: magtC };
    if (!isPossibleC(magtC)) return impossible;
    return { magtC, probability: probabilityOf(magtC, layers, pixel), deviationC: Number.NaN };
  };
}

function ofIndices({ ensembles, classes }: Extract<TemperatureSource, { readonly kind: 'ttop' }>): Estimator {
  const ofClass = classes === null ? null : new Map(classes.map(([code, at]) => [code, ensembles[at]!]));
  return ([thaw, freeze, surface], pixel) => {
    const [thawIndexCDays, freezeIndexCDays] = [thaw![pixel]!, freeze![pixel]!];
    const code = ofClass === null ? 0 : surface![pixel]!;
    const worst = Math.max(thawIndexCDays, freezeIndexCDays);
    if (Number.isNaN(worst) || Number.isNaN(code))
      return { magtC: Number.NaN, probability: Number.NaN, deviationC: Number.NaN };
    if (Math.min(thawIndexCDays, freezeIndexCDays) < 0 || worst > mostIndexCDays) return impossible;
    const members = ofClass === null ? ensembles[0] : ofClass.get(code);
    if (members === undefined) return withoutFactors;
    const { meanC, deviationC, probability } = ensembleTemperature(thawIndexCDays, freezeIndexCDays, members);
    return { magtC: meanC, probability, deviationC };
  };
}
