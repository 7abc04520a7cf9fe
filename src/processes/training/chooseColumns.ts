/** Covariates that are columns of the table, chosen as a whole: all that may be one, or those of a list. */
import { DomainError } from '../../core/errors.ts';
import { range } from '../../core/statistics.ts';
import { columnMissing, suggestedRole } from '../../tables/columnRoles.ts';
import type { BoreholeTable, TableColumn } from '../../tables/boreholeTable.ts';
import type { ColumnRole } from '../../tables/columnRoles.ts';
import { isCovariateName } from '../inputs/commonInputs.ts';
import { measuredInBorehole } from '../stations/stationTable.ts';

/** A column of the table that is no covariate, and why. */
export interface ColumnLeftOut {
  readonly column: string;
  readonly reason: string;
}

export interface ChosenColumns {
  /** Names of columns, in the order of the table or of the list. */
  readonly columns: readonly string[];
  /** Empty for a list: there the choice was the user's. */
  readonly leftOut: readonly ColumnLeftOut[];
}

/** Why a column of a role is no covariate unless it is asked for by its name. */
const reasonOfRole: Readonly<Record<ColumnRole, string | null>> = {
  id: 'names the station',
  name: 'names the station',
  location: 'names the place',
  lat: 'is a position',
  lon: 'is a position',
  elevation: null,
  depth: 'is the depth of the measurement',
  date: 'is a time',
  year: 'is a time',
  year_first: 'is a time',
  year_last: 'is a time',
  magst: 'is a ground temperature',
  magt: 'is a ground temperature',
};

/** Columns of the training tables that this program writes, which may be trained on again. */
const bookkeepingColumns: readonly (readonly [RegExp, string])[] = [
  [/^line$/, 'is the line in a table'],
  [/^fold(_\d+)?$/, 'names the folds'],
  [/^moved_m$/, 'is how far a station was moved'],
];

/** Columns that the request uses for something else than a covariate; null where it names none. */
export interface OtherColumns {
  readonly weights?: string | null;
  readonly foldColumn?: string | null;
  readonly regionColumn?: string | null;
}

/**
 * @param wanted  'all' for every number column that may explain the target, or names of columns
 * @param taken   columns that are covariates already, and names that covariates have already
 * @param others  columns that 'all' does not mean: a forest that knows the fold or the weight of a row has learnt nothing
 *   that a map could tell it
 * @throws {DomainError} 'column-missing' for a name that is no column; 'invalid-input' for the target, or a column that
 *   is a covariate already
 */
export function chooseColumns(
  wanted: 'all' | readonly string[],
  table: BoreholeTable,
  target: string,
  taken: ReadonlySet<string>,
  others: OtherColumns = {},
): ChosenColumns {
  if (wanted !== 'all') return { columns: checkList(wanted, table, target, taken), leftOut: [] };
  const columns: string[] = [];
  const leftOut: ColumnLeftOut[] = [];
  for (const column of table.columns) {
    if (column.name === target || taken.has(column.name)) continue;
    const reason = otherUse(column.name, others) ?? whyNot(column);
    if (reason === null) columns.push(column.name);
    else leftOut.push({ column: column.name, reason });
  }
  return { columns, leftOut };
}

function otherUse(name: string, { weights, foldColumn, regionColumn }: OtherColumns): string | null {
  if (name === foldColumn) return 'names the folds';
  if (name === weights) return 'holds the weights';
  return name === regionColumn ? 'names the regions' : null;
}

/** null where the column may be a covariate. */
function whyNot(column: TableColumn): string | null {
  const role = column.role ?? suggestedRole(column.name);
  const byRole = role === null ? null : reasonOfRole[role];
  if (byRole !== null) return byRole;
  const bookkeeping = bookkeepingColumns.find(([name]) => name.test(column.name));
  if (bookkeeping !== undefined) return bookkeeping[1];
  if (measuredInBorehole.has(column.name)) return 'is measured in the borehole itself';
  if (column.kind === 'text') return column.values.some((text) => text !== '') ? 'holds texts' : 'has no value';
  const values = column.values.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return 'has no value';
  const { minimum, maximum } = range(values);
  if (minimum === maximum) return `is ${minimum} in every row`;
  if (!isCovariateName(column.name)) {
    return `has a name that no covariate may have; give it one: covariates={"name":{"column":${JSON.stringify(column.name)}}}`;
  }
  return null;
}

function checkList(
  names: readonly string[],
  table: BoreholeTable,
  target: string,
  taken: ReadonlySet<string>,
): readonly string[] {
  const known = table.columns.map((column) => column.name);
  for (const [i, name] of names.entries()) {
    if (!known.includes(name)) throw columnMissing(name, known);
    if (name === target) throw notInList(name, 'is the target');
    if (taken.has(name) || names.indexOf(name) < i) throw notInList(name, 'is a covariate already');
  }
  return names;
}

function notInList(name: string, what: string): DomainError {
  const shown = JSON.stringify(name);
  return new DomainError('invalid-input', `Column ${shown} ${what}: take it off the list of columns`, {
    errors: [{ pointer: '/columns', detail: `${shown} ${what}` }],
  });
}
