/** Borehole datasets: tables of ground temperatures with an intake report. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { refuseInput } from './problem.ts';
import { withUpload } from './receiveUpload.ts';
import { onlyFile, resourceParams, resourceSchema } from './resources.ts';
import type { Collection } from './resources.ts';
import { json } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';
import { fileResponses, sendStoredFile } from './storedFile.ts';
import { created, formBody, namedUpload, uploadRules } from './uploadRoute.ts';

export const boreholes: Collection = {
  kind: 'boreholes',
  path: 'boreholes',
  singular: 'borehole dataset',
  plural: 'borehole datasets',
  tag: 'Boreholes',
  filePath: () => '/file',
};

export const postBoreholes = createRoute({
  method: 'post',
  path: '/boreholes',
  operationId: 'uploadBoreholes',
  tags: ['Boreholes'],
  summary: 'Upload a table of borehole temperatures',
  description:
    'CSV with comma, semicolon or tab, GeoJSON or XLSX. Column names are guessed from common ones unless `columns` maps them.',
  request: {
    body: {
      required: true,
      content: formBody({
        name: 'What to call the dataset; by default the file name.',
        columns: 'JSON object from role to column name, such as {"lat": "Y"}.',
        units: 'JSON object from role to unit, such as {"magt": "K"}.',
        encoding: 'Of a text file, such as utf-8, gbk or cp1251; by default found in the file.',
        sheet: 'Of a workbook; by default the first that holds anything.',
        decimalMark: '"." or ","; by default found column by column.',
      }),
    },
  },
  responses: { 201: json(resourceSchema, 'The dataset with its column mapping and intake report.') },
});

const fields = ['name', 'columns', 'units', 'encoding', 'sheet', 'decimalMark'];

export function uploadBoreholes({ intake, settings }: HttpServices): RouteHandler<typeof postBoreholes, HttpEnv> {
  return (c) =>
    withUpload(c, uploadRules(settings, fields, {}), async (form) => {
      const { name, columns, units, encoding, sheet, decimalMark } = form.fields;
      const reading = {
        columns: parseRecord('columns', columns, 'role to column name, such as {"lat": "Y"}'),
        units: parseRecord('units', units, 'role to unit, such as {"magt": "K"}'),
        ...(encoding === undefined ? {} : { encoding }),
        ...(sheet === undefined ? {} : { sheet }),
        ...(decimalMark === undefined ? {} : { decimalMark: checkMark(decimalMark) }),
      };
      const record = await intake.boreholes(c.var.owner, namedUpload(form, name), reading);
      return c.json(created(c, record, boreholes, settings.publicUrl), 201);
    });
}

function checkMark(text: string): '.' | ',' {
  if (text === '.' || text === ',') return text;
  throw refuseInput('/decimalMark', `expected "." or ","; found ${JSON.stringify(text.slice(0, 80))}`);
}

const textRecord = z.record(z.string(), z.string());

function parseRecord(field: string, text: string | undefined, form: string): Record<string, string> {
  if (text === undefined) return {};
  const expected = `expected a JSON object from ${form}`;
  try {
    const parsed = textRecord.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch (error) {
    throw refuseInput(`/${field}`, `${expected}; ${error instanceof Error ? error.message : ''}`);
  }
  throw refuseInput(`/${field}`, `${expected}; found ${text.slice(0, 80)}`);
}

export const getBoreholesFile = createRoute({
  method: 'get',
  path: '/boreholes/{id}/file',
  operationId: 'getBoreholesFile',
  tags: ['Boreholes'],
  summary: 'The table as it was uploaded',
  request: { params: resourceParams },
  responses: fileResponses,
});

export function downloadBoreholes(services: HttpServices): RouteHandler<typeof getBoreholesFile, HttpEnv> {
  return async (c) => {
    const record = await services.records.get('boreholes', c.var.owner, c.req.valid('param').id);
    const { fileName, file } = onlyFile(record);
    return sendStoredFile(c, fileName, file, services.artefacts);
  };
}
