/** Small jobs for tests of the queue. */
import type { Json } from '../../../src/core/json.ts';
import type { JobSubmission, WorkHandlers } from '../../../src/jobs/types.ts';

export const owner = 'anna';

export function submission(chunks: readonly Json[], more: Partial<JobSubmission> = {}): JobSubmission {
  const request = { inputs: { trees: 5 }, response: 'document', outputs: null, subscriber: null } as const;
  return { owner, processId: 'predict', request, chunks, idempotencyKey: null, ...more };
}

/** Chunks echo their plan; the end joins them. */
export const echoHandlers: WorkHandlers = {
  chunk: (_job, chunk) => Promise.resolve(Buffer.from(JSON.stringify(chunk))),
  async finish(_job, chunks) {
    const parts: string[] = [];
    for (let index = 0; index < chunks.count; index += 1) {
      parts.push(Buffer.from(await chunks.read(index)).toString());
    }
    return { outputs: { joined: { kind: 'value', value: parts.join(' ') } }, provenance: { code: 'test' } };
  },
};

/** Resolves when the signal fires, by throwing as an obedient handler does. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
