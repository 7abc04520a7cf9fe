/** Where proj4 would give another place than PROJ without a word, and the one way to it that refuses those. */
import proj4 from 'proj4';
import { DomainError } from '../core/errors.ts';

/** What proj4 makes of a definition. */
export interface Understood {
  readonly projName?: string;
  readonly to_meter?: number;
  /** Half axes in metres. */
  readonly a: number;
  readonly b: number;
  /** Shift to WGS 84. */
  readonly datum_params?: readonly (number | string)[];
  /** Of the origin, in radians. */
  readonly lat0?: number;
  readonly long0?: number;
}

/** @throws {DomainError} 'crs-unknown' */
export function understood(definition: string): Understood {
  try {
    const known = proj4.Proj(definition) as Understood;
    if (isComputed(definition, known)) return known;
    throw new Error('it gives no coordinates; a parameter is missing or wrong');
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // Of what it lacks in WKT, proj4 says only which of its own assignments failed.
    const reason = said.startsWith('Cannot ') ? 'a part of it is missing' : said;
    throw unknownCrs(`“${definition.slice(0, 120)}” is not understood: ${reason}`, error);
  }
}

/** A parameter that is absent is often NaN to proj4: a place near the origin must come back. */
function isComputed(definition: string, { lat0 = 0, long0 = 0 }: Understood): boolean {
  const degrees = 180 / Math.PI;
  const place = [(long0 + 0.01) * degrees, (lat0 * 0.8 + 0.1) * degrees];
  const converter = proj4('EPSG:4326', definition);
  const [longitude, latitude] = converter.inverse(converter.forward(place));
  const turns = Math.abs(longitude! - place[0]!) % 360;
  return Math.min(turns, 360 - turns) < 1e-4 && Math.abs(latitude! - place[1]!) < 1e-4;
}

export function unknownCrs(what: string, cause?: unknown): DomainError {
  return new DomainError('crs-unknown', `Coordinate reference system: ${what}.`, {}, { cause });
}

/** Projections that proj4 reads from WKT as PROJ does; of others it misses parameters, by up to thousands of kilometres. */
const wktProjections =
  /^(Albers|Lambert|Transverse_Mercator|Transverse Mercator|Gauss_Kruger|Polar_Stereographic|Polar Stereographic|Oblique_Stereographic|Oblique Stereographic|Double_Stereographic|Sinusoidal|Mercator_1SP|Mercator_Auxiliary_Sphere|Popular Visualisation Pseudo)/i;

export function refuseWktThatProj4Misreads(wkt: string): void {
  const projection = /\b(?:PROJECTION|METHOD)\s*\[\s*"([^"]*)"/i.exec(wkt)?.[1];
  if (projection !== undefined && !(wktProjections.test(projection) && !/Cylindrical/i.test(projection))) {
    throw unknownCrs(`the projection ${projection} is not read from WKT; give its EPSG code or PROJ string`);
  }
  const extended = /\bEXTENSION\s*\[/i.test(wkt);
  if (
    !extended &&
    /^Mercator_1SP$/i.test(projection ?? '') &&
    /^[^"]*"[^"]*(pseudo.?mercator|web.?mercator|google)/i.test(wkt)
  ) {
    throw unknownCrs('a Web Mercator without its extension is one of the ellipsoid, up to 43 km away; give EPSG:3857');
  }
  const angle = /\bPARAMETER\s*\[\s*"([^"]*(?:latitude|longitude|azimuth)[^"]*)"\s*,[^,\]]*\]/i.exec(wkt)?.[1];
  if (/^PROJ(?:ECTED)?CRS\b/i.test(wkt) && angle !== undefined) {
    throw unknownCrs(`the ${angle.toLowerCase()} names no unit, such as ANGLEUNIT["degree",0.0174532925199433]`);
  }
  const meridian = /\bPRIMEM\s*\[\s*"[^"]*"\s*,\s*([-\d.]+)/i.exec(wkt)?.[1];
  if (meridian !== undefined && Number(meridian) !== 0) throw unknownCrs(`its longitudes start at ${meridian}°`);
}

/** The origin as PROJ assumes it where it is not given; proj4 would compute NaN. */
export function withDefaults(definition: string): string {
  if (/\+proj=(utm|longlat)\b/.test(definition)) return definition;
  // A cone on one parallel without an origin means different places to PROJ and to GDAL: proj4 then gives none.
  const coneOnOneParallel = definition.includes('+proj=lcc') && !definition.includes('+lat_2=');
  const keys = coneOnOneParallel ? ['lon_0', 'x_0', 'y_0'] : ['lat_0', 'lon_0', 'x_0', 'y_0'];
  return [definition, ...keys.filter((key) => !definition.includes(`+${key}=`)).map((key) => `+${key}=0`)].join(' ');
}

/** proj4 passes over these without a word or prints one, and takes WGS 84 for an ellipsoid or datum that it does not know. */
export function refuseWhatProj4Ignores(definition: string): void {
  const ignored = /\+(init|axis|geoidgrids|pm|R_A)\b/.exec(definition)?.[0];
  if (ignored !== undefined) throw unknownCrs(`${ignored} is not read`);
  const zone = /\+zone=(\S+)/.exec(definition)?.[1];
  if (zone !== undefined && !/^0?([1-9]|[1-5]\d|60)$/.test(zone))
    throw unknownCrs(`UTM has the zones 1 to 60, not ${zone}`);
  const grids = /\+nadgrids=(\S+)/.exec(definition)?.[1] ?? '@null';
  if (grids !== '@null') throw unknownCrs(`the grid of datum shifts ${grids} is not read; give +towgs84 instead`);
  const datum = /\+datum=(\S+)/.exec(definition)?.[1] ?? 'WGS84';
  if (!['WGS84', 'NAD83', 'NAD27'].includes(datum)) {
    throw unknownCrs(`the datum ${datum} is not known; give its +ellps and +towgs84`);
  }
  const ellipsoid = /\+ellps=(\S+)/.exec(definition)?.[1] ?? 'WGS84';
  const { a, b } = understood(definition);
  if (ellipsoid !== 'WGS84' && a === wgs84.a && b === wgs84.b) {
    throw unknownCrs(`the ellipsoid ${ellipsoid} is not known; give its +a and +rf`);
  }
}

export const wgs84 = { a: 6378137, b: 6378137 * (1 - 1 / 298.257223563) } as const;

/** Whether two systems are on one ellipsoid with one shift to WGS 84, so that nothing is neglected between them. */
export function sharesDatum(definition: string, other: string): boolean {
  const [one, two] = [understood(definition), understood(other)];
  const shifts = [one, two].map(({ datum_params: shift }) => (shift ?? []).map(Number).filter((value) => value !== 0));
  return one.a === two.a && one.b === two.b && shifts[0]!.join() === shifts[1]!.join();
}
