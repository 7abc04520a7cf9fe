/** What a person should look at in a table that was accepted. Only what a warning says was changed. */
import { median, range } from '../core/statistics.ts';
import { coordinateSuspicions, turnedMessage } from './coordinates.ts';
import { firstOf } from './intakeReport.ts';
import { isMissing, parseNumber } from './numbers.ts';
import { isTemperature, keptValues, sexagesimalCount, turnedRows, unreadRows, yearsOf } from './typedColumns.ts';
import type { RoleAssignment } from './columnRoles.ts';
import type { IntakeWarning } from './intakeReport.ts';
import type { RawTable } from './rawTable.ts';
import type { TypedColumn } from './typedColumns.ts';

/** Boreholes of ground temperature are seldom deeper, those of a whole table never. */
const deepestUsualM = 100;

/** @param rows of the raw table that were kept */
export function intakeWarnings(
  raw: RawTable,
  columns: readonly TypedColumn[],
  { ambiguous }: RoleAssignment,
  rows: readonly number[],
): IntakeWarning[] {
  const warnings: IntakeWarning[] = ambiguous.map(({ role, candidates }) => ({
    code: 'role-ambiguous',
    message: `Any of the columns ${candidates.join(', ')} could be ${role}; none was chosen: name the one that is`,
  }));
  if (raw.unnamed.length > 0) {
    const names = raw.unnamed.map((position) => `column_${position}`);
    warnings.push({ code: 'column-unnamed', message: `Columns without a name were called ${firstOf(names)}` });
  }
  return [
    ...warnings,
    ...positionWarnings(columns, rows, raw.lines),
    ...columns.flatMap((column) => [...cellWarnings(column, rows, raw.lines), ...markWarnings(column)]),
    ...columns.flatMap((column) => [
      ...depthWarnings(column, rows),
      ...temperatureWarnings(column),
      ...tenthsWarnings(column, rows),
    ]),
    ...columns.flatMap((column) => yearWarnings(column, rows)),
  ];
}

function positionWarnings(
  columns: readonly TypedColumn[],
  rows: readonly number[],
  lines: readonly number[],
): IntakeWarning[] {
  const located = columns.filter(({ role }) => role === 'lat' || role === 'lon');
  if (located.length < 2) {
    const found = located[0] === undefined ? 'neither latitude nor longitude' : `only ${located[0].name}`;
    return [
      {
        code: 'no-coordinates',
        message: `Among the columns, ${found} was found: rows cannot be placed on rasters or grouped by position`,
      },
    ];
  }
  const sexagesimal = located.reduce((sum, column) => sum + sexagesimalCount(column, rows), 0);
  const converted: IntakeWarning = {
    code: 'coordinates-sexagesimal',
    message: `${sexagesimal} coordinates in degrees, minutes and seconds were converted to decimal degrees`,
  };
  const turned = located.flatMap((column): IntakeWarning[] => {
    const turnedHere = turnedRows(column, rows);
    if (turnedHere.length === 0) return [];
    const message = turnedMessage(
      turnedHere.map((row) => lines[row]!),
      column.values![turnedHere[0]!]!,
    );
    return [{ code: 'longitudes-turned', message }];
  });
  const texts = located.flatMap((column) => rows.map((row) => column.texts[row]!));
  return [...turned, ...(sexagesimal > 0 ? [converted] : coordinateSuspicions(texts))];
}

function cellWarnings(column: TypedColumn, rows: readonly number[], lines: readonly number[]): IntakeWarning[] {
  const unread = unreadRows(column, rows);
  const sentinel = (row: number) => parseNumber(column.texts[row]!, column.mark) !== null;
  const warn = (code: IntakeWarning['code'], what: string, found: readonly number[]): IntakeWarning[] =>
    found.length === 0
      ? []
      : [
          {
            code,
            message: `Column ${JSON.stringify(column.name)}: ${found.length} cells ${what} and were taken as missing (lines ${firstOf(found.map((row) => lines[row]!))})`,
          },
        ];
  return [
    ...warn('sentinel-values', 'stand for a missing value, such as −9999,', unread.filter(sentinel)),
    ...warn(
      'unreadable-cells',
      'are not numbers',
      unread.filter((row) => !sentinel(row)),
    ),
  ];
}

