/** The grid that rasters are brought to: that of a raster, or one laid out by CRS, cell size and box. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { parseCrs } from '../../raster/crs.ts';
import { openRaster } from '../../raster/openRaster.ts';
import { requireGrid } from '../../raster/rasterInfo.ts';
import { writeGeoKeys } from '../../raster/writeGeoKeys.ts';
import { parseQuantity } from '../../units/convert.ts';
import { bboxNumbers } from '../inputs/commonInputs.ts';
import type { Crs } from '../../raster/crs.ts';
import type { GeoKeys } from '../../core/grid.ts';
import type { NamedPlace } from '../../raster/warp/planWarp.ts';
import type { Library } from '../library.ts';

/** Of one raster: what a COG of float32 may hold in 16 bands and still be written in a day. */
const mostCells = 2 ** 34;
const mostSideCells = 2 ** 20;

const cellSize = z.union([z.number().positive(), z.string().min(1).max(100)]);

export const templateInput = z
  .union([
    z.string().min(1),
    z.strictObject({
      crs: z.string().min(1).max(4096).meta({ description: 'EPSG:code, or a PROJ string in metres.' }),
      cellSize: z.union([cellSize, z.array(cellSize).length(2)]).meta({
        description:
          'Side of a cell, or its width and height, in the unit of the CRS or with a unit of its own, such as "3 arcsec".',
      }),
      bbox: bboxNumbers.meta({
        description:
          'West, south, east, north in the CRS. The cells start at the upper left; the lower right is moved to a whole number of cells.',
      }),
    }),
  ])
  .meta({
    title: 'Template',
    description:
      'The grid of the result: id of a raster (POST /rasters), or a file on the command line, whose grid it is; or {"crs": "EPSG:32651", "cellSize": 30, "bbox": [west, south, east, north]}.',
  });

export interface TemplateGrid extends NamedPlace {
  readonly geoKeys: GeoKeys;
}

/** @throws {DomainError} 'raster-no-georeference', 'crs-unknown', 'not-found'; 'invalid-input', 'too-large' for a box */
export async function findTemplate(library: Library, given: z.output<typeof templateInput>): Promise<TemplateGrid> {
  if (typeof given !== 'string') return layOut(given);
  const file = await library.resolve('raster', given);
  const raster = await openRaster(file.path, { name: file.name });
  try {
    // A raster that has a CRS has the keys that it was read from.
    return { name: file.name, ...requireGrid(raster.info), geoKeys: raster.info.geoKeys! };
  } finally {
    await raster.close();
  }
}

function layOut({ crs: text, cellSize: size, bbox }: Exclude<z.output<typeof templateInput>, string>): TemplateGrid {
  const crs = parseCrs(text);
  const sides = (Array.isArray(size) ? size : [size]).map((side) => inUnitOf(crs, side));
  const [cellX, cellY = cellX] = sides as [number, number?];
  const [west, south, east, north] = bbox as [number, number, number, number];
  if (!(west < east && south < north)) {
    const hint = crs.kind === 'geographic' ? '; across the antimeridian count on, as from 170 to 190' : '';
    throw refused(`needs west < east and south < north, found ${bbox.join(', ')}${hint}`);
  }
  if (
    crs.kind === 'geographic' &&
    !(south >= -90 && north <= 90 && west >= -360 && east <= 540 && east - west <= 361)
  ) {
    throw refused(`is not in degrees of longitude and latitude, as ${crs.name} is: ${bbox.join(', ')}`);
  }
  const widthPx = Math.max(1, Math.round((east - west) / cellX));
  const heightPx = Math.max(1, Math.round((north - south) / cellY));
  if (widthPx > mostSideCells || heightPx > mostSideCells || widthPx * heightPx > mostCells) {
    const message = `The template has ${widthPx} × ${heightPx} cells; at most ${mostSideCells} a side and ${mostCells} in all are made. Is the cell size in the unit of the CRS, ${crs.unit}?`;
    throw new DomainError('too-large', message, { widthPx, heightPx, limit: mostCells });
  }
  const grid = { widthPx, heightPx, transform: [west, cellX, 0, north, 0, -cellY] as const };
  return { name: 'given by its box', grid, crs, geoKeys: writeGeoKeys(crs) };
}

/** @throws {DomainError} 'invalid-input' for a text that is no length, or no angle where the CRS has degrees */
function inUnitOf({ kind, metresPerUnit, unit }: Crs, side: number | string): number {
  if (typeof side === 'number') return side;
  const fault = (detail: string): DomainError =>
    new DomainError('invalid-input', `/template/cellSize: ${detail}, found ${JSON.stringify(side)}`, {
      errors: [{ pointer: '/template/cellSize', detail }],
    });
  let value: number;
  try {
    value = parseQuantity(side, { unit: kind === 'geographic' ? '°' : 'm', difference: false });
  } catch (error) {
    throw error instanceof DomainError ? fault(error.message) : error;
  }
  if (Number.isFinite(Number(side)))
    throw fault(`expected a unit in a text; a bare number is in the unit of the CRS, ${unit}`);
  if (!(value > 0 && Number.isFinite(value))) throw fault('expected more than 0');
  return value / (metresPerUnit ?? 1);
}

function refused(what: string): DomainError {
  return new DomainError('invalid-input', `The template’s bbox ${what}`, {
    errors: [{ pointer: '/template/bbox', detail: what }],
  });
}
