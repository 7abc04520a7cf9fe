/** A job as both versions of the standard show it. */
import { z } from '@hono/zod-openapi';
import type { Job } from '../jobs/types.ts';
import { link, linkSchema, rel, selfLinks } from './links.ts';
import type { Link } from './links.ts';
import { describeProblem } from './problem.ts';
import { problemSchema } from './schemas.ts';

export const jobStatuses = ['accepted', 'running', 'successful', 'failed', 'dismissed'] as const;

export const statusInfoSchema = z
  .object({
    jobID: z.string(),
    id: z.string().openapi({ description: 'The same as jobID, by the name it has in version 2.0.' }),
    processID: z.string(),
    type: z.literal('process'),
    processingEntityType: z.literal('ogc-api-processes'),
    status: z.enum(jobStatuses),
    message: z.string(),
    progress: z.int().min(0).max(100),
    created: z.iso.datetime(),
    started: z.iso.datetime().optional(),
    finished: z.iso.datetime().optional(),
    updated: z.iso.datetime(),
    etaSeconds: z.number().optional().openapi({ description: 'Seconds still to go, by the pace so far.' }),
    estimatedCompletion: z.iso.datetime().optional(),
    chunksDone: z.int(),
    chunkCount: z.int(),
    exception: problemSchema.optional(),
    links: z.array(linkSchema),
  })
  .openapi('StatusInfo');

export type StatusInfo = z.infer<typeof statusInfoSchema>;

export function describeJob(job: Job, publicUrl: string): StatusInfo {
  const href = jobHref(publicUrl, job.id);
  return {
    jobID: job.id,
    id: job.id,
    processID: job.processId,
    type: 'process',
    processingEntityType: 'ogc-api-processes',
    status: job.status,
    message: job.message,
    progress: job.progressPercent,
    created: job.created.toISOString(),
    ...(job.started === null ? {} : { started: job.started.toISOString() }),
    ...(job.finished === null ? {} : { finished: job.finished.toISOString() }),
    updated: job.updated.toISOString(),
    ...(job.etaSeconds === null || job.status !== 'running' ? {} : estimate(job.updated, job.etaSeconds)),
    chunksDone: job.chunksDone,
    chunkCount: job.chunkCount,
    ...(job.error === null ? {} : { exception: describeProblem(job.error, publicUrl, `${href}/results`) }),
    links: jobLinks(job, href, publicUrl),
  };
}

export function jobHref(publicUrl: string, id: string): string {
  return `${publicUrl}/jobs/${id}`;
}

function estimate(updated: Date, etaSeconds: number): { etaSeconds: number; estimatedCompletion: string } {
  return { etaSeconds, estimatedCompletion: new Date(updated.getTime() + etaSeconds * 1000).toISOString() };
}

function jobLinks(job: Job, href: string, publicUrl: string): Link[] {
  const links = [
    ...selfLinks(href),
    link(`${publicUrl}/jobs`, 'up', 'All jobs'),
    link(`${href}/logs`, 'logs', 'Log of the job'),
  ];
  if (job.status === 'successful') {
    links.push(link(`${href}/results`, rel.results, 'Results'), link(`${href}/provenance`, 'provenance', 'Provenance'));
  }
  if (job.status === 'failed') links.push(link(`${href}/results`, rel.exceptions, 'Why it failed'));
  return links;
}
