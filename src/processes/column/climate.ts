/** The air above a column, from a station's series or as a sinusoid. */
import type { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { toJson } from '../../core/json.ts';
import { nearestName } from '../../core/nearestName.ts';
import { forcingYears, meanYear } from '../../physics/forcing/forcingYears.ts';
import { readClimateTable } from '../stations/climateTables.ts';
import type { Json } from '../../core/json.ts';
import type { Air } from '../../physics/forcing/surface.ts';
import type { ClimateTable } from '../../tables/climateSeries.ts';
import type { PlanContext } from '../process.ts';
import type { climateInputs } from './climateInputs.ts';

/** What a request says about the climate. */
type ClimateInputs = { readonly [name in keyof typeof climateInputs]: z.output<(typeof climateInputs)[name]> } & {
  readonly years: number;
};

export interface Climate {
  readonly air: Air;
  /** Calendar year of the first year; null where none is known. */
  readonly firstYear: number | null;
  /** How it came about. */
  readonly account: { readonly [key: string]: Json };
  readonly warnings: readonly string[];
}

/** @throws {DomainError} 'invalid-input' for no climate or two, a station that the table has not; as the reader of tables */
export async function climateOf(context: PlanContext, given: ClimateInputs): Promise<Climate> {
  const { series, maatC, amplitudeC, warmestDay } = given;
  if (series === null) {
    if (maatC === null || amplitudeC === null) {
      throw refuse('/maatC', 'Expected a climate: series, or maatC with amplitudeC');
    }
    return sinusoid(maatC, amplitudeC, warmestDay, {});
  }
  if (maatC !== null || amplitudeC !== null) {
    throw refuse('/series', 'Expected one climate: series, or maatC with amplitudeC, not both');
  }
  const table = await readClimateTable(context, given, series, given.medium);
  return table.sinusoids.length > 0 ? tabledSinusoid(table, given) : measured(table, given);
}

function sinusoid(meanC: number, amplitudeC: number, warmestDay: number, account: Climate['account']): Climate {
  return {
    air: { kind: 'sinusoid', meanC, amplitudeC, warmestDay },
    firstYear: null,
    account: { climate: 'sinusoid', meanC, amplitudeC, warmestDay, ...account },
    warnings: seasonWarnings(meanC - amplitudeC, meanC + amplitudeC),
  };
}

function tabledSinusoid({ sinusoids, report }: ClimateTable, { station, warmestDay }: ClimateInputs): Climate {
  const { meanC, amplitudeC, station: name } = chooseStation(sinusoids, station);
  return sinusoid(meanC, amplitudeC, warmestDay, { station: name, table: toJson(report) });
}

function measured({ series, report }: ClimateTable, given: ClimateInputs): Climate {
  const ofMedium = series.filter(({ medium }) => medium === given.medium);
  if (ofMedium.length === 0) {
    throw refuse(
      '/medium',
      `${report.fileName} has no temperatures of the ${given.medium}; choose the other medium, or name the column by columns.${given.medium}`,
    );
  }
  const chosen = chooseStation(ofMedium, given.station);
  const found = forcingYears(chosen, given);
  const mean = meanYear(found.years);
  const { filledDays, bridgedDays, firstYear, years } = found;
  const days = 365 * years.length;
  return {
    air: { kind: 'years', years, after: given.afterSeries, meanYear: mean },
    firstYear,
    account: {
      climate: `series of ${chosen.step}s`,
      station: chosen.station,
      medium: given.medium,
      firstYear,
      years: years.length,
      bridgedDays,
      filledDays,
      meanC: mean.reduce((sum, valueC) => sum + valueC, 0) / 365,
      table: toJson(report),
    },
    warnings: [
      ...report.warnings,
      ...(filledDays > 0
        ? [`${filledDays} of ${days} days were not measured and take the mean of their day over the other years`]
        : []),
      ...seasonWarnings(Math.min(...mean), Math.max(...mean)),
      ...(given.years > years.length
        ? [
            `The series has ${years.length} years; from then on ${given.afterSeries === 'mean' ? 'its mean year is repeated' : 'it begins anew'} (afterSeries)`,
          ]
        : []),
    ],
  };
}

/** @throws {DomainError} 'invalid-input' where several stations are there and none is chosen, or it is not there */
export function chooseStation<Of extends { readonly station: string }>(all: readonly Of[], wanted: string | null): Of {
  const names = all.map(({ station }) => station);
  const [only] = all;
  if (wanted === null) {
    if (all.length === 1) return only!;
    throw refuse(
      '/station',
      `The series has ${all.length} stations (${names.slice(0, 8).join(', ')}): choose one by station`,
    );
  }
  const found =
    all.find(({ station }) => station === wanted) ?? (names.length === 1 && names[0] === '' ? only : undefined);
  if (found !== undefined) return found;
  throw refuse(
    '/station',
    `The series has no station ${JSON.stringify(wanted)}; the nearest is ${JSON.stringify(nearestName(wanted, names))}`,
  );
}

/** An amplitude smaller than the mean leaves out a season: unlikely where people ask about thaw or frost. */
function seasonWarnings(coldestC: number, warmestC: number): string[] {
  if (warmestC <= 0)
    return [
      `The air is never above 0 °C (at most ${warmestC.toFixed(1)}): there is no thaw season. Are mean and amplitude right?`,
    ];
  if (coldestC >= 0)
    return [
      `The air is never below 0 °C (at least ${coldestC.toFixed(1)}): there is no freezing season. Are mean and amplitude right?`,
    ];
  return [];
}

function refuse(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', detail, { errors: [{ pointer, detail }] });
}
