/** The pages behind the `type` URIs of problems. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { DomainError, errorCodes } from '../core/errors.ts';
import type { ErrorCode } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { statusOf } from './problem.ts';
import { formQuery, json } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';

const kindSchema = z
  .object({ code: z.string(), status: z.int(), meaning: z.string(), href: z.string() })
  .openapi('ProblemKind');

export const getProblems = createRoute({
  method: 'get',
  path: '/problems',
  operationId: 'getProblems',
  tags: ['Service'],
  summary: 'Every kind of problem',
  security: [],
  request: { query: formQuery },
  responses: { 200: json(z.object({ problems: z.array(kindSchema) }), 'Codes, statuses and meanings.') },
});

export function listProblems({ settings }: HttpServices): RouteHandler<typeof getProblems, HttpEnv> {
  const problems = Object.keys(errorCodes)
    .filter(isErrorCode)
    .map((code) => describeKind(code, settings.publicUrl));
  return (c) => c.json({ problems }, 200);
}

export const getProblem = createRoute({
  method: 'get',
  path: '/problems/{code}',
  operationId: 'getProblem',
  tags: ['Service'],
  summary: 'What a kind of problem means',
  security: [],
  request: {
    params: z.object({ code: z.string().openapi({ param: { name: 'code', in: 'path' }, example: 'grid-mismatch' }) }),
    query: formQuery,
  },
  responses: { 200: json(kindSchema, 'The code, its status and its meaning.') },
});

export function showProblem({ settings }: HttpServices): RouteHandler<typeof getProblem, HttpEnv> {
  return (c) => {
    const { code } = c.req.valid('param');
    if (isErrorCode(code)) return c.json(describeKind(code, settings.publicUrl), 200);
    const nearest = nearestName(code, Object.keys(errorCodes));
    throw new DomainError('not-found', `There is no kind of problem "${code}"; the nearest is "${nearest}"`, {
      nearest,
    });
  };
}

function describeKind(code: ErrorCode, publicUrl: string): z.infer<typeof kindSchema> {
  return { code, status: statusOf(code), meaning: errorCodes[code], href: `${publicUrl}/problems/${code}` };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
