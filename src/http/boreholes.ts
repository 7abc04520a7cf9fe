/** Borehole datasets: tables of ground temperatures with an intake report. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { parseInputs } from '../processes/parseInputs.ts';
import { parseTableEdits, tableEditsInput } from '../processes/stations/tableEdits.ts';
import { refuseInput } from './problem.ts';
import { parseJson, readJson } from './readJson.ts';
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
  summary: 'Upload a table of borehole temperatures, or of their series',
  description:
    'CSV with comma, semicolon or tab, GeoJSON or XLSX. Column names are guessed from common ones unless `columns` maps them.',
  request: {
    body: {
      required: true,
      content: formBody({
        name: 'What to call the dataset; by default the file name.',
        columns: 'JSON object from role to column name, such as {"lat": "Y"}.',
        units: 'JSON object from role to unit, such as {"magt": "K", "depth": "ft"}.',
        encoding: 'Of a text file, such as utf-8, gbk or cp1251; by default found in the file.',
        sheet: 'Of a workbook; by default the first that holds anything.',
        decimalMark: '"." or ","; by default found column by column.',
        content:
          '"stations" (by default): a row per station, whose temperatures are judged; "series": readings by time and depth for summarise-boreholes or degree-days, kept as they are.',
        edits:
          'JSON list of rows to leave out and cells to repair: [{"line": 12, "exclude": true, "reason": "on a road"}, {"line": 14, "column": "lat", "value": "52.4", "reason": "typing error"}].',
      }),
    },
  },
  responses: { 201: json(resourceSchema, 'The dataset with its column mapping and intake report.') },
});

const fields = ['name', 'columns', 'units', 'encoding', 'sheet', 'decimalMark', 'content', 'edits'];

export function uploadBoreholes({ intake, settings }: HttpServices): RouteHandler<typeof postBoreholes, HttpEnv> {
  return (c) =>
    withUpload(c, uploadRules(settings, fields, {}), async (form) => {
      const { name, columns, units, encoding, sheet, decimalMark, content, edits } = form.fields;
      const reading = {
        columns: parseRecord('columns', columns, 'role to column name, such as {"lat": "Y"}'),
        units: parseRecord('units', units, 'role to unit, such as {"magt": "K"}'),
        ...(encoding === undefined ? {} : { encoding }),
        ...(sheet === undefined ? {} : { sheet }),
        ...(decimalMark === undefined ? {} : { decimalMark: checkMark(decimalMark) }),
        ...(content === undefined || checkContent(content) === 'stations' ? {} : { content: 'series' as const }),
        ...(edits === undefined ? {} : { edits: parseTableEdits(edits) }),
      };
      const record = await intake.boreholes(c.var.owner, namedUpload(form, name), reading);
      return c.json(created(c, record, boreholes, settings.publicUrl), 201);
    });
}

function checkMark(text: string): '.' | ',' {
  if (text === '.' || text === ',') return text;
  throw refuseInput('/decimalMark', `expected "." or ","; found ${JSON.stringify(text.slice(0, 80))}`);
}

function checkContent(text: string): 'stations' | 'series' {
  if (text === 'stations' || text === 'series') return text;
  throw refuseInput('/content', `expected "stations" or "series"; found ${JSON.stringify(text.slice(0, 80))}`);
}

const textRecord = z.record(z.string(), z.string());

function parseRecord(field: string, text: string | undefined, form: string): Record<string, string> {
  if (text === undefined) return {};
  const expected = `expected a JSON object from ${form}`;
  let parsed: ReturnType<typeof textRecord.safeParse>;
  try {
    parsed = textRecord.safeParse(parseJson(text, 'it'));
  } catch (error) {
    throw refuseInput(`/${field}`, `${expected}; ${error instanceof Error ? error.message : ''}`);
  }
  if (parsed.success) return parsed.data;
  throw refuseInput(`/${field}`, `${expected}; found ${text.slice(0, 80)}`);
}

export const postBoreholesEdits = createRoute({
  method: 'post',
  path: '/boreholes/{id}/edits',
  operationId: 'editBoreholes',
  tags: ['Boreholes'],
  summary: 'Leave out rows and repair cells',
  description:
    'Makes a new dataset of the same file, read with these edits in place of any that it had: results of the old one stay explained. Nothing is ever changed without a reason beside it.',
  request: {
    params: resourceParams,
    body: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/TableEdits' } } } },
  },
  responses: { 201: json(resourceSchema, 'The new dataset with its intake report.') },
});

export function editBoreholes({ intake, settings }: HttpServices): RouteHandler<typeof postBoreholesEdits, HttpEnv> {
  return async (c) => {
    const { edits } = parseInputs(tableEditsInput, await readJson(c));
    const record = await intake.editBoreholes(c.var.owner, c.req.valid('param').id, edits);
    return c.json(created(c, record, boreholes, settings.publicUrl), 201);
  };
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
