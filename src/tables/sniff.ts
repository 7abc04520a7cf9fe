/** What a file is, by its content: names and extensions are not believed. */
import { DomainError } from '../core/errors.ts';

export type TableFormat = 'csv' | 'geojson' | 'xlsx' | 'xls' | 'ods';

/** First bytes of what people upload by mistake. */
const otherFiles: readonly (readonly [signature: string, what: string])[] = [
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['GIF8', 'a GIF image'],
  ['%PDF', 'a PDF document'],
  ['II*\0', 'a TIFF raster'],
  ['MM\0*', 'a TIFF raster'],
  ['II+\0', 'a BigTIFF raster'],
  ['MM\0+', 'a BigTIFF raster'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf', 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['SQLite format 3', 'an SQLite or GeoPackage database'],
  ['PAR1', 'a Parquet file'],
  ['\x89HDF', 'an HDF5 or NetCDF-4 file'],
  ['CDF\x01', 'a NetCDF file'],
  ['CDF\x02', 'a NetCDF file'],
  ['\0\0\x27\x0a', 'a shapefile'],
];

const readable = 'a table as CSV, TSV, GeoJSON points, XLSX, XLS or ODS';

/** @throws {DomainError} 'table-unreadable' naming what the file is instead */
export function sniffFormat(bytes: Uint8Array): TableFormat {
  if (bytes.length === 0) throw notATable('an empty file');
  const start = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  if (start.startsWith('PK\x03\x04')) return zipFormat(bytes);
  if (start.startsWith('\xd0\xcf\x11\xe0')) return 'xls';
  for (const [signature, what] of otherFiles) {
    if (start.startsWith(signature)) throw notATable(what);
  }
  // The letters of UTF-16 stand two bytes apart, its BOM is no letter of any other encoding.
  const text = start
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '')
    .trimStart();
  if (text.startsWith('{')) return 'geojson';
  if (text.startsWith('[')) throw notATable('a JSON array; wrap the points in a GeoJSON FeatureCollection');
  if (/^(<!doctype html|<html)/i.test(text)) throw notATable('an HTML page, perhaps a login or an error page');
  if (text.startsWith('<?xml') || text.startsWith('<kml') || text.startsWith('<gpx'))
    throw notATable('an XML document');
  return 'csv';
}

/** The error for a file that is something else than a table. */
export function notATable(found: string): DomainError {
  return new DomainError('table-unreadable', `Expected ${readable}; found ${found}`, { found });
}

function zipFormat(bytes: Uint8Array): TableFormat {
  const has = (name: string) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(name, 0, 'latin1');
  if (has('xl/workbook.xml')) return 'xlsx';
  if (has('content.xml') && has('META-INF/manifest.xml')) return 'ods';
  if (has('xl/workbook.bin')) throw notATable('a binary workbook (.xlsb): save it as .xlsx');
  throw notATable('a ZIP archive without a workbook: unpack it and send the table inside');
}
