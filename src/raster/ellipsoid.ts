/** The `+datum`, `+ellps`, `+a` part of a PROJ string from the geographic keys. */
import proj4 from 'proj4';
import { epsgEntry } from './epsgTable.ts';
import { keys, userDefined } from './geoKeys.ts';
import type { GeoKeyValues } from './geoKeys.ts';

/** By EPSG code. Written out where proj4 has another ellipsoid, or none, under PROJ's name. */
const ellipsoids: Readonly<Record<number, string>> = {
  7001: '+ellps=airy',
  7004: '+ellps=bessel',
  7008: '+ellps=clrk66',
  7012: '+a=6378249.145 +rf=293.465',
  7019: '+ellps=GRS80',
  7022: '+ellps=intl',
  7024: '+ellps=krass',
  7030: '+ellps=WGS84',
  7043: '+a=6378135 +rf=298.26',
};

/** EPSG codes of datums that are plain choices of PROJ. */
const datums: Readonly<Record<number, string>> = {
  6258: '+ellps=GRS80',
  6269: '+datum=NAD83',
  6326: '+datum=WGS84',
};

const greenwich = 8901;
const degree = 9102;
/** Same as the degree, "supplier to define representation". */
const degreeAsSupplied = 9122;

/** Either the part of a PROJ string, or why there is none. */
export type Resolved = { readonly proj4: string } | { readonly reason: string };

export function resolveEllipsoid(geo: GeoKeyValues): Resolved {
  const unit = geo.number(keys.angularUnits) ?? degree;
  if (unit !== degree && unit !== degreeAsSupplied) return { reason: `its angles are in unit ${unit}, not in degrees` };
  const meridian = geo.number(keys.primeMeridian) ?? greenwich;
  const meridianLongitude = geo.number(keys.primeMeridianLongitude) ?? 0;
  const code = geo.number(keys.geographicType);
  if (code !== null && code !== userDefined && code !== 0) {
    const entry = epsgEntry(code);
    if (entry === null || !entry.proj4.startsWith('+proj=longlat')) {
      return { reason: `its geographic system, code ${code}, is not in the table` };
    }
    return { proj4: contradictingShape(geo, entry.proj4) ?? entry.proj4.replace('+proj=longlat', '').trim() };
  }
  if ((meridian !== greenwich && meridian !== userDefined) || meridianLongitude !== 0) {
    return { reason: `its longitudes do not start at Greenwich (meridian ${meridian})` };
  }
  const shape = datums[geo.number(keys.datum) ?? 0] ?? shapeOf(geo);
  if (shape === null) return { reason: 'its datum and ellipsoid are not given' };
  const shift = geo.numbers(keys.toWgs84);
  const shifted = shift !== null && (shift.length === 3 || shift.length === 7) && shift.some((value) => value !== 0);
  return { proj4: shifted && !shape.startsWith('+datum') ? `${shape} +towgs84=${shift.join(',')}` : shape };
}

/** Landsat products say WGS 84 and give another ellipsoid: its coordinates were computed with the latter (1.5 m). */
function contradictingShape(geo: GeoKeyValues, definition: string): string | null {
  const axes = axesOf(geo);
  if (axes === null) return null;
  return sameShape(axes, definition) ? null : axes;
}

const modernEllipsoids = ['+ellps=WGS84', '+ellps=GRS80'];

/** Half axes equal within 0.1 mm: WGS 84 and GRS 80 are one. */
function sameShape(one: string, other: string): boolean {
  const [p, q] = [one, other].map((text) => proj4.Proj(`+proj=longlat ${text}`) as { a: number; b: number });
  return Math.abs(p!.a - q!.a) < 2e-4 && Math.abs(p!.b - q!.b) < 2e-4;
}

function shapeOf(geo: GeoKeyValues): string | null {
  const named = ellipsoids[geo.number(keys.ellipsoid) ?? 0];
  if (named !== undefined) return named;
  const axes = axesOf(geo);
  return modernEllipsoids.find((known) => axes !== null && sameShape(axes, known)) ?? axes;
}

function axesOf(geo: GeoKeyValues): string | null {
  const a = geo.number(keys.semiMajorAxis);
  const b = geo.number(keys.semiMinorAxis);
  const inverseFlattening = geo.number(keys.inverseFlattening);
  if (a === null || !(a > 0)) return null;
  if (inverseFlattening !== null && inverseFlattening !== 0) return `+a=${a} +rf=${inverseFlattening}`;
  if (b !== null && b > 0) return `+a=${a} +b=${b}`;
  // GeoTIFF writes a sphere as an inverse flattening of 0.
  return inverseFlattening === 0 ? `+a=${a} +b=${a}` : null;
}
