/** Tables of a mean and an amplitude per station. */
import { DomainError } from '../core/errors.ts';
import { reportClimate } from './climateReport.ts';
import type { ClimateColumns } from './climateColumns.ts';
import type { ClimateBlock, ClimateReport } from './climateReport.ts';
import type { Rejection } from './intakeReport.ts';
import type { TableSource } from './readSource.ts';

export interface ClimateSinusoid {
  readonly station: string;
  readonly meanC: number;
  readonly amplitudeC: number;
}

/** @throws {DomainError} 'invalid-input' for kelvin, of which an amplitude is a difference */
export function readSinusoids(
  source: TableSource,
  columns: ClimateColumns,
  blocks: readonly ClimateBlock[],
  fileName: string,
): { readonly sinusoids: readonly ClimateSinusoid[]; readonly report: ClimateReport } {
  const { raw } = source;
  const [means, amplitudes] = blocks[0]!.valuesC;
  const names = columns.station === null ? null : raw.cells[raw.names.indexOf(columns.station)]!;
  // An amplitude is a difference: 273.15 K must not be taken off it.
  if (blocks[0]!.unit.unit === 'K') {
    throw new DomainError('invalid-input', `${fileName}: expected mean and amplitude in °C, found kelvin`);
  }
  const rejected: Rejection[] = [...raw.misfits, ...blocks[0]!.rejected];
  const sinusoids = raw.lines.flatMap((line, row) => {
    const [meanC, amplitudeC] = [means![row]!, amplitudes![row]!];
    if (amplitudeC >= 0 && !Number.isNaN(meanC)) return [{ station: names?.[row] ?? '', meanC, amplitudeC }];
    rejected.push({
      line,
      column: columns.values[1]!,
      value: null,
      reason: 'has no mean, or no amplitude of 0 or more',
    });
    return [];
  });
  const stations = new Set(sinusoids.map(({ station }) => station)).size;
  const account = { step: null, dates: null, stations, rejected, warnings: [] };
  return { sinusoids, report: reportClimate(source, columns, blocks, fileName, account) };
}
