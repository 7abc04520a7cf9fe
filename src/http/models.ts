/** Models: trained here or uploaded again, downloaded as one file. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { mediaTypeOf, preferredType } from './negotiate.ts';
import { withUpload } from './receiveUpload.ts';
import { onlyFile, resourceParams, resourceSchema, viewResource } from './resources.ts';
import type { Collection } from './resources.ts';
import { formParameter, formQuery, json } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';
import { fileResponses, sendStoredFile } from './storedFile.ts';
import { created, formBody, namedUpload, uploadRules } from './uploadRoute.ts';

export const models: Collection = {
  kind: 'model',
  path: 'models',
  singular: 'model',
  plural: 'models',
  tag: 'Models',
  filePath: () => '',
};

const binary = 'application/octet-stream';

export const postModels = createRoute({
  method: 'post',
  path: '/models',
  operationId: 'uploadModel',
  tags: ['Models'],
  summary: 'Upload a model file',
  request: {
    query: z.strictObject({
      name: z
        .string()
        .optional()
        .openapi({ param: { name: 'name', in: 'query', description: 'Name, where the body is the file itself.' } }),
    }),
    body: {
      required: true,
      content: {
        ...formBody({ name: 'What to call the model; by default the file name.' }),
        [binary]: { schema: { type: 'string' as const, format: 'binary' } },
      },
    },
  },
  responses: { 201: json(resourceSchema, 'The model.') },
});

export function uploadModel({ intake, settings }: HttpServices): RouteHandler<typeof postModels, HttpEnv> {
  return (c) =>
    withUpload(c, uploadRules(settings, ['name'], { [binary]: 'model.cfm' }), async (form) => {
      const name = form.fields['name'] ?? c.req.valid('query').name;
      const record = await intake.model(c.var.owner, namedUpload(form, name));
      return c.json(created(c, record, models, settings.publicUrl), 201);
    });
}

export const getModel = createRoute({
  method: 'get',
  path: '/models/{id}',
  operationId: 'getModel',
  tags: ['Models'],
  summary: 'The model file, or its description',
  description:
    'The file, unless JSON or HTML is asked for by the Accept header or by `f`; /models/{id}/info is always the description.',
  request: { params: resourceParams, query: z.strictObject({ f: formParameter }) },
  responses: {
    ...fileResponses,
    200: {
      description: 'The model file or its description.',
      content: { ...fileResponses[200].content, 'application/json': { schema: resourceSchema } },
    },
  },
});

export function showModel({ artefacts, records, settings }: HttpServices): RouteHandler<typeof getModel, HttpEnv> {
  return async (c) => {
    const record = await records.get('model', c.var.owner, c.req.valid('param').id);
    const { fileName, file } = onlyFile(record);
    c.header('Vary', 'Accept');
    const own = mediaTypeOf(file.mediaType);
    const offers = [own, binary, 'application/json', 'text/html'];
    const wanted = c.req.valid('query').f ?? preferredType(c.req.header('Accept'), offers);
    if (wanted === own || wanted === binary) return sendStoredFile(c, fileName, file, artefacts);
    return c.json(viewResource(record, models, settings.publicUrl), 200);
  };
}

export const getModelInfo = createRoute({
  method: 'get',
  path: '/models/{id}/info',
  operationId: 'getModelInfo',
  tags: ['Models'],
  summary: 'Description of a model',
  request: { params: resourceParams, query: formQuery },
  responses: {
    200: json(resourceSchema, 'Scores, covariates, importances and what else the model says about itself.'),
  },
});

export function showModelInfo({ records, settings }: HttpServices): RouteHandler<typeof getModelInfo, HttpEnv> {
  return async (c) => {
    const record = await records.get('model', c.var.owner, c.req.valid('param').id);
    return c.json(viewResource(record, models, settings.publicUrl), 200);
  };
}
