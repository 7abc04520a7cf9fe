/** Small processes that stand for the real ones: files, chunks, references, failures. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../../../src/core/errors.ts';
import { defineProcess } from '../../../src/processes/process.ts';

export const tiff = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));

const mapperInputs = z.strictObject({
  model: z.string().meta({ title: 'Model', description: 'Id of a model.' }),
  covariates: z
    .record(z.string(), z.union([z.string(), z.strictObject({ raster: z.string(), band: z.int().default(1) })]))
    .default({})
    .meta({ title: 'Covariates', description: 'Rasters by name.' }),
  depthM: z.number().gt(0).default(15).meta({ title: 'Depth', description: 'Depth below ground.', unit: 'm' }),
});

/** A job only: makes a file that becomes a map, a file that does not, and a value. */
export const mapper = defineProcess({
  id: 'mapper',
  version: '1.0.0',
  title: 'Mapper',
  description: 'Makes a map.',
  inputs: mapperInputs,
  outputs: {
    magst: { title: 'Map', description: 'The map.', mediaType: 'image/tiff; application=geotiff', resource: 'map' },
    table: { title: 'Table', description: 'The values.', mediaType: 'text/csv' },
    summary: {
      title: 'Summary',
      description: 'Areas.',
      mediaType: 'application/json',
      schema: z.strictObject({ cells: z.int() }),
    },
  },
  modes: ['async'],
  async plan(_library, inputs) {
    if (inputs.model === 'missing') throw new DomainError('not-found', 'There is no model missing');
    return [{ row: 0 }, { row: 1 }];
  },
  async run({ folder, signal }, inputs) {
    if (inputs.model === 'slow') {
      await new Promise((_resolve, reject) => {
        if (signal.aborted) reject(new DomainError('cancelled', 'stopped'));
        signal.addEventListener('abort', () => reject(new DomainError('cancelled', 'stopped')));
      });
    }
    await writeFile(join(folder, 'magst.tif'), tiff);
    await writeFile(join(folder, 'table.csv'), 'a,b\n1,2\n');
    return {
      magst: { kind: 'file', path: join(folder, 'magst.tif'), fileName: 'magst.tif' },
      table: { kind: 'file', path: join(folder, 'table.csv'), fileName: 'table.csv' },
      summary: { kind: 'value', value: { cells: 12 } },
    };
  },
});

const breakerInputs = z.strictObject({
  how: z.enum(['grid', 'bug']).meta({ title: 'How', description: 'What goes wrong.' }),
});

/** Fails, by a fault of the data or of the program. */
export const breaker = defineProcess({
  id: 'breaker',
  version: '1.0.0',
  title: 'Breaker',
  description: 'Fails.',
  inputs: breakerInputs,
  outputs: { nothing: { title: 'Nothing', description: 'Never made.', mediaType: 'application/json' } },
  modes: ['sync', 'async'],
  async run(_context, { how }) {
    if (how === 'bug') throw new TypeError('secret of the program');
    throw new DomainError('grid-mismatch', 'tdd has cells of 30 m, ndvi of 250 m', { covariate: 'ndvi' });
  },
});
