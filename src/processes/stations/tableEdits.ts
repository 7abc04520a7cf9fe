/** The form of a list of edits, as it comes from a request or a file. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { deepestJson, isTooDeep } from '../../core/json.ts';
import { parseInputs } from '../parseInputs.ts';
import type { TableEdit } from '../../tables/edits.ts';

const line = z.int().min(1).meta({ description: 'Line of the row in the file, as the intake report counts.' });
const reason = z.string().trim().min(1).max(500).meta({ description: 'Why; kept with the dataset.' });

/** Each edit leaves out a row or repairs a cell. */
export const tableEditsInput = z.object({
  edits: z
    .array(
      z.union([
        z.strictObject({ line, exclude: z.literal(true), reason }),
        z.strictObject({
          line,
          column: z.string().min(1).max(200).meta({ description: 'Name of the column.' }),
          value: z.string().max(1000).meta({ description: 'The text in its place; empty for a missing value.' }),
          reason,
        }),
      ]),
    )
    .max(10_000)
    .meta({
      title: 'Edits',
      description:
        'Rows to leave out, {"line": 12, "exclude": true, "reason": "on a road"}, and cells to repair, {"line": 14, "column": "lat", "value": "52.4", "reason": "typing error"}.',
    }),
});

/** @throws {DomainError} 'invalid-input', 'too-large' or 'malformed-json', naming the edit */
export function parseTableEdits(text: string): readonly TableEdit[] {
  let edits: unknown;
  try {
    edits = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DomainError('malformed-json', `The list of edits is not JSON: ${why}`, {}, { cause: error });
  }
  if (isTooDeep(edits)) throw new DomainError('too-large', `The list of edits nests more than ${deepestJson} levels`);
  return parseInputs(tableEditsInput, { edits }).edits;
}
