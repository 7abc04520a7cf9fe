/** Covariate rasters: uploaded, or registered in place below a configured root. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { parseInputs } from '../processes/parseInputs.ts';
import { mediaTypeOf } from './negotiate.ts';
import { refuseInput } from './problem.ts';
import { readJson } from './readJson.ts';
import { withUpload } from './receiveUpload.ts';
import { resourceSchema, viewResource } from './resources.ts';
import type { Collection } from './resources.ts';
import type { HttpEnv, HttpServices } from './services.ts';
import { created, formBody, namedUpload, uploadRules } from './uploadRoute.ts';

export const rasters: Collection = {
  kind: 'raster',
  path: 'rasters',
  singular: 'raster',
  plural: 'rasters',
  tag: 'Rasters',
  filePath: null,
};

const folderSchema = z.strictObject({ folder: z.string().min(1) });

export const postRasters = createRoute({
  method: 'post',
  path: '/rasters',
  operationId: 'uploadRaster',
  tags: ['Rasters'],
  summary: 'Upload a covariate GeoTIFF, or register a folder of them',
  description:
    'A form uploads one file. A JSON body names a folder below the configured raster root, whose GeoTIFFs are registered where they lie.',
  request: {
    body: {
      required: true,
      content: {
        ...formBody({ name: 'What to call the raster; by default the file name.' }),
        'application/json': { schema: { $ref: '#/components/schemas/RasterFolder' } },
      },
    },
  },
  responses: {
    201: {
      description: 'The raster; for a folder, the list of its rasters.',
      content: {
        'application/json': {
          schema: z.union([resourceSchema, z.object({ items: z.array(resourceSchema) }).openapi('RegisteredRasters')]),
        },
      },
    },
  },
});

export function uploadRaster({ intake, settings }: HttpServices): RouteHandler<typeof postRasters, HttpEnv> {
  return async (c) => {
    if (mediaTypeOf(c.req.header('Content-Type')) === 'application/json') {
      const body = await readJson(c);
      if (typeof body !== 'object') throw refuseInput('', 'expected an object such as {"folder": "covariates"}');
      const records = await intake.registerFolder(c.var.owner, parseInputs(folderSchema, body).folder);
      return c.json({ items: records.map((record) => viewResource(record, rasters, settings.publicUrl)) }, 201);
    }
    return withUpload(c, uploadRules(settings, ['name'], { 'image/tiff': 'raster.tif' }), async (form) => {
      const record = await intake.raster(c.var.owner, namedUpload(form, form.fields['name'] ?? c.req.query('name')));
      return c.json(created(c, record, rasters, settings.publicUrl), 201);
    });
  };
}
