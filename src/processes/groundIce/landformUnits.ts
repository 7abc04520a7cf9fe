/** The landform units of a map: a raster of classes, or polygons. */
import { readFile } from 'node:fs/promises';
import { highestCode } from '../../physics/ice/groundIceOptions.ts';
import { readClassNames } from '../../raster/classNames.ts';
import { placePolygons } from '../../raster/polygons/placePolygons.ts';
import { parsePolygonFile } from '../../tables/polygonFile.ts';
import { readPolygons } from '../../tables/polygons.ts';
import { refused } from '../rasters/cellParameter.ts';
import { placeOf } from '../rasters/covariateStack.ts';
import type { Layer } from '../../raster/layers.ts';
import type { CovariateStack, RasterSource } from '../rasters/covariateStack.ts';
import type { GroundIceInputs } from './groundIceInputs.ts';
import type { Library } from '../library.ts';

type Units = NonNullable<GroundIceInputs['units']>;
type Polygons = Extract<Units, { readonly polygons: unknown }>;

export interface LandformUnits {
  /** Unit by code. */
  readonly names: ReadonlyMap<number, string>;
  /** Of polygons: their codes, and how many other units hold a cell. None where units are a raster of the stack. */
  readonly layers: readonly Layer[];
}

export function isPolygons(units: GroundIceInputs['units']): units is Polygons {
  return typeof units === 'object' && units !== null && 'polygons' in units;
}

/** To be opened with the other rasters; null where there is none. */
export function unitRaster(units: GroundIceInputs['units']): RasterSource | null {
  if (units === null || typeof units === 'string') return units;
  return 'polygons' in units ? null : units;
}

/**
 * @param inTable units of the table of ice contents: where they are whole numbers, they are the codes of a raster
 * @returns null where the map has no units
 * @throws {DomainError} 'invalid-input' for a raster whose codes nothing names; as `readPolygons` and `placePolygons`
 */
export async function openUnits(
  library: Library,
  units: GroundIceInputs['units'],
  stack: CovariateStack,
  inTable: readonly string[],
): Promise<LandformUnits | null> {
  if (units === null) return null;
  if (isPolygons(units)) return polygonUnits(library, units, stack);
  return { names: await namesOfRaster(stack, units, inTable), layers: [] };
}

async function polygonUnits(library: Library, { polygons, property }: Polygons, stack: CovariateStack) {
  const document = typeof polygons === 'string' ? await readDocument(library, polygons) : polygons;
  const found = readPolygons(document, property);
  const names = [...new Set(found.map(({ name }) => name))];
  if (names.length > highestCode + 1) {
    throw refused(
      '/units/property',
      `${property} has ${names.length} values, at most ${highestCode + 1} units are taken`,
    );
  }
  const coded = found.map(({ name, feature, rings }) => ({ code: names.indexOf(name), feature, rings }));
  const shapes = placePolygons(coded, placeOf(stack));
  return {
    names: new Map(names.entries()),
    layers: [
      { kind: 'polygons', shapes, band: 'code' },
      { kind: 'polygons', shapes, band: 'others' },
    ] as const,
  };
}

async function readDocument(library: Library, reference: string): Promise<unknown> {
  const file = await library.resolve('polygons', reference);
  return parsePolygonFile(await readFile(file.path), file.name);
}

async function namesOfRaster(
  { layers }: CovariateStack,
  units: Exclude<Units, Polygons>,
  inTable: readonly string[],
): Promise<ReadonlyMap<number, string>> {
  const given = typeof units === 'string' ? null : units.names;
  if (given !== null) return new Map(Object.entries(given).map(([code, name]) => [Number(code), name]));
  const { file, band } = layers.find(({ covariate }) => covariate === 'units')!;
  const names = await readClassNames(file.path, file.name, band);
  if (names !== null) return names;
  if (inTable.length > 0 && inTable.every((unit) => /^\d{1,4}$/.test(unit))) {
    return new Map(inTable.map((unit) => [Number(unit), unit]));
  }
  throw refused(
    '/units',
    `${file.name} has no names for its codes: give them, as in {"raster": ${JSON.stringify(file.reference)}, "names": {"1": "lacustrine-marsh"}}`,
  );
}
