/** The account of a table of temperatures through time: how it was read, and what was left out and why. */
import { listing } from './intakeReport.ts';
import type { ReadCells } from './climateCells.ts';
import type { ClimateColumns, ClimateLayout } from './climateColumns.ts';
import type { JudgedUnit } from './climateUnits.ts';
import type { Listing, Rejection } from './intakeReport.ts';
import type { TableSource } from './readSource.ts';

export interface ClimateReport {
  readonly fileName: string;
  readonly format: TableSource['format'];
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly layout: ClimateLayout;
  readonly step: 'day' | 'month' | null;
  /** How dates were read; null without dates. */
  readonly dates: string | null;
  readonly stations: number;
  readonly units: readonly ({ readonly columns: readonly string[] } & JudgedUnit)[];
  readonly valuesRead: number;
  /** Cells of −999, 9999, 32766 and their kin, taken as missing. */
  readonly sentinels: number;
  /** Rows and cells that were left out, each with its reason. */
  readonly rejected: Listing<Rejection>;
  readonly warnings: readonly string[];
}

/** Columns of one unit, and their values. */
export type ClimateBlock = ReadCells & { readonly names: readonly string[] };

export interface ClimateAccount {
  readonly step: 'day' | 'month' | null;
  readonly dates: string | null;
  readonly stations: number;
  readonly rejected: readonly Rejection[];
  readonly warnings: readonly string[];
}

export function reportClimate(
  { format, encoding, delimiter, warnings }: TableSource,
  { layout }: ClimateColumns,
  blocks: readonly ClimateBlock[],
  fileName: string,
  account: ClimateAccount,
): ClimateReport {
  const values = blocks.flatMap(({ valuesC }) => valuesC);
  const inferred = blocks.filter(({ unit }) => unit.how === 'inferred' && unit.unit !== 'C');
  return {
    fileName,
    format,
    encoding,
    delimiter,
    layout,
    ...account,
    units: blocks.map(({ names, unit }) => ({ columns: names.slice(0, 100), ...unit })),
    valuesRead: values.reduce((sum, column) => sum + column.filter((value) => !Number.isNaN(value)).length, 0),
    sentinels: blocks.reduce((sum, { sentinelCount }) => sum + sentinelCount, 0),
    rejected: listing(account.rejected.toSorted((a, b) => a.line - b.line)),
    warnings: [
      ...warnings.map(({ message }) => message),
      ...inferred.map(
        ({ names, unit }) =>
          `Column ${names[0]} names no unit; only ${unit.unit} explains its values, so they were read as ${unit.unit}`,
      ),
      ...account.warnings,
    ],
  };
}
