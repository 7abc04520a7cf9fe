/** Whether the target is a ground temperature, and which of its values can be learnt. */
import { DomainError } from '../core/errors.ts';
import { holdsGroundTemperature, temperatureFaults } from '../tables/temperatures.ts';
import type { Stations } from './stations.ts';

/**
 * Notes every row whose target is missing or, for a ground temperature, none in °C. The table's reader has checked
 * columns that it knows as ground temperatures; any other comes here as it stands in the file.
 * @returns the unit of the target; null where its name does not say that it is a ground temperature, so that any number
 *   goes: active-layer thickness, a moisture, a class
 * @throws {DomainError} 'target-invalid' where no row of a ground temperature has one, such as a column in kelvin
 */
export function judgeTarget(
  name: string,
  { target, classes, table }: Pick<Stations, 'target' | 'classes' | 'table'>,
  reasons: Map<number, string>,
): '°C' | null {
  const isTemperature =
    classes === null && table.columns.some((column) => column.name === name && holdsGroundTemperature(column));
  const faults = isTemperature ? temperatureFaults(target) : new Map<number, string>();
  for (const [row, value] of target.entries()) {
    const fault = faults.get(row);
    if (Number.isNaN(value)) reasons.set(row, `has no value of ${name}`);
    else if (fault !== undefined) reasons.set(row, `${name} ${value} ${fault}`);
  }
  const [first] = faults;
  if (first === undefined || reasons.size < target.length) return isTemperature ? '°C' : null;
  const [row, fault] = first;
  throw new DomainError(
    'target-invalid',
    `Target ${name} has no ground temperature in °C in any of ${target.length} rows: line ${table.lines[row]} holds ${target[row]}, which ${fault}. A unit can be declared with the table, such as columns={"magt":"${name}"} and units={"magt":"K"}`,
    { target: name, line: table.lines[row], value: target[row] },
  );
}
