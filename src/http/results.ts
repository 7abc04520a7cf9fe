/** The results of a job. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { DomainError, fromPlainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import type { Job } from '../jobs/types.ts';
import { jobParams } from './jobs.ts';
import { respondOutput, respondResults } from './respondResults.ts';
import { partsOfJob } from './resultParts.ts';
import { formQuery } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';
import { fileResponses } from './storedFile.ts';

const resultsSchema = z
  .record(z.string(), z.unknown())
  .openapi('Results', { description: 'By output id: a plain value, {"value": …} or {"href": …}.' });

/** The answers that carry results, for a job as for synchronous execution. */
export const resultResponses = {
  200: {
    description: 'One output as its bytes, several as multipart/related, or the results document.',
    content: {
      'application/json': { schema: z.union([resultsSchema, z.unknown().openapi({ description: 'One raw output.' })]) },
      'multipart/related': { schema: z.string() },
      '*/*': { schema: z.string().openapi({ format: 'binary' }) },
    },
  },
  206: fileResponses[206],
  304: fileResponses[304],
  204: { description: 'Every output was asked for by reference: one Link header each.' },
};

export const getResult = createRoute({
  method: 'get',
  path: '/jobs/{jobID}/results',
  operationId: 'getResult',
  tags: ['Jobs'],
  summary: 'Results of a job, as its execution asked for them',
  description: 'With `Accept: application/json` always the results document.',
  request: { params: jobParams, query: formQuery },
  responses: resultResponses,
});

export function showResults(services: HttpServices): RouteHandler<typeof getResult, HttpEnv> {
  return async (c) => {
    const job = finished(await services.jobs.get(c.var.owner, c.req.valid('param').jobID));
    return respondJob(c, job, services);
  };
}

export const getOutput = createRoute({
  method: 'get',
  path: '/jobs/{jobID}/results/{outputID}',
  operationId: 'getOutput',
  tags: ['Jobs'],
  summary: 'One output of a job as its bytes',
  description: 'Files support HEAD, Range, ETag and If-None-Match.',
  request: {
    params: jobParams.extend({
      outputID: z.string().openapi({ param: { name: 'outputID', in: 'path' }, example: 'scores' }),
    }),
  },
  responses: fileResponses,
});

export function showOutput(services: HttpServices): RouteHandler<typeof getOutput, HttpEnv> {
  return async (c) => {
    const { jobID, outputID } = c.req.valid('param');
    const job = finished(await services.jobs.get(c.var.owner, jobID));
    const parts = await partsOfJob(job, processOf(job, services), services.artefacts, services.settings.publicUrl);
    const part = parts.find(({ id }) => id === outputID);
    if (part !== undefined) return respondOutput(c, part);
    const have = parts.map(({ id }) => id);
    const nearest = nearestName(outputID, have);
    throw new DomainError('not-found', `Job ${job.id} has no output "${outputID}"; the nearest is "${nearest}"`, {
      have,
    });
  };
}

/** @param job successful */
export async function respondJob(
  c: Parameters<typeof respondResults>[0],
  job: Job,
  services: HttpServices,
): Promise<Response> {
  const parts = await partsOfJob(job, processOf(job, services), services.artefacts, services.settings.publicUrl);
  return respondResults(c, job.request.response, parts);
}

/**
 * The job, if it has results.
 * @throws {DomainError} what the job failed with; 'job-dismissed'; 'result-not-ready'
 */
export function finished(job: Job): Job {
  if (job.status === 'successful') return job;
  if (job.status === 'dismissed') {
    throw new DomainError('job-dismissed', `Job ${job.id} was dismissed; it has no results`);
  }
  if (job.error !== null) throw fromPlainError(job.error);
  throw new DomainError('result-not-ready', `Job ${job.id} is ${job.status} (${job.progressPercent} %)`, {
    status: job.status,
    progress: job.progressPercent,
  });
}

function processOf(job: Job, { processes }: HttpServices): HttpServices['processes'][number] | null {
  return processes.find(({ id }) => id === job.processId) ?? null;
}
