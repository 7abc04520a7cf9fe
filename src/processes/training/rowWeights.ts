import { DomainError } from '../../core/errors.ts';
import { numbersOf } from '../../tables/boreholeTable.ts';
import type { BoreholeTable } from '../../tables/boreholeTable.ts';

/**
 * The weights of the rows; a row without one is noted as left out.
 * @throws {DomainError} 'column-missing'; 'invalid-input' for a weight that is not positive
 */
export function weightsOf(table: BoreholeTable, column: string, reasons: Map<number, string>): Float64Array {
  const weights = numbersOf(table, column);
  for (const [row, weight] of weights.entries()) {
    if (Number.isNaN(weight)) reasons.set(row, `has no weight in ${column}`);
    else if (weight <= 0) {
      throw new DomainError(
        'invalid-input',
        `Expected positive weights in column ${column}, found ${weight} in line ${table.lines[row]}. Leave the row out of the table where it shall not count`,
        { column, line: table.lines[row], found: weight },
      );
    }
  }
  return weights;
}
