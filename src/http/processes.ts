/** The list of processes and their descriptions. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import type { Process } from '../processes/process.ts';
import { link, linkSchema, selfLinks } from './links.ts';
import { describeProcess, summarizeProcess } from './processDescription.ts';
import { countParameter, formParameter, formQuery, json, limitParameter } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';

const summaryShape = {
  id: z.string(),
  version: z.string(),
  title: z.string(),
  description: z.string(),
  jobControlOptions: z.array(z.enum(['sync-execute', 'async-execute', 'dismiss'])),
  outputTransmission: z.array(z.enum(['value', 'reference'])),
  links: z.array(linkSchema),
};
const summarySchema = z.object(summaryShape).openapi('ProcessSummary');
const schemaSchema = z.record(z.string(), z.unknown());
const inputSchema = z.object({
  title: z.string(),
  description: z.string(),
  minOccurs: z.int(),
  maxOccurs: z.int(),
  schema: schemaSchema,
  metadata: z.array(z.object({ role: z.string(), title: z.string() })).optional(),
});
const outputSchema = z.object({ title: z.string(), description: z.string(), schema: schemaSchema });
const processSchema = z
  .object({
    ...summaryShape,
    inputs: z.record(z.string(), inputSchema),
    outputs: z.record(z.string(), outputSchema),
  })
  .openapi('Process');

export const getProcesses = createRoute({
  method: 'get',
  path: '/processes',
  operationId: 'getProcesses',
  tags: ['Processes'],
  summary: 'What can be computed',
  security: [],
  request: {
    query: z.strictObject({
      limit: limitParameter(10_000, 10),
      offset: countParameter('offset', 'How many processes to pass over.'),
      f: formParameter,
    }),
  },
  responses: {
    200: json(
      z.object({ processes: z.array(summarySchema), links: z.array(linkSchema) }).openapi('ProcessList'),
      'Summaries of the processes.',
    ),
  },
});

export function listProcesses({ processes, settings }: HttpServices): RouteHandler<typeof getProcesses, HttpEnv> {
  return (c) => {
    const { limit, offset = 0 } = c.req.valid('query');
    const page = processes.slice(offset, offset + limit);
    const links = selfLinks(`${settings.publicUrl}/processes?limit=${limit}&offset=${offset}`);
    if (offset + limit < processes.length) {
      links.push(link(`${settings.publicUrl}/processes?limit=${limit}&offset=${offset + limit}`, 'next', 'Next page'));
    }
    return c.json({ processes: page.map((process) => summarizeProcess(process, settings.publicUrl)), links }, 200);
  };
}

export const processIdParameter = z
  .string()
  .openapi({ param: { name: 'processID', in: 'path', description: 'Id of a process.' }, example: 'train' });

export const getProcessDescription = createRoute({
  method: 'get',
  path: '/processes/{processID}',
  operationId: 'getProcessDescription',
  tags: ['Processes'],
  summary: 'Inputs and outputs of a process',
  security: [],
  request: { params: z.object({ processID: processIdParameter }), query: formQuery },
  responses: { 200: json(processSchema, 'The description of the process.') },
});

export function showProcess(services: HttpServices): RouteHandler<typeof getProcessDescription, HttpEnv> {
  return (c) => {
    const process = findProcess(services.processes, c.req.valid('param').processID);
    return c.json(describeProcess(process, services.settings.publicUrl), 200);
  };
}

/** @throws {DomainError} 'no-such-process', naming the nearest one */
export function findProcess(processes: readonly Process[], id: string): Process {
  const process = processes.find((candidate) => candidate.id === id);
  if (process !== undefined) return process;
  const nearest = nearestName(
    id,
    processes.map((candidate) => candidate.id),
  );
  throw new DomainError('no-such-process', `There is no process "${id}"; the nearest is "${nearest}"`, { nearest });
}
