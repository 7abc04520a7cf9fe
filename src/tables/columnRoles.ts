/** Which column is what: by the mapping that was given, else by the names that people use. */
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { splitUnit, unitsOf } from './columnUnits.ts';
import { roleNames } from './roleNames.ts';

export type ColumnRole = keyof typeof roleNames;

/** Every role, in the order of reports. */
export const columnRoles: readonly ColumnRole[] = Object.keys(roleNames).filter(isRole);

export interface RoleAssignment {
  readonly roles: ReadonlyMap<ColumnRole, { readonly column: string; readonly how: 'given' | 'guessed' | 'geometry' }>;
  readonly ambiguous: readonly { readonly role: ColumnRole; readonly candidates: readonly string[] }[];
}

/**
 * @param given role to column name, as a request or a command line states it
 * @param geometry the columns made of GeoJSON positions: roles unless others are given
 * @throws {DomainError} 'unknown-field' for a role, 'column-missing' for a column that is not there (both with the
 * nearest), 'invalid-input' where one column is given two roles
 */
export function assignRoles(
  names: readonly string[],
  given: Readonly<Record<string, string>>,
  geometry: { readonly lat: string; readonly lon: string } | null,
): RoleAssignment {
  const roles = new Map<ColumnRole, { column: string; how: 'given' | 'guessed' | 'geometry' }>();
  const roleOf = new Map<string, ColumnRole>();
  for (const [role, column] of Object.entries(given)) {
    if (!isRole(role)) throw unknownRole(role);
    if (!names.includes(column)) throw columnMissing(column, names, role);
    const other = roleOf.get(column);
    if (other !== undefined) throw twoRoles(column, other, role);
    roles.set(role, { column, how: 'given' });
    roleOf.set(column, role);
  }
  for (const role of ['lat', 'lon'] as const) {
    if (geometry !== null && !roles.has(role)) roles.set(role, { column: geometry[role], how: 'geometry' });
  }
  const ambiguous: { role: ColumnRole; candidates: readonly string[] }[] = [];
  for (const role of columnRoles) {
    if (roles.has(role)) continue;
    const candidates = names.filter((name) => !roleOf.has(name) && namesRole(name, role));
    const exact = candidates.filter((name) => name.toLowerCase() === role);
    const chosen = candidates.length === 1 ? candidates : exact;
    if (chosen.length === 1) roles.set(role, { column: chosen[0]!, how: 'guessed' });
    else if (candidates.length > 1) ambiguous.push({ role, candidates });
  }
  return { roles, ambiguous };
}

/** The error for a column that is not in the table. */
export function columnMissing(column: string, names: readonly string[], role?: ColumnRole): DomainError {
  const wanted = role === undefined ? 'Column' : `For ${role}, column`;
  return new DomainError(
    'column-missing',
    `${wanted} ${JSON.stringify(column)} is not in the table; the nearest is ${JSON.stringify(nearestName(column, names))}. Its columns are ${listOf(names)}`,
    { column, columns: names, ...(role === undefined ? {} : { role }) },
  );
}

/** Names for a message: a dozen, and how many more. */
function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}

function isRole(role: string): role is ColumnRole {
  return Object.hasOwn(roleNames, role);
}

/**
 * The role that a name suggests, though another column may hold it or none: `lat` where `Y` was given, `magt_5m` and
 * `magt_10m` beside each other.
 */
export function suggestedRole(name: string): ColumnRole | null {
  const named = columnRoles.find((role) => namesRole(name, role));
  if (named !== undefined) return named;
  const lower = name.toLowerCase();
  const startsWith = (known: string): boolean => lower.startsWith(known) && !/^\p{L}/u.test(lower.slice(known.length));
  return (['magst', 'magt'] as const).find((role) => roleNames[role].some(startsWith)) ?? null;
}

/** Whether people call this role by this name, with its unit or without, such as `elevation_m`. */
export function namesRole(name: string, role: ColumnRole): boolean {
  const known: readonly string[] = roleNames[role];
  const { whole, stem, unit } = splitUnit(name);
  return known.includes(whole) || (unit !== null && unitsOf(role).includes(unit) && known.includes(stem));
}

function unknownRole(role: string): DomainError {
  // "latitude" means lat, however far apart the two words are.
  const meant = columnRoles.find((known) => namesRole(role, known)) ?? nearestName(role, columnRoles);
  return new DomainError(
    'unknown-field',
    `There is no column role ${JSON.stringify(role)}; the nearest is ${JSON.stringify(meant)}`,
    { role, roles: columnRoles },
  );
}

function twoRoles(column: string, first: ColumnRole, second: ColumnRole): DomainError {
  return new DomainError(
    'invalid-input',
    `Expected one role per column; column ${JSON.stringify(column)} is given as ${first} and as ${second}`,
    { column, roles: [first, second] },
  );
}
