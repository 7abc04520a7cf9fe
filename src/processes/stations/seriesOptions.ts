/** How a table of ground temperatures is read, by what a request says and what was said when it was uploaded. */
import { basename, extname } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import { temperatureUnits } from '../../tables/seriesTemperatures.ts';
import { canonicalUnit } from '../../units/canonicalUnit.ts';
import { depthUnits } from './seriesInputs.ts';
import type { SeriesOptions } from '../../tables/series.ts';
import type { LibraryFile } from '../library.ts';
import type { SeriesReading } from './seriesInputs.ts';

/** How one table is to be read: as the inputs say, else as was said with the dataset. */
export function seriesOptions({ name, reading }: LibraryFile, given: SeriesReading): SeriesOptions {
  const { encoding, sheet, decimalMark = null, columns = {}, units = {}, edits = [] } = reading ?? {};
  return {
    fileName: name,
    site: basename(name, extname(name)),
    ...(encoding === undefined ? {} : { encoding }),
    ...(sheet === undefined ? {} : { sheet }),
    decimalMark,
    edits,
    columns: given.columns,
    datasetColumns: columns,
    layout: given.layout,
    depths: given.depths,
    depthM: given.depthM,
    depthUnit: given.depthUnit ?? saidWith(name, units['depth'], depthUnits),
    depthSign: given.depthSign,
    temperatureUnit: given.temperatureUnit ?? saidWith(name, units['magt'] ?? units['magst'], temperatureUnits),
    missingValues: given.missingValues,
    only: given.only,
    dateOrder: given.dateOrder,
    utcOffsetHours: given.utcOffsetHours,
  };
}

/** @throws {DomainError} 'invalid-input' for a unit of the dataset's in which no series can be read */
function saidWith<Choice extends string>(
  fileName: string,
  unit: string | undefined,
  choices: readonly Choice[],
): Choice | null {
  if (unit === undefined) return null;
  try {
    return canonicalUnit(unit, choices);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const message = `${fileName} was given with the unit ${JSON.stringify(unit)}: ${error.message}`;
    throw new DomainError('invalid-input', message, { unit, choices }, { cause: error });
  }
}
