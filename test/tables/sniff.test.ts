import { describe, expect, it } from 'vitest';
import { sniffFormat } from '../../src/tables/sniff.ts';
import { readText, refusal } from './readText.ts';

describe('sniffFormat', () => {
  it.each([
    ['', 'an empty file'],
    ['\x89PNG\r\n\x1a\n', 'a PNG image'],
    ['%PDF-1.7', 'a PDF document'],
    ['II*\0', 'a TIFF raster'],
    ['SQLite format 3\0', 'GeoPackage'],
    ['PK\x03\x04 some other archive', 'a ZIP archive without a workbook'],
    ['PK\x03\x04 xl/workbook.bin', '.xlsb'],
    ['<!DOCTYPE html><html>', 'an HTML page'],
    ['<?xml version="1.0"?><kml>', 'an XML document'],
    ['[{"lat":1}]', 'a JSON array'],
  ])('refuses %j and says what it is', (start, found) => {
    const error = refusal(() => sniffFormat(Buffer.from(start, 'latin1')));
    expect(error.code).toBe('table-unreadable');
    expect(error.message).toContain(found);
  });

  it.each([
    ['id,lat', 'csv'],
    ['\ufeff  {"type":', 'geojson'],
  ])('takes %j as %s', (start, format) => {
    expect(sniffFormat(Buffer.from(start))).toBe(format);
  });

  it('does not believe the extension: a PNG called .csv is refused', () => {
    expect(refusal(() => readText(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))).message).toContain('a PNG image');
  });
});
