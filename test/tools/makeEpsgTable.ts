/**
 * Writes src/raster/epsg.tsv.br from the package epsg-index (ISC): code, name and PROJ string of every geographic and
 * projected system that proj4 can compute. Run it with `node test/tools/makeEpsgTable.ts` after epsg-index changes.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import proj4 from 'proj4';

interface Entry {
  readonly wkt: string;
  readonly code: string;
  readonly kind: string;
  readonly name: string;
  readonly proj4: string | null;
  /** North, west, south, east in degrees. */
  readonly bbox: readonly [number, number, number, number] | null;
}

const kinds = ['CRS-PROJCRS', 'CRS-GEOGCRS', 'CRS-GEOG3DCRS'];

/** @returns lines of `code TAB name TAB proj4`, by ascending code, each begun and the last ended by a line feed */
export function makeEpsgTable(): string {
  const require = createRequire(import.meta.url);
  const index: Record<string, Entry> = require('epsg-index/all.json');
  const entries = Object.values(index);
  const rows = entries
    .filter((entry) => kinds.includes(entry.kind) && entry.proj4 !== null && isPlainlyDefined(entry))
    .map((entry) => ({ ...entry, proj4: corrected(entry) }))
    .filter((entry) => isComputed(entry.proj4, entry.bbox))
    .toSorted((a, b) => Number(a.code) - Number(b.code));
  return `\n${rows.map(({ code, name, proj4: definition }) => `${code}\t${name}\t${definition}`).join('\n')}\n`;
}

/** Degrees from Greenwich, axes east and north: the index drops grads, other meridians and other axes without a word. */
function isPlainlyDefined({ code, wkt, proj4: definition }: Entry): boolean {
  if (!/PRIMEM\["Greenwich",0[,\]]/.test(wkt) || !/UNIT\["degree",0\.01745329/i.test(wkt)) return false;
  if (/\+(axis|geoidgrids|pm|R_A)\b|\+proj=geocent/.test(definition!)) return false;
  return !unlikeProj.has(code);
}

/** Codes whose datum PROJ shifts by 4 to 90 m, or whose projection it computes otherwise, found by comparison. */
const unlikeProj = new Set('6989 6990 6991 103699 104050 102400 104022 104645 6310 6311 102319 54028 6128'.split(' '));

function corrected({ wkt, proj4: definition }: Entry): string {
  return definition!
    .replace(/ \+nadgrids=(?!@null)("[^"]*"|\S+)( [^+]*")?/, '')
    .replace(/ \+(no_defs|type=crs|wktext)\b/g, '')
    .replace(/\+ellps=(\S+)/, (whole, name: string) => (ellipsoidsOfProj4.has(name) ? whole : spheroid(wkt)))
    .replace(/\+towgs84=(\S+)/, (whole, shift: string) => (coordinateFrame.has(shift) ? reversed(shift) : whole))
    .trim();
}

/** proj4 takes WGS 84 for an ellipsoid that it does not know by this name. */
const ellipsoidsOfProj4 = new Set(
  `airy andrae aust_SA bess_nam bessel clrk58 clrk66 clrk80 clrk80ign evrst30 evrst48 evrst56 evrst69 evrstSS fschr60
  fschr60m fschr68 GRS67 GRS80 helmert hough intl krass mod_airy new_intl plessis SEasia walbeck WGS60 WGS66 WGS84
  sphere`.split(/\s+/),
);

function spheroid(wkt: string): string {
  const [, a, inverseFlattening] = /SPHEROID\["[^"]*",([\d.]+),([\d.]+)/.exec(wkt)!;
  return Number(inverseFlattening) === 0 ? `+a=${a} +b=${a}` : `+a=${a} +rf=${inverseFlattening}`;
}

/**
 * Shifts of EPSG's method 9607, the coordinate frame rotation, whose angles PROJ strings want with the opposite sign:
 * the index copies them as they are. Found by comparison with PROJ, from which they differ by 0 to 4 m once reversed.
 */
