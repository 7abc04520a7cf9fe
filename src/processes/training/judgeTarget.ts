/** Which values of the target can be learnt: those that are there, and can be what it is. */
import { DomainError } from '../../core/errors.ts';
import { targetQuantity } from './targetQuantity.ts';
import type { DeclaredTarget, TargetQuantity } from './targetQuantity.ts';
import type { Stations } from '../stations/stations.ts';

/**
 * Notes every row whose target is missing or cannot be what it is said to be, such as a ground temperature in °C. The
 * table's reader has checked columns that it knows as ground temperatures; any other comes here as it stands in the file.
 * @returns what the target is; null for classes
 * @throws {DomainError} 'invalid-input' as `targetQuantity`, and for a kind or unit of classes; 'target-invalid' where no
 *   row has a value that the target can have, such as a ground temperature in kelvin
 */
export function judgeTarget(
  declared: DeclaredTarget,
  { target, classes, table }: Pick<Stations, 'target' | 'classes' | 'table'>,
  reasons: Map<number, string>,
): TargetQuantity | null {
  const name = declared.target;
  if (classes !== null && (declared.targetKind ?? declared.targetUnit) !== null) {
    throw new DomainError(
      'invalid-input',
      `targetKind and targetUnit are of targets that are numbers; ${name} is one of classes`,
    );
  }
  const quantity = classes === null ? targetQuantity(declared, table) : null;
  const faults = quantity?.faults(target) ?? new Map<number, string>();
  for (const [row, value] of target.entries()) {
    const fault = faults.get(row);
    if (Number.isNaN(value)) reasons.set(row, `has no value of ${name}`);
    else if (fault !== undefined) reasons.set(row, `${name} ${value} ${fault}`);
  }
  const [first] = faults;
  if (first === undefined || quantity === null || reasons.size < target.length) return quantity;
  const [row, fault] = first;
  throw new DomainError(
    'target-invalid',
    `Target ${name} has no ${quantity.noun} in any of ${target.length} rows: line ${table.lines[row]} holds ${target[row]}, which ${fault}. ${quantity.advice}`,
    { target: name, line: table.lines[row], value: target[row] },
  );
}
