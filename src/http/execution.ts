/** Execution of a process: at once, or as a job. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { toJson } from '../core/json.ts';
import type { Job } from '../jobs/types.ts';
import type { Process } from '../processes/process.ts';
import { checkExecution, pointIntoBody } from './executeRequest.ts';
import type { CheckedRequest } from './executeRequest.ts';
import { linkHeader } from './links.ts';
import { chooseMode, parsePrefer } from './prefer.ts';
import type { Preferences } from './prefer.ts';
import { refuseInput } from './problem.ts';
import { findProcess, processIdParameter } from './processes.ts';
import { readJson } from './readJson.ts';
import { respondResults } from './respondResults.ts';
import { partsOfRun } from './resultParts.ts';
import { finished, respondJob, resultResponses } from './results.ts';
import type { HttpEnv, HttpServices } from './services.ts';
import { describeJob, jobHref, statusInfoSchema } from './statusInfo.ts';

/** Longer waits keep connections open for no gain: the client can poll. */
const maxWaitS = 60;

export const executionResponses = {
  ...resultResponses,
  201: {
    description: 'Accepted as a job, and stored: it survives a crash of the service. Location is its address.',
    content: { 'application/json': { schema: statusInfoSchema } },
  },
};

export const executionHeaders = [
  headerParameter('Prefer', '`respond-async` for a job; with `wait=N` its results if they are there within N seconds.'),
  headerParameter('Idempotency-Key', 'The same key again gives the same job instead of another one.'),
];

function headerParameter(name: string, description: string) {
  return { name, in: 'header' as const, description, schema: { type: 'string' as const } };
}

export const execute = createRoute({
  method: 'post',
  path: '/processes/{processID}/execution',
  operationId: 'execute',
  tags: ['Processes'],
  summary: 'Execute a process',
  description:
    'Without a Prefer header a process that can answer at once does; all others become jobs. Inputs are given inline, as {"value": …}, or as {"href": …} of a dataset, raster or model of this service.',
  parameters: executionHeaders,
  request: {
    params: z.object({ processID: processIdParameter }),
    body: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Execute' } } } },
  },
  responses: executionResponses,
});

export function executeProcess(services: HttpServices): RouteHandler<typeof execute, HttpEnv> {
  return async (c) => {
    const process = findProcess(services.processes, c.req.valid('param').processID);
    const checked = await checkExecution(await readJson(c), process, services.settings, c.req.raw.signal);
    const preferences = parsePrefer(c.req.header('Prefer'));
    if (chooseMode(process.modes, preferences) === 'async') return runAsync(c, process, checked, preferences, services);
    return runSync(c, process, checked, services);
  };
}

async function runAsync(
  c: Context<HttpEnv>,
  process: Process,
  checked: CheckedRequest,
  preferences: Preferences,
  services: HttpServices,
): Promise<Response> {
  const submitted = await submit(c, process, checked, services);
  const { respondAsync, waitS } = preferences;
  const { publicUrl } = services.settings;
  if (respondAsync && waitS !== null) {
    const timeoutMs = Math.min(waitS, maxWaitS) * 1000;
    const job = await services.jobs.waitFor(c.var.owner, submitted.id, timeoutMs);
    if (hasEnded(job)) {
      c.header('Preference-Applied', `wait=${waitS}`);
      c.header('Link', linkHeader(jobHref(publicUrl, job.id), 'monitor'), { append: true });
      return respondJob(c, finished(job), services);
    }
  }
  if (respondAsync) c.header('Preference-Applied', 'respond-async');
  c.header('Location', jobHref(publicUrl, submitted.id));
  return c.json(describeJob(submitted, publicUrl), 201);
}

async function runSync(
  c: Context<HttpEnv>,
  process: Process,
  checked: CheckedRequest,
  services: HttpServices,
): Promise<Response> {
  const { request, inputs } = checked;
  const byReference = Object.values(request.outputs ?? {}).some((output) => output.transmissionMode === 'reference');
  // A reference needs something that stays, and an idempotency key something that can be found again: a job.
  if (byReference || c.req.header('Idempotency-Key') !== undefined)
    return runAsWaitedJob(c, process, checked, services);
  const run = await services.runSync(c.var.owner, process, inputs, c.req.raw.signal);
  try {
    return await respondResults(c, request.response, await partsOfRun(run, process, request.outputs));
  } finally {
    await run.release();
  }
}

/** A client that goes away takes its job with it. */
async function runAsWaitedJob(
  c: Context<HttpEnv>,
  process: Process,
  checked: CheckedRequest,
  services: HttpServices,
): Promise<Response> {
  const { owner } = c.var;
  let job = await submit(c, process, checked, services);
  while (!hasEnded(job)) {
    job = await services.jobs.waitFor(owner, job.id, 1000);
    if (c.req.raw.signal.aborted) job = await services.jobs.dismiss(owner, job.id);
  }
  c.header('Link', linkHeader(jobHref(services.settings.publicUrl, job.id), 'monitor'), { append: true });
  return respondJob(c, finished(job), services);
}

async function submit(
  c: Context<HttpEnv>,
  process: Process,
  checked: CheckedRequest,
  services: HttpServices,
): Promise<Job> {
  const idempotencyKey = c.req.header('Idempotency-Key') ?? null;
  if (idempotencyKey !== null && !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw refuseInput('/header/Idempotency-Key', 'expected 1 to 255 visible ASCII characters without blanks');
  }
  const plan = await services.planFor(c.var.owner, process, checked.inputs).catch((error: unknown) => {
    throw pointIntoBody(error);
  });
  return services.jobs.submit({
    owner: c.var.owner,
    processId: process.id,
    request: checked.request,
    chunks: plan.map(toJson),
    idempotencyKey,
  });
}

function hasEnded(job: Job): boolean {
  return job.status !== 'accepted' && job.status !== 'running';
}