function markWarnings(column: TypedColumn): IntakeWarning[] {
  const name = JSON.stringify(column.name);
  if (column.mark === null) {
    return [
      {
        code: 'decimal-mark-undecided',
        message: `Column ${name} has marks that could be decimal or of thousands; its numbers were not read: give the decimal mark`,
      },
    ];
  }
  if (column.values === null) return [];
  const other = column.mark === ',' ? '.' : ',';
  const mixed = column.texts.filter(
    (text) => !isMissing(text) && parseNumber(text, other) !== null && text.includes(other),
  );
  return mixed.length === 0
    ? []
    : [
        {
          code: 'decimal-mark-mixed',
          message: `Column ${name} is read with ${JSON.stringify(column.mark)} as its decimal mark; ${mixed.length} cells have ${JSON.stringify(other)} and were not read`,
        },
      ];
}

function depthWarnings(column: TypedColumn, rows: readonly number[]): IntakeWarning[] {
  if (column.role !== 'depth') return [];
  const warnings: IntakeWarning[] = [];
  if (column.unit?.how === 'assumed') {
    const middleM = median(Float64Array.from(keptValues(column, rows)));
    const unlikely =
      Math.abs(middleM) > deepestUsualM
        ? `: half of the depths would then be ${middleM} m or more, which few boreholes reach; they look like centimetres`
        : '';
    warnings.push({
      code: 'depth-unit-assumed',
      message: `Column ${JSON.stringify(column.name)} names no unit; metres are assumed${unlikely}. Give the unit where it is another`,
    });
  }
  const negative = keptValues(column, rows).filter((depth) => depth < 0).length;
  if (negative > 0) {
    warnings.push({
      code: 'depth-negative',
      message: `Column ${JSON.stringify(column.name)} has ${negative} negative depths, kept as they are; depths count downward from the surface`,
    });
  }
  return warnings;
}

/** Whole degrees beyond this are hardly ground temperatures, but usual tenths of a degree. */
const usualLimitC = 30;
const fewestForTenths = 10;

function tenthsWarnings(column: TypedColumn, rows: readonly number[]): IntakeWarning[] {
  if (!isTemperature(column.role)) return [];
  const values = keptValues(column, rows);
  const isWhole = values.length >= fewestForTenths && values.every(Number.isInteger);
  if (!isWhole || values.every((value) => Math.abs(value) <= usualLimitC)) return [];
  const { minimum, maximum } = range(values);
  return [
    {
      code: 'temperature-tenths',
      message: `Column ${JSON.stringify(column.name)} holds whole numbers from ${minimum} to ${maximum} only: they look like tenths of a degree, and were read as °C. Divide them by 10 if so`,
    },
  ];
}

function temperatureWarnings(column: TypedColumn): IntakeWarning[] {
  const from = column.unit?.unit === 'K' ? 'K' : column.unit?.convertedFrom;
  if (from === undefined || from === null || !isTemperature(column.role)) return [];
  return [
    {
      code: 'temperature-converted',
      message: `Column ${JSON.stringify(column.name)} was converted from ${from} to °C`,
    },
  ];
}

function yearWarnings(column: TypedColumn, rows: readonly number[]): IntakeWarning[] {
  const wrong = yearsOf(column, rows).filter((year) => !Number.isInteger(year) || year < 1800 || year > 2100).length;
  if (wrong === 0) return [];
  return [
    {
      code: 'years-implausible',
      message: `Column ${JSON.stringify(column.name)} has ${wrong} values that are no years between 1800 and 2100`,
    },
  ];
}
