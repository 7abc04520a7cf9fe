/** A file of a record, wherever it lies. */
import type { Context } from 'hono';
import { DomainError } from '../core/errors.ts';
import type { Artefacts } from '../store/artefacts.ts';
import type { ResourceFile } from '../store/records.ts';
import { sendFile } from './sendFile.ts';

const content = { '*/*': { schema: { type: 'string' as const, format: 'binary' } } };

/** The answers of a route that hands out a file. */
export const fileResponses = {
  200: { description: 'The whole file.', content },
  206: { description: 'The byte range asked for.', content },
  304: { description: 'The client has this very file already (If-None-Match).' },
};

export async function sendStoredFile(
  c: Context,
  fileName: string,
  file: ResourceFile,
  artefacts: Artefacts,
): Promise<Response> {
  const { bytes, key, mediaType, sha256 } = file;
  const path = key === null ? file.path : await artefacts.localPath(key);
  if (path === null) throw new DomainError('internal', `File ${fileName} has neither an artefact nor a path`);
  return sendFile(c, { path, fileName, mediaType, bytes, sha256 });
}
