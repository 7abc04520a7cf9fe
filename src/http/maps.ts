/** Maps: the GeoTIFF, preview and summary of a prediction, each a file with ranges. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { resourceParams } from './resources.ts';
import type { Collection } from './resources.ts';
import type { HttpEnv, HttpServices } from './services.ts';
import { fileResponses, sendStoredFile } from './storedFile.ts';

export const maps: Collection = {
  kind: 'map',
  path: 'maps',
  singular: 'map',
  plural: 'maps',
  tag: 'Maps',
  filePath: (fileName) => `/${encodeURIComponent(fileName)}`,
};

export const getMapFile = createRoute({
  method: 'get',
  path: '/maps/{id}/{file}',
  operationId: 'getMapFile',
  tags: ['Maps'],
  summary: 'A file of a map',
  description: 'With HEAD, Range, ETag and If-None-Match: GDAL reads it in place through /vsicurl/.',
  request: {
    params: resourceParams.extend({
      file: z.string().openapi({ param: { name: 'file', in: 'path' }, example: 'magst.tif' }),
    }),
  },
  responses: fileResponses,
});

export function downloadMapFile({ artefacts, records }: HttpServices): RouteHandler<typeof getMapFile, HttpEnv> {
  return async (c) => {
    const { id, file: fileName } = c.req.valid('param');
    const record = await records.get('map', c.var.owner, id);
    const file = record.files[fileName];
    if (file !== undefined && Object.hasOwn(record.files, fileName)) {
      return sendStoredFile(c, fileName, file, artefacts);
    }
    const have = Object.keys(record.files);
    throw new DomainError(
      'not-found',
      `Map ${id} has no file "${fileName}"; the nearest is "${nearestName(fileName, have)}"`,
      { have },
    );
  };
}
