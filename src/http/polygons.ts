/** Polygons, such as landform units. */
import { createRoute } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { withUpload } from './receiveUpload.ts';
import { onlyFile, resourceParams, resourceSchema } from './resources.ts';
import type { Collection } from './resources.ts';
import { json } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';
import { fileResponses, sendStoredFile } from './storedFile.ts';
import { created, formBody, namedUpload, uploadRules } from './uploadRoute.ts';

export const polygons: Collection = {
  kind: 'polygons',
  path: 'polygons',
  singular: 'polygon layer',
  plural: 'polygon layers',
  tag: 'Polygons',
  filePath: () => '/file',
};

const geoJson = 'application/geo+json';

export const postPolygons = createRoute({
  method: 'post',
  path: '/polygons',
  operationId: 'uploadPolygons',
  tags: ['Polygons'],
  summary: 'Upload polygons, such as landform units',
  description:
    'A GeoJSON FeatureCollection of Polygons and MultiPolygons in WGS 84 (RFC 7946): at most 10,000 features, 500,000 positions and 40 MB.',
  request: {
    body: {
      required: true,
      content: {
        ...formBody({ name: 'What to call the layer; by default the file name.' }),
        [geoJson]: { schema: { type: 'object' as const } },
      },
    },
  },
  responses: { 201: json(resourceSchema, 'The layer, with its bounds and the values of each property.') },
});

export function uploadPolygons({ intake, settings }: HttpServices): RouteHandler<typeof postPolygons, HttpEnv> {
  return (c) =>
    withUpload(c, uploadRules(settings, ['name'], { [geoJson]: 'polygons.geojson' }), async (form) => {
      const record = await intake.polygons(c.var.owner, namedUpload(form, form.fields['name']));
      return c.json(created(c, record, polygons, settings.publicUrl), 201);
    });
}

export const getPolygonsFile = createRoute({
  method: 'get',
  path: '/polygons/{id}/file',
  operationId: 'getPolygonsFile',
  tags: ['Polygons'],
  summary: 'The polygons as they were uploaded',
  request: { params: resourceParams },
  responses: {
    ...fileResponses,
    200: { description: 'The whole file.', content: { [geoJson]: { schema: { type: 'object' as const } } } },
  },
});

export function downloadPolygons(services: HttpServices): RouteHandler<typeof getPolygonsFile, HttpEnv> {
  return async (c) => {
    const record = await services.records.get('polygons', c.var.owner, c.req.valid('param').id);
    const { fileName, file } = onlyFile(record);
    return sendStoredFile(c, fileName, file, services.artefacts);
  };
}
