/** Jobs: list, state, log, provenance, dismissal. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { DomainError } from '../core/errors.ts';
import { jobFilter, jobQuery, pageQuery } from './jobFilter.ts';
import { link, linkSchema, selfLinks } from './links.ts';
import { preferredType } from './negotiate.ts';
import { countParameter, formParameter, formQuery, idParameter, json, limitParameter } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';
import { describeJob, jobHref, statusInfoSchema } from './statusInfo.ts';

export const jobParams = z.object({ jobID: idParameter('jobID', 'Id of a job.') });

export const getJobs = createRoute({
  method: 'get',
  path: '/jobs',
  operationId: 'getJobs',
  tags: ['Jobs'],
  summary: 'Your jobs, the newest first',
  request: { query: jobQuery },
  responses: {
    200: json(
      z.object({ jobs: z.array(statusInfoSchema), links: z.array(linkSchema) }).openapi('JobList'),
      'The jobs that match.',
    ),
  },
});

export function listJobs({ jobs, settings }: HttpServices): RouteHandler<typeof getJobs, HttpEnv> {
  return async (c) => {
    const query = c.req.valid('query');
    const page = await jobs.list(c.var.owner, jobFilter(query));
    const links = selfLinks(`${settings.publicUrl}/jobs?${pageQuery(query, query.after)}`);
    if (page.next !== null) {
      links.push(link(`${settings.publicUrl}/jobs?${pageQuery(query, page.next)}`, 'next', 'Next page'));
    }
    return c.json({ jobs: page.jobs.map((job) => describeJob(job, settings.publicUrl)), links }, 200);
  };
}

export const getStatus = createRoute({
  method: 'get',
  path: '/jobs/{jobID}',
  operationId: 'getStatus',
  tags: ['Jobs'],
  summary: 'State of a job',
  request: { params: jobParams, query: formQuery },
  responses: { 200: json(statusInfoSchema, 'Status, progress and links.') },
});

export function showJob({ jobs, settings }: HttpServices): RouteHandler<typeof getStatus, HttpEnv> {
  return async (c) => {
    const job = await jobs.get(c.var.owner, c.req.valid('param').jobID);
    return c.json(describeJob(job, settings.publicUrl), 200);
  };
}

export const dismiss = createRoute({
  method: 'delete',
  path: '/jobs/{jobID}',
  operationId: 'dismiss',
  tags: ['Jobs'],
  summary: 'Stop a job',
  description: 'A job that has ended stays as it is.',
  request: { params: jobParams },
  responses: { 200: json(statusInfoSchema, 'The job afterwards.') },
});

export function dismissJob({ jobs, settings }: HttpServices): RouteHandler<typeof dismiss, HttpEnv> {
  return async (c) => {
    const job = await jobs.dismiss(c.var.owner, c.req.valid('param').jobID);
    return c.json(describeJob(job, settings.publicUrl), 200);
  };
}

const levels = ['info', 'warning', 'error'] as const;

const logSchema = z
  .object({
    jobID: z.string(),
    lines: z.array(z.object({ offset: z.int(), at: z.iso.datetime(), level: z.enum(levels), message: z.string() })),
    links: z.array(linkSchema),
  })
  .openapi('JobLog');

export const getLogs = createRoute({
  method: 'get',
  path: '/jobs/{jobID}/logs',
  operationId: 'getLogs',
  tags: ['Jobs'],
  summary: 'Log of a job',
  request: {
    params: jobParams,
    query: z.strictObject({
      offset: countParameter('offset', 'First line wanted, from 0.'),
      limit: limitParameter(10_000, 1000),
      level: z
        .enum(levels)
        .optional()
        .openapi({ param: { name: 'level', in: 'query', description: 'Only lines of this weight or more.' } }),
      f: formParameter,
    }),
  },
  responses: {
    200: {
      description: 'Lines in the order they were written; text is one line each.',
      content: { 'application/json': { schema: logSchema }, 'text/plain': { schema: z.string() } },
    },
  },
});

export function showLogs({ jobs, settings }: HttpServices): RouteHandler<typeof getLogs, HttpEnv> {
  return async (c) => {
    const { jobID } = c.req.valid('param');
    const { offset = 0, limit, level = 'info', f } = c.req.valid('query');
    const page = await jobs.logs(c.var.owner, jobID, { offset, limit });
    const lines = page
      .filter((line) => levels.indexOf(line.level) >= levels.indexOf(level))
      .map((line) => ({ ...line, at: line.at.toISOString() }));
    const offers = ['application/json', 'text/html', 'text/plain'] as const;
    if (f === undefined && preferredType(c.req.header('Accept'), offers) === 'text/plain') {
      c.header('Vary', 'Accept');
      return c.text(lines.map((line) => `${line.at} ${line.level} ${line.message}\n`).join(''), 200);
    }
    const href = `${jobHref(settings.publicUrl, jobID)}/logs?limit=${limit}&level=${level}&offset=`;
    const links = selfLinks(`${href}${offset}`);
    const last = page.at(-1);
    if (last !== undefined && page.length === limit)
      links.push(link(`${href}${last.offset + 1}`, 'next', 'Next lines'));
    return c.json({ jobID, lines, links }, 200);
  };
}

export const getProvenance = createRoute({
  method: 'get',
  path: '/jobs/{jobID}/provenance',
  operationId: 'getProvenance',
  tags: ['Jobs'],
  summary: 'How the results of a job came about',
  request: { params: jobParams, query: formQuery },
  responses: {
    200: json(
      z.record(z.string(), z.unknown()).openapi('Provenance'),
      'Inputs with hashes, parameters, code version and times.',
    ),
  },
});

export function showProvenance({ jobs }: HttpServices): RouteHandler<typeof getProvenance, HttpEnv> {
  return async (c) => {
    const job = await jobs.get(c.var.owner, c.req.valid('param').jobID);
    if (typeof job.provenance === 'object' && job.provenance !== null) {
      const provenance: Record<string, unknown> = Object.fromEntries(Object.entries(job.provenance));
      return c.json(provenance, 200);
    }
    throw new DomainError('result-not-ready', `Job ${job.id} is ${job.status}; only a finished job has provenance`, {
      status: job.status,
    });
  };
}
