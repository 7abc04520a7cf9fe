/** What the upload routes have in common. */
import type { Context } from 'hono';
import type { ResourceRecord } from '../store/records.ts';
import { refuseInput } from './problem.ts';
import type { ReceivedForm, UploadRules } from './receiveUpload.ts';
import { viewResource } from './resources.ts';
import type { Collection, ResourceView } from './resources.ts';
import type { HttpSettings, Upload } from './services.ts';

export function uploadRules(settings: HttpSettings, fields: readonly string[], bare: UploadRules['bare']): UploadRules {
  return { folder: settings.uploadFolder, maxBytes: settings.maxUploadBytes, fields, bare };
}

/** A multipart form for the OpenAPI document; the body itself is streamed and checked by hand. */
export function formBody(fields: Readonly<Record<string, string>>) {
  const described = Object.entries(fields).map(([name, description]) => [
    name,
    { type: 'string' as const, description },
  ]);
  return {
    'multipart/form-data': {
      schema: {
        type: 'object' as const,
        required: ['file'],
        properties: { file: { type: 'string' as const, format: 'binary' }, ...Object.fromEntries(described) },
      },
    },
  };
}

/** @throws {DomainError} 'invalid-input' where the name is not one line of 1 to 200 characters */
export function namedUpload(form: ReceivedForm, givenName: string | undefined): Upload {
  const name = (givenName ?? form.fileName).trim();
  if (!/^[^\p{Cc}]{1,200}$/u.test(name)) throw refuseInput('/name', 'expected 1 to 200 characters on one line');
  return { path: form.path, fileName: form.fileName, name };
}

/** The body and the Location of a 201. */
export function created(c: Context, record: ResourceRecord, collection: Collection, publicUrl: string): ResourceView {
  c.header('Location', `${publicUrl}/${collection.path}/${record.id}`);
  return viewResource(record, collection, publicUrl);
}
