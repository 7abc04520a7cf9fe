/** Whether the values to be learnt are ground temperatures at all. */
import { DomainError } from '../core/errors.ts';
import { temperatureFaults } from '../tables/temperatures.ts';
import type { Stations } from './stations.ts';

/**
 * Notes every row whose target is missing or no temperature. The table's reader has checked columns that it knows as
 * ground temperatures; any other comes here as it stands in the file.
 * @throws {DomainError} 'target-invalid' where no row has a temperature, such as a column in kelvin
 */
export function judgeTarget(name: string, { target, table }: Stations, reasons: Map<number, string>): void {
  const faults = temperatureFaults(target);
  for (const [row, value] of target.entries()) {
    const fault = faults.get(row);
    if (Number.isNaN(value)) reasons.set(row, `has no value of ${name}`);
    else if (fault !== undefined) reasons.set(row, `${name} ${value} ${fault}`);
  }
  const [first] = faults;
  if (first === undefined || reasons.size < target.length) return;
  const [row, fault] = first;
  throw new DomainError(
    'target-invalid',
    `Target ${name} has no ground temperature in °C in any of ${target.length} rows: line ${table.lines[row]} holds ${target[row]}, which ${fault}. A unit can be declared with the table, such as columns={"magt":"${name}"} and units={"magt":"K"}`,
    { target: name, line: table.lines[row], value: target[row] },
  );
}
