/** Removes what ended jobs no longer need from the artefact store. */
import type { Artefacts } from '../store/artefacts.ts';
import type { Queue } from './openQueue.ts';

/**
 * Waits two seconds after a job's end: by then its other attempts have stopped storing. Several workers may do it at
 * once.
 */
export async function removeLeftovers(queue: Queue, artefacts: Artefacts): Promise<void> {
  const { rows } = await queue.database.query<{ id: string; successful: boolean }>(
    `select id, status = 'successful' as successful from cryoforest.job
      where leftovers and finished < now() - interval '2 s' limit 100`,
  );
  for (const { id, successful } of rows) {
    await artefacts.deleteAll(successful ? `jobs/${id}/chunks/` : `jobs/${id}/`);
    await queue.database.query('update cryoforest.job set leftovers = false where id = $1', [id]);
  }
}
