/** Whether the service can do its work, for supervisors and load balancers. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { json } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';

export const getHealth = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  tags: ['Service'],
  summary: 'Whether the service can do its work',
  security: [],
  responses: {
    200: json(
      z
        .object({ status: z.literal('ok'), version: z.string() })
        .catchall(z.unknown())
        .openapi('Health'),
      'Everything that the service needs is there; otherwise the answer is 503.',
    ),
  },
});

export function health(services: HttpServices): RouteHandler<typeof getHealth, HttpEnv> {
  return async (c) => {
    const facts = await services.health();
    return c.json({ ...facts, status: 'ok' as const, version: services.settings.version }, 200);
  };
}
