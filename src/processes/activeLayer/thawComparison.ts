/** Methods for the thaw depth in one table: their errors on the same folds, and which the sites can tell apart. */
import { mean, sampleDeviation } from '../../core/statistics.ts';
import { writeCsv } from '../../tables/writeCsv.ts';
import { shortened } from '../../tables/writeCsv.ts';
import type { CsvValue } from '../../tables/writeCsv.ts';
import type { ActiveLayerSites } from './activeLayerSites.ts';
import type { ThawMethod } from './thawMethods.ts';

interface MethodRow {
  readonly method: ThawMethod['name'];
  readonly title: string;
  readonly n: number;
  readonly rmseM: number;
  readonly maeM: number;
  readonly biasM: number;
  readonly r2: number | null;
  /** Over repeats; null for one. */
  readonly rmseSdM: number | null;
  readonly isBest: boolean;
  /** Squared error beyond that of the best method, m²; of the first repeat. */
  readonly excessM2: number;
  readonly excessStandardErrorM2: number;
  readonly isToldApart: boolean;
}

/** The best is that of the least RMSE, in the mean over repeats, so that one lucky draw of folds decides nothing. */
export function compareMethods(methods: readonly ThawMethod[], { depthsM, table }: ActiveLayerSites): MethodRow[] {
  const best = methods.toSorted((a, b) => a.spread.rmse!.mean - b.spread.rmse!.mean)[0]!;
  return methods.map((method): MethodRow => {
    const { name, title, spread, scores, predictionsM } = method;
    const isBest = method === best;
    const { meanM2, standardErrorM2, isToldApart } = isBest
      ? { meanM2: 0, standardErrorM2: 0, isToldApart: false }
      : compareErrors(depthsM, predictionsM[0]!, best.predictionsM[0]!, table.places);
    return {
      method: name,
      title,
      n: scores.n,
      rmseM: spread.rmse!.mean,
      maeM: spread.mae!.mean,
      biasM: spread.bias!.mean,
      r2: spread.r2?.mean ?? null,
      rmseSdM: spread.rmse!.sd,
      isBest,
      excessM2: meanM2,
      excessStandardErrorM2: standardErrorM2,
      isToldApart,
    };
  });
}

/** In words: which has the least error, and which the sites cannot tell apart from it. */
export function noteBest(rows: readonly MethodRow[]): string[] {
  const best = rows.find(({ isBest }) => isBest)!;
  const alike = rows.filter(({ isBest, isToldApart }) => !isBest && !isToldApart).map(({ method }) => method);
  return [
    `${best.method} (${best.title}) has the least error: RMSE ${best.rmseM.toFixed(3)} m`,
    ...(alike.length === 0
      ? []
      : [
          `These sites do not tell it apart from ${alike.join(', ')}: the squared errors differ by less than two standard errors. Take the simplest of them`,
        ]),
  ];
}

export function comparisonAsCsv(rows: readonly MethodRow[]): string {
  const names = [
    'method',
    'title',
    'n',
    'rmseM',
    'maeM',
    'biasM',
    'r2',
    'rmseSdM',
    'excessM2',
    'excessStandardErrorM2',
  ] as const;
  return writeCsv(
    names,
    rows.map((row) => names.map((name) => row[name])),
  );
}

export function thawPredictionsAsCsv(
  methods: readonly ThawMethod[],
  { table, depthsM }: ActiveLayerSites,
  repeats: readonly { readonly foldOfRow: Uint32Array }[],
): string {
  const names = ['repeat', 'fold', 'line', 'name', 'lat', 'lon', 'observed_m'];
  const columns = [...names, ...methods.map(({ name }) => `${name.replaceAll('-', '_')}_m`)];
  const rows = repeats.flatMap(({ foldOfRow }, repeat) =>
    Array.from(depthsM, (depth, row): CsvValue[] => [
      repeat + 1,
      foldOfRow[row]! + 1,
      table.lines[row]!,
      table.labels[row]!,
      table.positions?.lat[row] ?? null,
      table.positions?.lon[row] ?? null,
      shortened(depth),
      ...methods.map(({ predictionsM }) => shortened(predictionsM[repeat]![row]!)),
    ]),
  );
  return writeCsv(columns, rows);
}

/** How far two methods are apart on the same sites. */
interface ErrorDifference {
  /** Mean of (squared error of the one − that of the other), m². */
  readonly meanM2: number;
  /** Of that mean, m²; sites of one place count as one, for their errors are alike. */
  readonly standardErrorM2: number;
  /** Whether the mean is more than two standard errors from 0. */
  readonly isToldApart: boolean;
}

/** @param places number of each row's place; null where every row is one of its own */
function compareErrors(
  observedM: Float64Array,
  one: Float64Array,
  other: Float64Array,
  places: Int32Array | null,
): ErrorDifference {
  const differences = observedM.map((depth, row) => (one[row]! - depth) ** 2 - (other[row]! - depth) ** 2);
  const meanM2 = mean(differences);
  const groups = [...Map.groupBy(differences.keys(), (row) => places?.[row] ?? row).values()];
  // Of a mean over clusters: each contributes the sum of its deviations.
  const sums = groups.map((rows) => rows.reduce((sum, row) => sum + differences[row]! - meanM2, 0));
  const standardErrorM2 = (sampleDeviation(sums) * Math.sqrt(groups.length)) / differences.length;
  return { meanM2, standardErrorM2, isToldApart: Math.abs(meanM2) > 2 * standardErrorM2 };
}