const coordinateFrame = new Set([
  '23.772,17.49,17.859,0.3132,1.85274,-1.67299,-5.4262',
  '2.329,-147.042,-92.08,0.309,-0.325,-0.497,5.69',
  '-162.619,-276.959,-161.764,-0.067753,2.243648,1.158828,-1.094246',
  '-96.062,-82.428,-121.753,-4.801,-0.345,1.376,1.496',
  '-44.183,-0.58,-38.489,-2.3867,-2.7072,3.5196,-8.2703',
  '24.47,-130.89,-81.56,0,0,-0.13,-0.22',
  '25,-141,-78.5,0,-0.35,-0.736,0',
  '414.1,41.3,603.1,0.855,-2.141,7.023,0',
  '-208.719,129.685,52.092,0.195,0.014,-0.327,0.198',
  '-103.088,162.481,-28.276,-0.167,-0.082,-0.168,-1.504',
  '-117.808,-51.536,137.784,-0.303,-0.446,-0.234,-0.29',
  '-127.62,-67.24,-47.04,3.068,-4.903,-1.578,-1.06',
  '0.055,-0.541,-0.185,-0.0183,0.0003,0.007,-0.014',
  '-292.295,248.758,429.447,-4.9971,-2.99,-6.6906,1.0289',
  '595.48,121.69,515.35,-4.115,2.9383,-0.853,-3.408',
  '-288.885,-91.744,126.244,1.691,-0.41,0.211,-4.598',
  '-1.977,-13.06,-9.993,-0.364,-0.254,-0.689,-1.037',
  '-33.722,153.789,94.959,8.581,4.478,-4.54,8.95',
  '-239.749,88.181,30.488,-0.263,-0.082,-1.211,2.229',
  '-106.8686,52.2978,-103.7239,-0.3366,0.457,-1.8422,-1.2747',
  '226.702,-193.337,-35.371,2.229,4.391,-9.238,0.9798',
  '631.392,-66.551,481.442,-1.09,4.445,4.487,-4.43',
  '174.05,-25.49,112.57,0,0,-0.554,0.2263',
  '-179.483,-69.379,-27.584,7.862,-8.163,-6.042,-13.925',
  '8.853,-52.644,180.304,0.393,2.323,-2.96,-24.081',
  '572.213,85.334,461.94,-4.9732,-1.529,-5.2484,3.5378',
  '-0.293,766.95,87.713,-0.195704,-1.695068,-3.473016,-0.039338',
  '-0.16959,0.35312,0.51846,-0.03385,0.16325,-0.03446,0.03693',
  '584.9636,107.7175,413.8067,-1.1155,-0.2824,3.1384,7.9922',
  '8.846,-4.394,-1.122,0.00237,0.146528,-0.130428,0.783926',
  '485.021,169.465,483.839,-7.786342,-4.397554,-4.102655,0',
  '-93.799,-132.737,-219.073,1.844,-0.648,6.37,-0.169',
  '1.16835,-1.42001,-2.24431,0.00822,0.05508,-0.01818,0.23388',
]);

function reversed(shift: string): string {
  return `+towgs84=${shift
    .split(',')
    .map((value, i) => (i >= 3 && i <= 5 && Number(value) !== 0 ? String(-Number(value)) : value))
    .join(',')}`;
}

/** The middle of the area of use must come back within a micro-degree. */
function isComputed(definition: string, bbox: Entry['bbox']): boolean {
  const [north, west, south, east] = bbox ?? [10, -10, -10, 10];
  const middle = [(west + (east < west ? east + 360 : east)) / 2, (north + south) / 2];
  try {
    const converter = proj4('EPSG:4326', definition);
    const [x, y] = converter.inverse(converter.forward(middle));
    const turns = Math.abs(x! - middle[0]!) % 360;
    return Math.min(turns, 360 - turns) < 1e-6 && Math.abs(y! - middle[1]!) < 1e-6;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '..', '..', 'src', 'raster', 'epsg.tsv.br');
  writeFileSync(path, brotliCompressSync(makeEpsgTable()));
}
