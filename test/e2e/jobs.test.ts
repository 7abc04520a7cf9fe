/** What users ask of jobs: never lost, really stopped, visible from the first moment. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute, getJob, jobEnds, jobUntil } from './support/service.ts';
import { endService, startTrainedService } from './support/trainedService.ts';
import type { RunningService } from './support/service.ts';

let folder: string;
let service: RunningService;
let modelId: string;

beforeAll(async () => {
  ({ folder, service, modelId } = await startTrainedService({ widthPx: 2048, heightPx: 2048 }));
}, 180_000);

afterAll(() => endService(folder, service), 60_000);

describe('DELETE /jobs/{id}', () => {
  it.skipIf(process.platform !== 'linux')(
    'stops the work within a second: threads idle, temporary files gone, the next job runs',
    async () => {
      const { jobID } = await execute(service.url, 'predict', { model: modelId, chunkSizePx: 512 });
      await jobUntil(service.url, jobID, (job) => job.chunksDone > 0);
      const askedMs = performance.now();
      const response = await fetch(`${service.url}/jobs/${jobID}`, { method: 'DELETE' });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ status: 'dismissed' });
      await until(async () => (await attemptFolders()).length === 0, askedMs + 1000);
      await until(async () => (await workerCpuShare(200)) < 0.25, askedMs + 1500);
      expect((await getJob(service.url, jobID)).status).toBe('dismissed');

      const next = await execute(service.url, 'predict', { model: modelId, bbox: [120, 52.5, 121, 53] });
      expect((await jobEnds(service.url, next.jobID)).status).toBe('successful');
    },
  );
});

describe('POST /processes/{id}/execution', () => {
  it('stores the job before it answers: 500 parallel submissions, each asked for at once, no 404', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 500 }, async (_, i) => {
        const { jobID } = await execute(service.url, 'echo', { message: `m${i}` });
        return (await fetch(`${service.url}/jobs/${jobID}`)).status;
      }),
    );
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });
});

async function attemptFolders(): Promise<string[]> {
  return (await readdir(join(folder, 'artefacts', '.temporary'))).filter((name) => name.startsWith('attempt'));
}

/** Share of one core that the worker uses during a moment. */
async function workerCpuShare(ms: number): Promise<number> {
  const pid = service.workerPid()!;
  const ticks = async (): Promise<number> => {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ');
    return Number(fields[13]) + Number(fields[14]);
  };
  const before = await ticks();
  await new Promise((resolve) => setTimeout(resolve, ms));
  // A tick is a hundredth of a second.
  return ((await ticks()) - before) / (ms / 10);
}

async function until(holds: () => Promise<boolean>, deadlineMs: number): Promise<void> {
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error('It took longer than allowed');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
