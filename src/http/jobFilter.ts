/** The query of the job list: what it may hold, and the filter it stands for. */
import { z } from '@hono/zod-openapi';
import type { JobFilter } from '../jobs/types.ts';
import { refuseInput } from './problem.ts';
import { countParameter, formParameter, limitParameter } from './schemas.ts';
import { jobStatuses } from './statusInfo.ts';

/** `a,b` and `name=a&name=b` are the same list. */
function listOf<Item extends z.ZodType>(item: Item, name: string, schema: { type: 'string'; enum?: string[] }) {
  return z
    .preprocess(splitList, z.array(item).min(1).optional())
    .openapi({ type: 'array', items: schema, param: { name, in: 'query', explode: false, style: 'form' } });
}

function splitList(given: unknown): unknown {
  if (given === undefined) return undefined;
  return [given].flat().flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]));
}

export const jobQuery = z.strictObject({
  type: listOf(z.literal('process'), 'type', { type: 'string', enum: ['process'] }),
  processID: listOf(z.string().min(1), 'processID', { type: 'string' }),
  status: listOf(z.enum(jobStatuses), 'status', { type: 'string', enum: [...jobStatuses] }),
  datetime: z
    .string()
    .optional()
    .openapi({
      param: { name: 'datetime', in: 'query', description: 'When the job was created: an instant, or a/b, ../b, a/..' },
    }),
  minDuration: countParameter('minDuration', 'Seconds that the job took at least.'),
  maxDuration: countParameter('maxDuration', 'Seconds that the job took at most.'),
  limit: limitParameter(10_000, 10),
  after: z
    .string()
    .optional()
    .openapi({ param: { name: 'after', in: 'query', description: 'From a next link.' } }),
  f: formParameter,
});

type JobQuery = z.infer<typeof jobQuery>;

/** @throws {DomainError} 'invalid-input' for a datetime that is none */
export function jobFilter(query: JobQuery): JobFilter {
  const { processID, status, minDuration, maxDuration, limit, after } = query;
  return {
    limit,
    ...(query.datetime === undefined ? {} : createdBetween(query.datetime)),
    ...(processID === undefined ? {} : { processIds: processID }),
    ...(status === undefined ? {} : { statuses: status }),
    ...(minDuration === undefined ? {} : { minDurationS: minDuration }),
    ...(maxDuration === undefined ? {} : { maxDurationS: maxDuration }),
    ...(after === undefined ? {} : { after }),
  };
}

/** The same query for another page. */
export function pageQuery(query: JobQuery, after: string | undefined): string {
  const { type, processID, status, datetime, minDuration, maxDuration, limit } = query;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({
    type,
    processID,
    status,
    datetime,
    minDuration,
    maxDuration,
    limit,
    after,
  })) {
    if (value !== undefined) search.set(name, [value].flat().join(','));
  }
  return search.toString();
}

function createdBetween(datetime: string): { createdFrom?: Date; createdTo?: Date } {
  const parts = datetime.split('/');
  const [from = '', to = from] = parts;
  if (parts.length > 2 || (isOpen(from) && isOpen(to))) throw wrongDatetime(datetime);
  return {
    ...(isOpen(from) ? {} : { createdFrom: instant(from, datetime) }),
    ...(isOpen(to) ? {} : { createdTo: instant(to, datetime) }),
  };
}

function isOpen(part: string): boolean {
  return part === '..' || part === '';
}

function instant(text: string, datetime: string): Date {
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text);
  const date = new Date(text);
  if (!isInstant || Number.isNaN(date.getTime())) throw wrongDatetime(datetime);
  return date;
}

function wrongDatetime(datetime: string): Error {
  return refuseInput(
    '/query/datetime',
    `expected an instant such as 2026-01-31T12:00:00Z or an interval of two with one open end (..) at most, found "${datetime}"`,
  );
}
