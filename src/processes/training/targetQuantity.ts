/** What a target is: its unit, and which numbers cannot be it. Said by the request, else by the column's name. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { edaphicUnit, mostEdaphicFactor } from '../../physics/activeLayer/edaphicFit.ts';
import { holdsGroundTemperature, temperatureFaults } from '../../tables/temperatures.ts';
import { lengthUnits, namedLengthUnit, thicknessFaults, thicknessUnit } from '../../tables/thawDepths.ts';
import type { BoreholeTable } from '../../tables/boreholeTable.ts';
import type { LengthUnit } from '../../tables/thawDepths.ts';

const targetKinds = ['ground-temperature', 'active-layer-thickness', 'edaphic-factor', 'amount'] as const;

type TargetKind = (typeof targetKinds)[number];

export const targetKindInput = z
  .enum(targetKinds)
  .nullable()
  .default(null)
  .meta({
    title: 'Kind of target',
    description: `What the numbers of the target are, so that those that cannot be it are left out and maps carry its unit: ground-temperature (−60 to 60 °C), active-layer-thickness (m, cm or mm), edaphic-factor (of Stefan’s equation, ${edaphicUnit}), or amount (any number). By default as the column’s name says: magst_c or T15_C, alt_cm or thaw_depth_m, edaphic_factor; else amount.`,
  });

export const targetUnitInput = z.string().min(1).max(32).nullable().default(null).meta({
  title: 'Unit of the target',
  description:
    'Of active-layer-thickness m, cm or mm, where the column’s name does not say it; of an amount any text, which maps and pictures then show. Numbers stay as they are in the table.',
});

export interface TargetQuantity {
  readonly kind: TargetKind;
  /** null for an amount whose unit nobody said. */
  readonly unit: string | null;
  /** In words, for messages. */
  readonly noun: string;
  /** What to do where no number can be it. */
  readonly advice: string;
  /** Why each number that cannot be it is none, by its index. */
  readonly faults: (values: Float64Array) => ReadonlyMap<number, string>;
}

export interface DeclaredTarget {
  readonly target: string;
  readonly targetKind: TargetKind | null;
  readonly targetUnit: string | null;
}

/** @throws {DomainError} 'invalid-input' for a unit that such a target cannot have, or needs and lacks */
export function targetQuantity(declared: DeclaredTarget, { columns }: Pick<BoreholeTable, 'columns'>): TargetQuantity {
  const { target, targetKind, targetUnit } = declared;
  const column = columns.find(({ name }) => name === target);
  const named = column === undefined ? 'amount' : kindByName(column);
  return describe[targetKind ?? named](target, targetUnit);
}

function kindByName(column: BoreholeTable['columns'][number]): TargetKind {
  if (holdsGroundTemperature(column)) return 'ground-temperature';
  if (thicknessUnit(column.name) !== null) return 'active-layer-thickness';
  return column.name === 'edaphic_factor' ? 'edaphic-factor' : 'amount';
}

const describe: Readonly<Record<TargetKind, (target: string, unit: string | null) => TargetQuantity>> = {
  'ground-temperature': (target, unit) => ({
    kind: 'ground-temperature',
    unit: requireUnit('ground-temperature', ['°C'], unit === null || unit === 'C' ? '°C' : unit),
    noun: 'ground temperature in °C',
    advice: `A unit can be declared with the table, such as columns={"magt":"${target}"} and units={"magt":"K"}`,
    faults: temperatureFaults,
  }),
  'active-layer-thickness'(target, given) {
    const unit = requireLength(target, given ?? namedLengthUnit(target));
    return {
      kind: 'active-layer-thickness',
      unit,
      noun: `active-layer thickness in ${unit}`,
      advice: `Say the unit by targetUnit: ${lengthUnits.join(', ')}`,
      faults: (values) => thicknessFaults(values, unit),
    };
  },
  'edaphic-factor': (_, unit) => ({
    kind: 'edaphic-factor',
    unit: requireUnit('edaphic-factor', [edaphicUnit], unit ?? edaphicUnit),
    noun: `edaphic factor in ${edaphicUnit}`,
    advice: 'calibrate-active-layer writes it for every site',
    faults: edaphicFaults,
  }),
  amount: (target, unit) => ({
    kind: 'amount',
    unit: refuseCelsius(target, unit),
    noun: 'value',
    advice: '',
    faults: () => new Map(),
  }),
};

function edaphicFaults(values: Float64Array): ReadonlyMap<number, string> {
  const impossible = [...values.entries()].filter(([, value]) => value <= 0 || value > mostEdaphicFactor);
  const reason = `cannot be an edaphic factor: expected above 0 and at most ${mostEdaphicFactor} ${edaphicUnit}`;
  return new Map(impossible.map(([row]) => [row, reason]));
}

function requireUnit(kind: TargetKind, units: readonly string[], found: string): string {
  if (units.includes(found)) return found;
  throw new DomainError(
    'invalid-input',
    `Expected ${units.join(', ')} as the unit of a target of kind ${kind}, found ${JSON.stringify(found)}`,
    { targetKind: kind, targetUnit: found },
  );
}

function requireLength(target: string, unit: string | null): LengthUnit {
  const length = lengthUnits.find((known) => known === unit);
  if (length !== undefined) return length;
  const found = unit === null ? 'none in its name' : JSON.stringify(unit);
  throw new DomainError(
    'invalid-input',
    `Expected ${lengthUnits.join(', ')} as the unit of the active-layer thickness ${target}, found ${found}: give targetUnit`,
    { target, targetUnit: unit },
  );
}

/** Maps in °C get classes of thermal stability. */
function refuseCelsius(target: string, unit: string | null): string | null {
  if (unit !== '°C') return unit;
  throw new DomainError(
    'invalid-input',
    `°C is the unit of ground temperatures, whose maps get classes of thermal stability: if ${target} is one, give targetKind ground-temperature, else write its unit in another way, such as "air °C"`,
    { target, targetUnit: unit },
  );
}
