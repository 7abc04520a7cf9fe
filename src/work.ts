/** The processes behind the queue's plain seam: what a worker does with a chunk and with the end of a job. */
import { randomUUID } from 'node:crypto';
import { DomainError } from './core/errors.ts';
import { createMemo, createMemos } from './processes/memo.ts';
import { parseInputs } from './processes/parseInputs.ts';
import { describeProvenance, recordUse } from './processes/provenance.ts';
import { hashFile } from './store/hashFile.ts';
import type { CodeVersion } from './processes/provenance.ts';
import type { ComputePool } from './pool/computePool.ts';
import type { Job, StoredOutput, WorkContext, WorkHandlers } from './jobs/types.ts';
import type { Artefacts } from './store/artefacts.ts';
import type { Library } from './processes/library.ts';
import type { Memo } from './processes/memo.ts';
import type { Output, OutputDescription, Process, ProcessContext } from './processes/process.ts';

export interface WorkDependencies {
  readonly processes: readonly Process[];
  readonly artefacts: Artefacts;
  readonly pool: ComputePool;
  readonly libraryFor: (owner: string) => Library;
  readonly code: CodeVersion;
  readonly now: () => Date;
}

/** Jobs whose prepared inputs a worker keeps at a time. */
const jobsRemembered = 8;

export function createWorkHandlers(dependencies: WorkDependencies): WorkHandlers {
  const { processes, artefacts, pool, libraryFor, code, now } = dependencies;

  const processOf = (job: Job): Process => {
    const found = processes.find((entry) => entry.id === job.processId);
    if (found === undefined) {
      throw new DomainError(
        'no-such-process',
        `This worker does not know the process ${job.processId}; is it an older version?`,
      );
    }
    return found;
  };
  const memos = createMemos(jobsRemembered);
  const contextOf = (library: Library, remember: Memo, work: WorkContext): ProcessContext => ({
    library,
    pool,
    remember,
    ...work,
  });

  return {
    async chunk(job, chunk, work) {
      const process = processOf(job);
      if (process.runChunk === undefined) throw new DomainError('internal', `Process ${process.id} has no chunks`);
      return process.runChunk(
        contextOf(libraryFor(job.owner), memos(job.id), work),
        parseInputs(process.inputs, job.request.inputs),
        chunk,
      );
    },

    async finish(job, chunks, work) {
      const process = processOf(job);
      const library = recordUse(libraryFor(job.owner));
      const inputs = parseInputs(process.inputs, job.request.inputs);
      // A memo of its own: what an earlier attempt remembered would not be asked for again, and so not recorded.
      const made = await process.run(contextOf(library, createMemo(), work), inputs, chunks);
      const outputs: Record<string, StoredOutput> = {};
      for (const [id, output] of Object.entries(made)) {
        outputs[id] = await storeOutput(artefacts, job, process.outputs[id], id, output);
      }
      const files = Object.entries(outputs).flatMap(([id, output]) =>
        output.kind === 'file' ? [[id, output] as const] : [],
      );
      const provenance = describeProvenance({
        process,
        inputs: job.request.inputs,
        parsed: inputs,
        used: library.used,
        code,
        started: job.started ?? job.created,
        finished: now(),
        outputs: Object.fromEntries(files),
      });
      return { outputs, provenance };
    },
  };
}

async function storeOutput(
  artefacts: Artefacts,
  job: Job,
  description: OutputDescription | undefined,
  id: string,
  output: Output,
): Promise<StoredOutput> {
  if (output.kind === 'value') return output;
  if (description === undefined)
    throw new DomainError('internal', `Process ${job.processId} made the undescribed output ${id}`);
  const { sha256, bytes } = output.hashed ?? (await hashFile(output.path));
  // A retried attempt must not overwrite a file that a reader may hold open, so every attempt has a key of its own.
  const key = `jobs/${job.id}/outputs/${sha256.slice(0, 16)}-${randomUUID().slice(0, 8)}/${output.fileName}`;
  await artefacts.putFile(key, output.path);
  return {
    kind: 'file',
    key,
    fileName: output.fileName,
    mediaType: description.mediaType,
    bytes,
    sha256,
    resource: description.resource ?? null,
  };
}
