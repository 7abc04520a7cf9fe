/** Completes the generated OpenAPI document with the answers that no route needs to declare. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpEnv } from './services.ts';

export type ApiDocument = ReturnType<OpenAPIHono<HttpEnv>['getOpenAPIDocument']>;
type PathItem = NonNullable<ApiDocument['paths']>[string];
type Operation = NonNullable<PathItem['get']>;

export const methods = ['get', 'post', 'delete'] as const;

const problemRef = { $ref: '#/components/schemas/Problem' };
const problemAnswer = {
  content: { 'application/json': { schema: problemRef }, 'application/problem+json': { schema: problemRef } },
};

export function completeDocument(document: ApiDocument): ApiDocument {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (operation !== undefined) completeOperation(operation, method, path);
    }
  }
  return document;
}

function completeOperation(operation: Operation, method: (typeof methods)[number], path: string): void {
  const isOpen = operation.security?.length === 0;
  const sendsFile = operation.responses['206'] !== undefined;
  const own = operation.responses['200']?.content;
  if (method === 'get' && own?.['application/json'] !== undefined) own['text/html'] = { schema: { type: 'string' } };
  const problems: [number, string, boolean][] = [
    [400, 'A parameter or the body is not as described here.', true],
    [401, 'An API key is needed.', !isOpen],
    [403, 'A web page of another site may not do this.', !isOpen && method !== 'get'],
    [404, 'There is nothing of that name, or it belongs to somebody else.', path.includes('{')],
    [406, 'None of the media types asked for can be had.', method === 'get'],
    [409, 'The idempotency key stands for another request.', path.endsWith('/execution')],
    [410, 'The job was dismissed.', path.includes('/results') || path.endsWith('/execution')],
    [413, 'The body is larger than this service takes.', operation.requestBody !== undefined],
    [415, 'The body is of another media type.', operation.requestBody !== undefined],
    [416, 'The range lies outside the file.', sendsFile],
    [500, 'A fault of the program, logged under the id in `instance`.', true],
    [503, 'The database or the store cannot be reached; Retry-After says when to try again.', true],
    [507, 'The disk is full.', operation.requestBody !== undefined],
  ];
  for (const [status, description, applies] of problems) {
    if (applies) operation.responses[String(status)] = { description, ...problemAnswer };
  }
  operation.responses['default'] = { description: 'Any other problem.', ...problemAnswer };
}
