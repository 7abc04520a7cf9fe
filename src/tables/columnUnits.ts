/** Units that stand in column names, as in depth_cm or 深度(m), and what to multiply by. */
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { unitConverter } from '../units/convert.ts';
import { words } from './roleNames.ts';

const columnUnits = ['m', 'cm', 'mm', 'C', 'K', 'degrees'] as const;

export type ColumnUnit = (typeof columnUnits)[number];

/** Spellings of each unit, lower case. */
const spellings: Readonly<Record<ColumnUnit, readonly string[]>> = {
  m: words(`m metre metres meter meters mètre mètres 米 м метр метров masl m_asl m_a_s_l mamsl m_amsl mbgl m_bgl m_b_g_l
    m_ü_nn m_ü_nhn m_ü_m m_ueber_nn müm m_nn m_nhn м_н_у_м м_над_у_м м_абс`),
  cm: words('cm centimetre centimetres centimeter centimeters 厘米 см'),
  mm: words('mm millimetre millimetres millimeter millimeters 毫米 мм'),
  // The last ones are Cyrillic, which looks the same.
  C: words('c degc deg_c celsius grad_celsius 摄氏度 с град_с гр_с градусы_цельсия'),
  K: words('k kelvin'),
  // Not w and s, which would turn the sign.
  degrees: words(`deg dd degrees decimal_degrees dezimalgrad degrés_décimaux
    e n deg_e deg_n degree_east degree_north degrees_east degrees_north`),
};

/** Whether a unit was given, stands in the column's name, or is only assumed. */
export type UnitSource = 'given' | 'named' | 'assumed';

/** What a column is in, and where that is known from. */
export interface StatedColumnUnit {
  readonly unit: ColumnUnit;
  readonly how: UnitSource;
  /** Unit of the cells where it is none of the role's own: their values are converted from it. */
  readonly convertedFrom: string | null;
}

/** The role's own units as the parser of units knows them. */
const parserNames: Readonly<Record<ColumnUnit, string>> = { m: 'm', cm: 'cm', mm: 'mm', C: '°C', K: 'K', degrees: '°' };

const bySpelling = new Map<string, ColumnUnit>(
  columnUnits.flatMap((unit) => spellings[unit].map((text) => [text, unit] as const)),
);

/** Units that the values of a role may have, the first being assumed where nothing names one. */
const roleUnits: Readonly<Record<string, readonly ColumnUnit[]>> = {
  lat: ['degrees'],
  lon: ['degrees'],
  elevation: ['m'],
  depth: ['m', 'cm', 'mm'],
  magst: ['C', 'K'],
  magt: ['C', 'K'],
};

/** Metres per unit of length. */
export const metresPer = { m: 1, cm: 0.01, mm: 0.001 } as const;

/** 0 °C in K. */
export const kelvinAtZeroC = 273.15;

/**
 * A column name in parts: lower case, compatibility forms unified, anything but letters and digits as `_`.
 * `depth_cm`, `Depth (cm)` and `DEPTH, cm` all have the stem `depth` and the unit cm.
 */
export function splitUnit(name: string): {
  readonly whole: string;
  readonly stem: string;
  readonly unit: ColumnUnit | null;
} {
  // NFKC writes ℃ as °C.
  const whole = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  const parts = whole.split('_');
  for (const length of [4, 3, 2, 1]) {
    const unit = parts.length > length ? bySpelling.get(parts.slice(-length).join('_')) : undefined;
    if (unit !== undefined) return { whole, stem: parts.slice(0, -length).join('_'), unit };
  }
  return { whole, stem: whole, unit: null };
}

/** What column names write as cm or degC; null for any other text. */
export function columnUnitOf(text: string): ColumnUnit | null {
  return bySpelling.get(text.replace('°', '').toLowerCase()) ?? null;
}

/** Units that a role may have; none for a role of names or dates. */
export function unitsOf(role: string): readonly ColumnUnit[] {
  return Object.hasOwn(roleUnits, role) ? roleUnits[role]! : [];
}

/**
 * The unit of a column, or null for a role without units. Given wins over named, named over assumed.
 * @throws {DomainError} 'invalid-input' for a unit that the role cannot have
 */
export function unitOf(role: string, name: string, given: string | undefined): StatedColumnUnit | null {
  const allowed = unitsOf(role);
  if (allowed.length === 0) return null;
  if (given !== undefined) {
    const unit = columnUnitOf(given);
    if (unit !== null && allowed.includes(unit)) return { unit, how: 'given', convertedFrom: null };
    // Refuses what is of other dimensions.
    const converted: StatedColumnUnit = { unit: allowed[0]!, how: 'given', convertedFrom: given };
    try {
      converterOf(converted);
    } catch (error) {
      throw error instanceof DomainError ? unknownUnit(role, given, allowed, error) : error;
    }
    return converted;
  }
  const named = splitUnit(name).unit;
  return named !== null && allowed.includes(named)
    ? { unit: named, how: 'named', convertedFrom: null }
    : { unit: allowed[0]!, how: 'assumed', convertedFrom: null };
}

/** From the unit of the cells to that of the column; null where they are the same. */
export function converterOf({ unit, convertedFrom }: StatedColumnUnit): ((value: number) => number) | null {
  return convertedFrom === null ? null : unitConverter(convertedFrom, { unit: parserNames[unit], difference: false });
}

/** @throws {DomainError} 'unknown-field' for a unit of something that has none */
export function checkUnitRoles(units: Readonly<Record<string, string>>): void {
  const roles = Object.keys(roleUnits);
  const unknown = Object.keys(units).find((role) => !roles.includes(role));
  if (unknown === undefined) return;
  throw new DomainError(
    'unknown-field',
    `There is no unit of ${JSON.stringify(unknown)}; the nearest is ${JSON.stringify(nearestName(unknown, roles))}`,
    { role: unknown, roles },
  );
}

function unknownUnit(role: string, given: string, allowed: readonly string[], cause: DomainError): DomainError {
  return new DomainError(
    'invalid-input',
    `Expected ${allowed.join(' or ')}, or a unit that can be converted to it, as the unit of ${role}, found ${JSON.stringify(given.slice(0, 80))}: ${cause.message}`,
    { role, unit: given.slice(0, 80), allowed },
    { cause },
  );
}
