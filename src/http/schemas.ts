/** Shapes that several routes share, as they stand in the OpenAPI document. */
import { z } from '@hono/zod-openapi';
import { errorCodes } from '../core/errors.ts';

export const problemSchema = z
  .object({
    type: z.string().openapi({ description: 'URI that names the kind of problem.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'What was expected, what was found, where, and what to do.' }),
    instance: z.string(),
    code: z.enum(Object.keys(errorCodes)).openapi({ description: 'Stable code, explained at /problems/{code}.' }),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .openapi({ description: 'Every fault of the input; pointers are JSON pointers into the body or the query.' }),
    facts: z.record(z.string(), z.unknown()).optional().openapi({ description: 'Names, positions and limits.' }),
  })
  .openapi('Problem');

/** Shows a document as JSON or HTML whatever the Accept header says. */
export const formParameter = z
  .enum(['json', 'html'])
  .optional()
  .openapi({ param: { name: 'f', in: 'query', description: 'Form of the document, instead of the Accept header.' } });

export const formQuery = z.strictObject({ f: formParameter });

export function idParameter(name: string, description: string) {
  return z
    .uuid()
    .openapi({ param: { name, in: 'path', description }, example: '6f1c0c9e-6a53-4a0e-9d0a-3b6f3c1f2a77' });
}

/** A list or description that is not small by nature has pages. */
export function limitParameter(most: number, usual: number) {
  return z.coerce
    .number()
    .pipe(z.int().min(1).max(most))
    .default(usual)
    .openapi({
      type: 'integer',
      minimum: 1,
      maximum: most,
      default: usual,
      param: { name: 'limit', in: 'query', description: 'Most items of one page.' },
    });
}

/** An offset or duration in a query. */
export function countParameter(name: string, description: string) {
  return z.coerce
    .number()
    .pipe(z.int().min(0))
    .optional()
    .openapi({ type: 'integer', minimum: 0, param: { name, in: 'query', description } });
}

/** One answer in JSON. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}
