/** Where the thawing index of a site comes from: summed already, or the sinusoid of the mean air temperature. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { isPossibleC } from '../../core/possibleTemperature.ts';
import { amplitudeOfWarmestQuarter } from '../../physics/degreeDays.ts';
import { mostThawIndexCDays } from '../../physics/activeLayer/edaphicFit.ts';
import { sinusoidIndices } from '../../physics/yearIndices.ts';
import { rasterLayer } from '../inputs/commonInputs.ts';
import type { TrainingCovariates } from '../training/chooseCovariates.ts';
import type { TrainingTable } from '../training/trainingTable.ts';

/** Values at the sites. */
export const siteValueSource = z.union([
  z.string().min(1),
  rasterLayer,
  z.strictObject({ column: z.string().min(1).meta({ description: 'Column of the dataset itself.' }) }),
]);

export const thawIndexInput = z
  .union([
    siteValueSource,
    z.strictObject({ mean: siteValueSource, amplitude: siteValueSource }),
    z.strictObject({ mean: siteValueSource, warmestQuarter: siteValueSource }),
  ])
  .meta({
    title: 'Thawing index',
    description:
      'Degree-days above 0 °C of a mean year at each site, °C·day: {"column": name} of the dataset, or a raster (id, or {"raster": id, "band": n}). Where nobody summed them, the closed form for a yearly sinusoid: {"mean": …, "amplitude": …} in °C, or {"mean": …, "warmestQuarter": …} with the mean of the warmest three months (BIO10); the result says so. Of the air or of the ground surface: the factor then holds for the same.',
  });

type ThawIndexSource = z.output<typeof thawIndexInput>;
type ValueSource = z.output<typeof siteValueSource>;

/** With a space, which no covariate of a request can have. */
const indexName = 'thawing index';
const meanName = 'mean temperature';
const quarterName = 'warmest quarter';
const amplitudeName = 'yearly amplitude';

/** What is read at the sites, by names that covariates of a request cannot have. */
export function thawIndexCovariates(given: ThawIndexSource): TrainingCovariates {
  if (typeof given === 'object' && 'mean' in given) {
    return 'amplitude' in given
      ? { [meanName]: covariate(given.mean), [amplitudeName]: covariate(given.amplitude) }
      : { [meanName]: covariate(given.mean), [quarterName]: covariate(given.warmestQuarter) };
  }
  return { [indexName]: covariate(given) };
}

function covariate(given: ValueSource): TrainingCovariates[string] {
  return typeof given === 'string' ? given : { ...given, categorical: false };
}

/** In words, for reports: what the factor of these sites belongs to. */
export function describeThawIndex(given: ThawIndexSource, table: TrainingTable): string {
  if (typeof given !== 'object' || !('mean' in given)) return describeSource(table, indexName, given);
  const mean = describeSource(table, meanName, given.mean);
  const other =
    'amplitude' in given
      ? `amplitude by ${describeSource(table, amplitudeName, given.amplitude)}`
      : `warmest quarter by ${describeSource(table, quarterName, given.warmestQuarter)}`;
  return `closed form of a yearly sinusoid: mean by ${mean}, ${other}`;
}

/** The column, or the raster by the name of its file. */
export function describeSource(table: TrainingTable, covariateName: string, given: ValueSource): string {
  if (typeof given === 'object' && 'column' in given) return `column ${given.column}`;
  const layer = table.covariates.find(({ name }) => name === covariateName)!.layer!;
  return `raster ${layer.file.name}, band ${layer.band}`;
}

/**
 * °C·day per row of a table that was read with `thawIndexCovariates`.
 * @throws {DomainError} 'invalid-input' for an index that no site can have, or where it never thaws, with the line
 */
export function thawIndicesOf(table: TrainingTable): Float64Array {
  const read = (name: string): Float32Array | null => table.raw.find((column) => column.name === name)?.values ?? null;
  const means = read(meanName);
  const amplitudes = read(amplitudeName);
  const quarters = read(quarterName);
  const indices = Float64Array.from(table.target, (_, row) => {
    if (means === null) return read(indexName)![row]!;
    const meanC = means[row]!;
    const amplitudeC = amplitudes?.[row] ?? amplitudeOfWarmestQuarter(meanC, quarters![row]!);
    const fault = sinusoidFault(meanC, amplitudeC);
    if (fault !== null) throw refused(table, row, fault);
    return sinusoidIndices(meanC, amplitudeC).thawIndexCDays;
  });
  for (const [row, index] of indices.entries()) {
    const fault = faultOf(index);
    if (fault !== null)
      throw refused(table, row, `its thawing index is ${Number(index.toPrecision(6))} °C·day: ${fault}`);
  }
  return indices;
}

/** °C; no air is beyond: half the yearly range of Verkhoyansk is 32. */
const mostAmplitudeC = 45;

function sinusoidFault(meanC: number, amplitudeC: number): string | null {
  if (!isPossibleC(meanC)) return `its mean temperature is ${Number(meanC.toPrecision(6))}, which cannot be °C`;
  if (amplitudeC >= 0 && amplitudeC <= mostAmplitudeC) return null;
  return `its yearly amplitude would be ${amplitudeC.toFixed(2)} °C, and is expected from 0 to ${mostAmplitudeC}`;
}

function faultOf(indexCDays: number): string | null {
  if (indexCDays < 0) return 'degree-days above 0 °C are never negative';
  if (indexCDays === 0) return 'without a thaw season there is no active layer, and nothing to calibrate by';
  return indexCDays <= mostThawIndexCDays
    ? null
    : `expected at most ${mostThawIndexCDays}, 60 °C all year; one in °C·hour or °C·s must be divided by 24 or 86400`;
}

function refused(table: TrainingTable, row: number, why: string): DomainError {
  const [line, label] = [table.lines[row]!, table.labels[row]!];
  return new DomainError(
    'invalid-input',
    `The site in line ${line}${label === '' ? '' : ` (${label})`} cannot be used: ${why}. Leave the row out by an edit, or give another thawIndex`,
    { line, errors: [{ pointer: '/thawIndex', detail: why }] },
  );
}
