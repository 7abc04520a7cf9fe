/** What datasets, rasters, models and maps have in common over HTTP: list, description, deletion. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { DomainError } from '../core/errors.ts';
import type { ResourceFile, ResourceKind, ResourceRecord } from '../store/records.ts';
import { link, linkSchema, selfLinks } from './links.ts';
import type { Link } from './links.ts';
import { formParameter, formQuery, idParameter, json, limitParameter } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';

export interface Collection {
  readonly kind: ResourceKind;
  /** First part of the path. */
  readonly path: string;
  /** For titles and operation ids. */
  readonly singular: string;
  readonly plural: string;
  readonly tag: string;
  /** Path of a file below the resource; null where files are not handed out. */
  readonly filePath: ((fileName: string) => string) | null;
}

export const resourceParams = z.object({ id: idParameter('id', 'Id of the resource.') });

const fileSchema = z.object({
  name: z.string(),
  href: z.string().optional(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
});

export const resourceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    created: z.iso.datetime(),
    jobID: z.string().optional().openapi({ description: 'The job that made it.' }),
    files: z.array(fileSchema),
    links: z.array(linkSchema),
  })
  .catchall(z.unknown())
  .openapi('Resource', { description: 'Identity and files, and what the resource says about itself.' });

export type ResourceView = z.infer<typeof resourceSchema>;

export function listRoute({ path, plural, tag }: Collection) {
  return createRoute({
    method: 'get',
    path: `/${path}`,
    operationId: `list-${path}`,
    tags: [tag],
    summary: `Your ${plural}`,
    request: {
      query: z.strictObject({
        limit: limitParameter(1000, 100),
        after: z
          .string()
          .optional()
          .openapi({ param: { name: 'after', in: 'query', description: 'From a next link.' } }),
        f: formParameter,
      }),
    },
    responses: {
      200: json(z.object({ items: z.array(resourceSchema), links: z.array(linkSchema) }), `One page of ${plural}.`),
    },
  });
}

export function listResources(
  collection: Collection,
  { records, settings }: HttpServices,
): RouteHandler<ReturnType<typeof listRoute>, HttpEnv> {
  return async (c) => {
    const { limit, after } = c.req.valid('query');
    const page = await records.list(collection.kind, c.var.owner, { limit, ...(after === undefined ? {} : { after }) });
    const hrefOf = (from: string | undefined): string => {
      const search = new URLSearchParams({ limit: String(limit), ...(from === undefined ? {} : { after: from }) });
      return `${settings.publicUrl}/${collection.path}?${search.toString()}`;
    };
    const links = selfLinks(hrefOf(after));
    if (page.next !== null) links.push(link(hrefOf(page.next), 'next', 'Next page'));
    const items = page.records.map((record) => viewResource(record, collection, settings.publicUrl));
    return c.json({ items, links }, 200);
  };
}

export function showRoute({ path, singular, tag }: Collection) {
  return createRoute({
    method: 'get',
    path: `/${path}/{id}`,
    operationId: `show-${singular}`,
    tags: [tag],
    summary: `One ${singular}`,
    request: { params: resourceParams, query: formQuery },
    responses: { 200: json(resourceSchema, `The ${singular}.`) },
  });
}

export function showResource(
  collection: Collection,
  { records, settings }: HttpServices,
): RouteHandler<ReturnType<typeof showRoute>, HttpEnv> {
  return async (c) => {
    const record = await records.get(collection.kind, c.var.owner, c.req.valid('param').id);
    return c.json(viewResource(record, collection, settings.publicUrl), 200);
  };
}

export function removeRoute({ path, singular, tag }: Collection) {
  return createRoute({
    method: 'delete',
    path: `/${path}/{id}`,
    operationId: `remove-${singular}`,
    tags: [tag],
    summary: `Delete a ${singular}`,
    description: 'Jobs that used it keep its hash in their provenance.',
    request: { params: resourceParams },
    responses: { 204: { description: 'It is gone.' } },
  });
}

export function removeResource(
  collection: Collection,
  { intake }: HttpServices,
): RouteHandler<ReturnType<typeof removeRoute>, HttpEnv> {
  return async (c) => {
    await intake.discard(collection.kind, c.var.owner, c.req.valid('param').id);
    return c.body(null, 204);
  };
}

/** The record's own description, with identity, files and links. */
export function viewResource(record: ResourceRecord, collection: Collection, publicUrl: string): ResourceView {
  const href = `${publicUrl}/${collection.path}/${record.id}`;
  const fileLinks: Link[] = [];
  const files = Object.entries(record.files).map(([name, { mediaType, bytes, sha256 }]) => {
    const about = { name, mediaType, bytes, sha256 };
    if (collection.filePath === null) return about;
    const fileHref = `${href}${collection.filePath(name)}`;
    fileLinks.push(link(fileHref, 'enclosure', name, mediaType));
    return { ...about, href: fileHref };
  });
  const identity = { id: record.id, name: record.name, created: record.created.toISOString() };
  return {
    // Twice: first for the reader's eye, then so that no description can take its place.
    ...identity,
    ...record.description,
    ...identity,
    ...(record.jobId === null ? {} : { jobID: record.jobId }),
    files,
    links: [
      ...selfLinks(href),
      ...fileLinks,
      link(`${publicUrl}/${collection.path}`, 'up', `All ${collection.plural}`),
    ],
  };
}

/** The one file of a dataset or model. */
export function onlyFile(record: ResourceRecord): { readonly fileName: string; readonly file: ResourceFile } {
  const [first] = Object.entries(record.files);
  if (first === undefined) throw new DomainError('internal', `Record ${record.id} has no file`);
  return { fileName: first[0], file: first[1] };
}
