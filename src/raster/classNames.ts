/** What the numbers of a raster of classes mean, where its file or the one that GDAL keeps beside it says so. */
import { readFile } from 'node:fs/promises';
import { isErrno } from '../core/errors.ts';
import { metadataItem, unescapeXml } from './gdalMetadata.ts';
import { defaultLimits } from './limits.ts';
import { unsupported } from './refusals.ts';
import { openStrictFile } from './strictFile.ts';
import { tags } from './tags.ts';
import { readDirectories } from './tiffDirectories.ts';

/** Names by number. */
export type ClassNames = ReadonlyMap<number, string>;

/** Histograms and statistics of hundreds of bands fit. */
const mostAuxiliaryBytes = 16 * 2 ** 20;

/**
 * Names from the attribute table, else the category names of NAME.tif.aux.xml beside the raster, else from the item
 * CLASSES that maps of classes carry in themselves.
 * @param name shown in messages
 * @param band from 1
 * @returns null where nothing names them
 * @throws {DomainError} 'raster-…' for a file that is not readable
 */
export async function readClassNames(path: string, name: string, band: number): Promise<ClassNames | null> {
  const ownBand = new RegExp(`<PAMRasterBand band="${band}">[^]*?</PAMRasterBand>`).exec(await auxiliaryOf(path, name));
  const beside = ownBand === null ? null : (tableNames(ownBand[0]) ?? categoryNames(ownBand[0]));
  return beside ?? itemNames(await metadataOf(path, name));
}

async function auxiliaryOf(path: string, name: string): Promise<string> {
  const bytes = await readFile(`${path}.aux.xml`).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'EISDIR')) return null;
    throw error;
  });
  if (bytes === null) return '';
  if (bytes.length <= mostAuxiliaryBytes) return bytes.toString('utf8');
  throw unsupported(
    `${name}.aux.xml`,
    `has ${bytes.length} bytes, at most ${mostAuxiliaryBytes} are read`,
    'Delete it, or name the levels in the request',
  );
}

async function metadataOf(path: string, name: string): Promise<string | null> {
  const file = await openStrictFile(path, name);
  try {
    return (await readDirectories(file, defaultLimits)).first.text(tags.gdalMetadata);
  } finally {
    await file.close();
  }
}

/** GDAL's numbers for what a column of an attribute table holds. */
const nameUsage = '2';
const valueUsage = '5';

function tableNames(xml: string): ClassNames | null {
  const usages = [...xml.matchAll(/<FieldDefn[^>]*>[^]*?<Usage>(\d+)<\/Usage>/g)].map(([, usage]) => usage);
  const [nameAt, valueAt] = [usages.indexOf(nameUsage), usages.indexOf(valueUsage)];
  if (nameAt < 0 || valueAt < 0) return null;
  const rows = [...xml.matchAll(/<Row[^>]*>([^]*?)<\/Row>/g)].map(([, row]) =>
    [...row!.matchAll(/<F>([^<]*)<\/F>|<F ?\/>/g)].map(([, text]) => unescapeXml(text ?? '')),
  );
  return named(rows.map((row) => [Number(row[valueAt]), row[nameAt] ?? '']));
}

function categoryNames(xml: string): ClassNames | null {
  const names = [...xml.matchAll(/<Category>([^<]*)<\/Category>|<Category ?\/>/g)];
  return named(names.map(([, text], number) => [number, unescapeXml(text ?? '')]));
}

function itemNames(xml: string | null): ClassNames | null {
  const item = metadataItem(xml, 'CLASSES');
  if (item === null) return null;
  const names: unknown = parseJson(item);
  if (typeof names !== 'object' || names === null) return null;
  return named(Object.entries(names).map(([number, text]) => [Number(number), typeof text === 'string' ? text : '']));
}

/** Of a file from elsewhere, an item of this name may hold anything. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function named(pairs: readonly (readonly [number: number, name: string])[]): ClassNames | null {
  const names = pairs
    .map(([number, name]) => [number, name.trim()] as const)
    .filter(([number, name]) => Number.isSafeInteger(number) && name !== '');
  return names.length === 0 ? null : new Map(names);
}
