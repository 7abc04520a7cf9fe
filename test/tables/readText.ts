import { readBoreholes } from '../../src/tables/boreholes.ts';
import { DomainError } from '../../src/core/errors.ts';
import type { BoreholeOptions } from '../../src/tables/boreholes.ts';

type Options = Omit<BoreholeOptions, 'fileName'>;

/** The intake of a text or of the bytes of a file. */
export function readText(content: string | Uint8Array, options: Options = {}) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { table, intake } = readBoreholes(bytes, { fileName: 'test.csv', ...options });
  const columns = Object.fromEntries(table.columns.map(({ name, values }) => [name, [...values]]));
  return { table, intake, columns, codes: intake.warnings.map(({ code }) => code) };
}

/** The DomainError that an action throws. */
export function refusal(action: () => unknown): DomainError {
  try {
    action();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('Expected a DomainError, nothing was thrown');
}
