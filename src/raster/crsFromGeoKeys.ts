/**
 * The CRS of a GeoTIFF from its keys. Never a guess: without a full and known definition there is none, and a reason.
 */
import { DomainError } from '../core/errors.ts';
import { crsFromCode, crsFromDefinition, parseCrs } from './crs.ts';
import { keys, readGeoKeys, userDefined } from './geoKeys.ts';
import { linearUnitMetres, resolveProjection } from './projection.ts';
import { resolveEllipsoid } from './ellipsoid.ts';
import type { Crs } from './crs.ts';
import type { GeoKeys } from '../core/grid.ts';
import type { GeoKeyValues } from './geoKeys.ts';

export type CrsOrReason =
  | { readonly crs: Crs; readonly reason: null }
  | { readonly crs: null; readonly reason: string };

export function crsFromGeoKeys(geoKeys: GeoKeys | null): CrsOrReason {
  if (geoKeys === null) return { crs: null, reason: 'the file has no GeoTIFF keys' };
  const geo = readGeoKeys(geoKeys);
  try {
    const found = isProjected(geo) ? projectedCrs(geo) : geographicCrs(geo);
    return typeof found === 'string'
      ? { crs: null, reason: `${found} (keys ${geo.summary})` }
      : { crs: found, reason: null };
  } catch (error) {
    if (error instanceof DomainError) return { crs: null, reason: `${error.message} (keys ${geo.summary})` };
    throw error;
  }
}

/** Files often hold both codes; the geographic one is then that of the base system. */
function isProjected(geo: GeoKeyValues): boolean {
  const model = geo.number(keys.modelType);
  if (model === 1 || model === 2) return model === 1;
  return geo.number(keys.projectedType) !== null || geo.number(keys.projectionMethod) !== null;
}

function projectedCrs(geo: GeoKeyValues): Crs | string {
  const code = geo.number(keys.projectedType);
  if (code !== null && code !== userDefined && code !== 0) return codedCrs(geo, code);
  const name = geo.text(keys.projectedCitation) ?? geo.text(keys.citation) ?? 'user-defined';
  const resolved = resolveProjection(geo);
  if ('proj4' in resolved) return crsFromDefinition(resolved.proj4, { name: shortName(name), epsg: null });
  return crsFromCitation(geo) ?? resolved.reason;
}

function codedCrs(geo: GeoKeyValues, code: number): Crs | string {
  const crs = crsFromCode(code);
  if (crs === null) return `EPSG:${code} is not in the table of coordinate reference systems`;
  if (crs.metresPerUnit === null) return `EPSG:${code} stands as the projected system but is geographic`;
  const metres = linearUnitMetres(geo);
  const stated = geo.number(keys.linearUnits) !== null;
  if (stated && (metres === null || !(Math.abs(metres / crs.metresPerUnit - 1) < 1e-6))) {
    return `EPSG:${code} has its coordinates in ${crs.unit}, the file states unit ${geo.number(keys.linearUnits)}`;
  }
  return crs;
}

function geographicCrs(geo: GeoKeyValues): Crs | string {
  const model = geo.number(keys.modelType);
  if (model !== null && model !== 2) {
    return crsFromCitation(geo) ?? `its model type ${model} is neither projected nor geographic`;
  }
  const code = geo.number(keys.geographicType);
  const resolved = resolveEllipsoid(geo);
  if ('reason' in resolved) return crsFromCitation(geo) ?? resolved.reason;
  if (code !== null && code !== userDefined && code !== 0) return crsFromCode(code)!;
  const name = geo.text(keys.geographicCitation) ?? geo.text(keys.citation) ?? 'user-defined';
  return crsFromDefinition(`+proj=longlat ${resolved.proj4}`, { name: shortName(name), epsg: null });
}

/** Esri writes the whole WKT into a citation. */
function crsFromCitation(geo: GeoKeyValues): Crs | null {
  for (const key of [keys.projectedCitation, keys.citation, keys.geographicCitation]) {
    const wkt = /^ESRI PE String = (.*)$/s.exec(geo.text(key) ?? '')?.[1];
    if (wkt !== undefined) return parseCrs(wkt);
  }
  return null;
}

/** Citations hold labels such as `PCS Name = Albers|GCS Name = …`, and Esri's the whole definition. */
function shortName(citation: string): string {
  const wktName = /^ESRI PE String = \w+\["([^"]*)"/.exec(citation)?.[1];
  const labelled = /^(?:PCS Name|GCS Name) = ([^|]*)/.exec(citation)?.[1];
  return (wktName ?? labelled ?? citation).split('|')[0]!.trim();
}
