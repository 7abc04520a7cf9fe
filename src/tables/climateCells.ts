/** Cells of temperatures in °C, with an account of every cell that is none. */
import { DomainError } from '../core/errors.ts';
import { isPossibleC } from '../core/possibleTemperature.ts';
import { judgeUnit, namedUnit, toC } from './climateUnits.ts';
import { isMissing, isSentinel, parseNumber, whyNotNumber } from './numbers.ts';
import type { JudgedUnit, StatedUnit, TemperatureUnit } from './climateUnits.ts';
import type { Rejection } from './intakeReport.ts';
import type { DecimalMark } from './numbers.ts';

/** Columns of one unit: those of a medium, of the twelve months, or of all stations. */
export interface CellBlock {
  readonly columns: readonly {
    readonly name: string;
    /** Trimmed, one per row. */
    readonly texts: readonly string[];
    readonly mark: DecimalMark | null;
  }[];
  readonly lines: readonly number[];
  readonly unit: TemperatureUnit | null;
}

export interface ReadCells {
  /** Per column °C of each row; NaN where there is none. */
  readonly valuesC: readonly Float64Array[];
  readonly unit: JudgedUnit;
  /** Cells of −999, 9999, 32766 and their kin. */
  readonly sentinelCount: number;
  /** Cells that are no numbers, or that no temperature can be. */
  readonly rejected: readonly Rejection[];
}

/** @throws {DomainError} as `judgeUnit`; 'no-rows' where no cell is a number */
export function readCells({ columns, lines, unit: given }: CellBlock): ReadCells {
  const rejected: Rejection[] = [];
  let sentinelCount = 0;
  const refuse = (column: number, row: number, reason: string): void => {
    const { name, texts } = columns[column]!;
    rejected.push({ line: lines[row]!, column: name, value: texts[row]!.slice(0, 80), reason });
  };
  const stored = columns.map(({ texts, mark }, column) =>
    Float64Array.from(texts, (text, row) => {
      if (isMissing(text)) return Number.NaN;
      const value = parseNumber(text, mark);
      if (value === null) refuse(column, row, whyNotNumber(text, mark));
      else if (isSentinel(value)) sentinelCount += 1;
      else return value;
      return Number.NaN;
    }),
  );
  const names = columns.map(({ name }) => name);
  const known = stored.flatMap((values) => Array.from(values).filter((value) => !Number.isNaN(value)));
  if (known.length === 0) throw nothingRead(names, rejected[0]);
  const what = names.length === 1 ? `Column ${names[0]}` : `Columns ${names[0]} to ${names.at(-1)}`;
  const unit = judgeUnit(what, known, statedUnit(names[0]!, given));
  const valuesC = stored.map((values, column) =>
    values.map((value, row) => {
      const valueC = toC(value, unit.unit);
      if (Number.isNaN(valueC) || isPossibleC(valueC)) return valueC;
      refuse(column, row, `cannot be a temperature of air or ground surface in ${unit.unit}`);
      return Number.NaN;
    }),
  );
  return { valuesC, unit, sentinelCount, rejected };
}

function statedUnit(name: string, given: TemperatureUnit | null): StatedUnit | null {
  if (given !== null) return { unit: given, how: 'given' };
  const named = namedUnit(name);
  return named === null ? null : { unit: named, how: 'named' };
}

function nothingRead(names: readonly string[], first: Rejection | undefined): DomainError {
  const found = first === undefined ? 'only missing values' : `${JSON.stringify(first.value)}, which ${first.reason}`;
  const place = first === undefined ? '' : ` in line ${first.line}`;
  return new DomainError(
    'no-rows',
    `Expected temperatures in ${names.slice(0, 5).join(', ')}; found ${found}${place}`,
    { columns: names.slice(0, 100) },
  );
}
