/** The outputs of a run, whichever way it ran, as parts that can be handed out. */
import { readFile } from 'node:fs/promises';
import { DomainError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { ExecutionRequest, Job } from '../jobs/types.ts';
import type { Process } from '../processes/process.ts';
import type { Artefacts } from '../store/artefacts.ts';
import type { ServedFile } from './sendFile.ts';
import type { SyncRun } from './services.ts';
import { jobHref } from './statusInfo.ts';

export interface ResultPart {
  readonly id: string;
  readonly title: string;
  readonly mediaType: string;
  /** As asked for; null where nothing was said. */
  readonly transmission: 'value' | 'reference' | null;
  /** Where the output can be fetched; null where it is not kept. */
  readonly href: string | null;
  /** Id of the model or map that the output became. */
  readonly resourceId: string | null;
  readonly content:
    | { readonly kind: 'value'; readonly value: Json }
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
    | { readonly kind: 'file'; readonly file: ServedFile };
}

/**
 * A model or map that a job makes bears the job's own id, so that its address follows from the job.
 * @param process null where the service no longer has it
 */
export async function partsOfJob(
  job: Job,
  process: Process | null,
  artefacts: Artefacts,
  publicUrl: string,
): Promise<ResultPart[]> {
  const parts: ResultPart[] = [];
  for (const [id, output] of wanted(job.outputs ?? {}, job.request.outputs)) {
    const known = process?.outputs[id];
    const shared = { id, title: known?.title ?? id, transmission: transmissionOf(job.request.outputs, id) };
    const own = `${jobHref(publicUrl, job.id)}/results/${encodeURIComponent(id)}`;
    if (output.kind === 'value') {
      const mediaType = known?.mediaType ?? 'application/json';
      parts.push({ ...shared, mediaType, href: own, resourceId: null, content: output });
      continue;
    }
    const { bytes, fileName, key, mediaType, resource, sha256 } = output;
    const path = await artefacts.localPath(key);
    const resources = {
      model: `${publicUrl}/models/${job.id}`,
      map: `${publicUrl}/maps/${job.id}/${encodeURIComponent(fileName)}`,
    };
    const content = { kind: 'file', file: { path, fileName, mediaType, bytes, sha256 } } as const;
    const href = resource === null ? own : resources[resource];
    parts.push({ ...shared, mediaType, href, resourceId: resource === null ? null : job.id, content });
  }
  return parts;
}

/** Reads what a run left in its folder, so that the folder can go. */
export async function partsOfRun(
  run: SyncRun,
  process: Process,
  asked: ExecutionRequest['outputs'],
): Promise<ResultPart[]> {
  const parts: ResultPart[] = [];
  for (const [id, output] of wanted(run.outputs, asked)) {
    const known = process.outputs[id];
    if (known === undefined) throw new DomainError('internal', `Process ${process.id} does not describe output ${id}`);
    const content = output.kind === 'value' ? output : ({ kind: 'bytes', bytes: await readFile(output.path) } as const);
    const { title, mediaType } = known;
    parts.push({
      id,
      title,
      mediaType,
      transmission: transmissionOf(asked, id),
      href: null,
      resourceId: null,
      content,
    });
  }
  return parts;
}

/** An output that a process had no reason to make is absent from its results. */
function wanted<Output>(
  outputs: Readonly<Record<string, Output>>,
  asked: ExecutionRequest['outputs'],
): [string, Output][] {
  return Object.entries(outputs).filter(([id]) => asked === null || Object.hasOwn(asked, id));
}

function transmissionOf(asked: ExecutionRequest['outputs'], id: string): 'value' | 'reference' | null {
  return asked?.[id]?.transmissionMode ?? null;
}
