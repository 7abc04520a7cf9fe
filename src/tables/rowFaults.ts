/** Why a row cannot be used, by the first fault found: its position first, then its temperatures. */
import { coordinateFault } from './coordinates.ts';
import { isMissing, whyNotNumber } from './numbers.ts';
import { temperatureFaults } from './temperatures.ts';
import { isTemperature } from './typedColumns.ts';
import type { Rejection } from './intakeReport.ts';
import type { TypedColumn } from './typedColumns.ts';

type RowCheck = (row: number) => Omit<Rejection, 'line'> | null;

/**
 * A check of one row of the raw table. A blank temperature is no fault, for another column may be the target; the
 * word NaN is one, since a computation wrote it.
 */
export function rowCheck(columns: readonly TypedColumn[]): RowCheck {
  const checks: RowCheck[] = [];
  const lat = columns.find(({ role }) => role === 'lat');
  const lon = columns.find(({ role }) => role === 'lon');
  if (lat !== undefined && lon !== undefined) checks.push(positionCheck(lat, lon));
  checks.push(...columns.filter(({ role }) => isTemperature(role)).map(temperatureCheck));
  return (row) => {
    for (const check of checks) {
      const fault = check(row);
      if (fault !== null) return fault;
    }
    return null;
  };
}

function positionCheck(lat: TypedColumn, lon: TypedColumn): RowCheck {
  return (row) => {
    const fault = coordinateFault(coordinate(lat, row), coordinate(lon, row));
    if (fault === null) return null;
    const column = fault.axis === 'lat' ? lat : lon;
    return { column: column.name, value: shown(column.texts[row]!), reason: fault.reason };
  };
}

function coordinate(column: TypedColumn, row: number) {
  const text = column.texts[row]!;
  return { text: isMissing(text) ? '' : text, degrees: column.values![row]!, mark: column.mark };
}

function temperatureCheck(column: TypedColumn): RowCheck {
  const faults = temperatureFaults(column.values!);
  return (row) => {
    const text = column.texts[row]!;
    const reason = faults.get(row) ?? unreadable(text, column.values![row]!, column.mark);
    return reason === null ? null : { column: column.name, value: shown(text), reason };
  };
}

function unreadable(text: string, value: number, mark: TypedColumn['mark']): string | null {
  if (!Number.isNaN(value)) return null;
  if (text.toLowerCase() === 'nan') return 'is not a number; leave the cell blank where nothing was measured';
  return isMissing(text) ? null : whyNotNumber(text, mark);
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
