/** The OpenAPI 3.0 document, for programs and for people. */
import { createRoute } from '@hono/zod-openapi';
import type { OpenAPIHono, RouteHandler } from '@hono/zod-openapi';
import { z } from 'zod';
import { apiPage } from './apiPage.ts';
import { tableEditsInput } from '../processes/stations/tableEdits.ts';
import { executeSchema } from './executeRequest.ts';
import { executionHeaders, executionResponses } from './execution.ts';
import { wantedForm } from './middleware.ts';
import { completeDocument } from './openApiDocument.ts';
import type { ApiDocument } from './openApiDocument.ts';
import { inputsSchema } from './processDescription.ts';
import { formQuery, problemSchema } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';

const mediaType = 'application/vnd.oai.openapi+json;version=3.0';

export const getApi = createRoute({
  method: 'get',
  path: '/api',
  operationId: 'getApi',
  tags: ['Service'],
  summary: 'This document',
  security: [],
  request: { query: formQuery },
  responses: {
    200: {
      description: 'OpenAPI 3.0.',
      content: {
        [mediaType]: { schema: { type: 'object' as const } },
        'text/html': { schema: { type: 'string' as const } },
      },
    },
  },
});

export function api(document: () => ApiDocument): RouteHandler<typeof getApi, HttpEnv> {
  return (c) => {
    c.header('Vary', 'Accept');
    if (wantedForm(c.req.valid('query').f, c.req.header('Accept')) === 'text/html') return c.html(apiPage(document()));
    return c.body(JSON.stringify(document()), 200, { 'Content-Type': mediaType });
  };
}

export const getApiPage = createRoute({
  method: 'get',
  path: '/api.html',
  operationId: 'getApiPage',
  tags: ['Service'],
  summary: 'This document, to be read',
  security: [],
  responses: {
    200: { description: 'A page without scripts.', content: { 'text/html': { schema: { type: 'string' as const } } } },
  },
});

export function apiHtml(document: () => ApiDocument): RouteHandler<typeof getApiPage, HttpEnv> {
  return (c) => c.html(apiPage(document()));
}

/** Adds to what the routes say: shared shapes, each process with its own inputs, and the answers every route can give. */
export function buildApi(app: OpenAPIHono<HttpEnv>, { processes, settings }: HttpServices): ApiDocument {
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key (`cryoforest keys add NAME`). A service that listens on this machine only needs none.',
  });
  registry.register('Problem', problemSchema);
  registry.registerComponent('schemas', 'Execute', toSchema(executeSchema));
  registry.registerComponent('schemas', 'RasterFolder', {
    type: 'object',
    required: ['folder'],
    properties: { folder: { type: 'string', description: 'Below the configured raster root.' } },
    additionalProperties: false,
  });
  registry.registerComponent('schemas', 'TableEdits', toSchema(tableEditsInput));
  for (const process of processes) {
    registry.registerPath({
      method: 'post',
      path: `/processes/${process.id}/execution`,
      operationId: `execute-${process.id}`,
      tags: ['Processes'],
      summary: `Execute: ${process.title}`,
      description: process.description,
      parameters: executionHeaders,
      request: {
        body: { required: true, content: { 'application/json': { schema: bodySchema(inputsSchema(process)) } } },
      },
      responses: executionResponses,
    });
  }
  const document = app.getOpenAPIDocument({
    openapi: '3.0.3',
    info: {
      title: 'Cryoforest',
      version: settings.version,
      description: 'Permafrost ground-temperature modelling as OGC API – Processes.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: settings.publicUrl }],
    security: [{ key: [] }],
  });
  return completeDocument(document);
}

function bodySchema(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const schema = toSchema(executeSchema);
  return { ...schema, properties: { ...Object(schema['properties']), inputs } };
}

function toSchema(schema: z.ZodType): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) };
}
