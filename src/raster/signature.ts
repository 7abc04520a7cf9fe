/** Says what a file is that is not a TIFF: people rename files. */
import { unreadable } from './refusals.ts';
import type { StrictFile } from './strictFile.ts';

const others: readonly (readonly [name: string, start: string])[] = [
  ['a PNG image', '89504e47'],
  ['a JPEG image', 'ffd8ff'],
  ['a GIF image', '47494638'],
  ['a JPEG 2000 image', '0000000c6a502020'],
  ['a ZIP archive; unpack it first', '504b0304'],
  ['a gzip file; unpack it first', '1f8b'],
  ['a NetCDF file of version 5; rewrite it with nccopy -k nc4', '43444605'],
  ['a NetCDF file of an unknown version', '434446'],
  ['a GRIB file', '47524942'],
  ['a PDF document', '25504446'],
  ['an Erdas Imagine file', '454846415f484541'],
];

/** @throws {DomainError} 'raster-unreadable' naming what was found */
export async function requireTiffSignature(file: StrictFile): Promise<void> {
  if (file.sizeBytes === 0) throw unreadable(file.name, 'the file is empty');
  const start = Buffer.from(await file.read(0, Math.min(8, file.sizeBytes))).toString('hex');
  if (/^(49492a00|4d4d002a|49492b00|4d4d002b)/.test(start)) {
    if (file.sizeBytes < 16) throw unreadable(file.name, `a TIFF cut off after ${file.sizeBytes} bytes`);
    return;
  }
  const found = others.find(([, magic]) => start.startsWith(magic))?.[0] ?? `a file that starts with bytes ${start}`;
  throw unreadable(file.name, `expected a TIFF, found ${found}`);
}
