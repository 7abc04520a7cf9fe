/** Geographic positions in table cells: decimal degrees, or degrees, minutes and seconds with a hemisphere. */
import { firstOf } from './intakeReport.ts';
import { isSentinel, parseNumber, whyNotNumber } from './numbers.ts';
import type { DecimalMark } from './numbers.ts';

export type Axis = 'lat' | 'lon';

const limitDegrees = { lat: 90, lon: 180 } as const;
const hemispheres = { lat: 'NS', lon: 'EW' } as const;

/** 68°30'15"N and 68°30.25'N, with straight or typographic primes. The last part may have a decimal point. */
const sexagesimal =
  /^(\d{1,3})°\s*(\d{1,2}(?:\.\d+(?=['′’]\s*[NSEW]))?)['′’]\s*(?:(\d{1,2}(?:\.\d+)?)(?:"|″|”|'')\s*)?([NSEW])$/;

/**
 * 68.504 N, 68,504°N: a comma is a decimal mark, since no coordinate has thousands. A sign beside the letter would mean
 * two things.
 */
const hemispheric = /^(\d{1,3})(?:[.,](\d+))?\s*°?\s*([NSEW])$/;

/** Whether a text is degrees, minutes and seconds. */
export function isSexagesimal(text: string): boolean {
  return sexagesimal.test(text);
}

/** Decimal degrees, whatever their size; NaN for a text that is no coordinate of this axis. */
export function parseCoordinate(text: string, axis: Axis, mark: DecimalMark | null): number {
  const parts = sexagesimal.exec(text);
  if (parts !== null) {
    const [, degrees, minutes, seconds = '0', hemisphere] = parts;
    if (Number(minutes) >= 60 || Number(seconds) >= 60) return Number.NaN;
    return signed(Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600, hemisphere!, axis);
  }
  const [, degrees, fraction = '0', hemisphere] = hemispheric.exec(text) ?? [];
  if (hemisphere !== undefined) return signed(Number(`${degrees}.${fraction}`), hemisphere, axis);
  return parseNumber(text, mark) ?? Number.NaN;
}

function signed(size: number, hemisphere: string, axis: Axis): number {
  if (!hemispheres[axis].includes(hemisphere)) return Number.NaN;
  return hemisphere === 'S' || hemisphere === 'W' ? -size : size;
}

/**
 * Longitudes of a column counted from 0° to 360°, as −180° to 180°. The column is counted so where none of its longitudes
 * is negative: beside a western one, one above 180 is a mistake. What is no longitude in either count, such as 400 or
 * −9999, says nothing and stays, as NaN does.
 * @returns the column, and the indices of those that were taken less 360
 */
export function turnLongitudes(degrees: Float64Array): { readonly degrees: Float64Array; readonly turned: number[] } {
  const turned = [...degrees.keys()].filter((i) => isBeyondHalfTurn(degrees[i]!));
  if (turned.length === 0 || degrees.some((lon) => lon < 0 && lon >= -180)) return { degrees, turned: [] };
  return { degrees: degrees.map((lon) => (isBeyondHalfTurn(lon) ? lon - 360 : lon)), turned };
}

function isBeyondHalfTurn(lon: number): boolean {
  return lon > 180 && lon <= 360;
}

/** Says which longitudes were taken less 360; `lines` of the file, `lon` the first of them as it is now. */
export function turnedMessage(lines: readonly number[], lon: number): string {
  const [was, is] = [lon + 360, Math.abs(lon)].map((degrees) => Number(degrees.toFixed(9)));
  const where = `${lines.length === 1 ? 'line' : 'lines'} ${firstOf(lines)}`;
  return `No longitude is negative, so ${lines.length} above 180 were taken less 360 (${was} as −${is}; ${where})`;
}

/** Why a row cannot be placed on the map, and which of its two cells shows it; null where it can. */
export function coordinateFault(
  lat: { readonly text: string; readonly degrees: number; readonly mark: DecimalMark | null },
  lon: { readonly text: string; readonly degrees: number; readonly mark: DecimalMark | null },
): { readonly axis: Axis; readonly reason: string } | null {
  const unreadable = cellFault('lat', lat) ?? cellFault('lon', lon);
  if (unreadable !== null) return unreadable;
  if (Math.abs(lat.degrees) > 90 && Math.abs(lat.degrees) <= 180 && Math.abs(lon.degrees) <= 90) {
    return { axis: 'lat', reason: 'latitude and longitude look swapped' };
  }
  if (lat.degrees === 0 && lon.degrees === 0) return { axis: 'lat', reason: '0, 0 stands for an unknown position' };
  return outside('lat', lat.degrees) ?? outside('lon', lon.degrees);
}

function cellFault(axis: Axis, cell: { text: string; degrees: number; mark: DecimalMark | null }) {
  if (!Number.isNaN(cell.degrees)) return null;
  if (cell.text === '') return { axis, reason: 'the coordinate is missing' };
  if (!/[°'′"″]/.test(cell.text)) return { axis, reason: whyNotNumber(cell.text, cell.mark) };
  const example = axis === 'lat' ? '68°30\'15"N' : '102°30\'15"E';
  return { axis, reason: `is not decimal degrees, nor degrees, minutes and seconds such as ${example}` };
}

function outside(axis: Axis, degrees: number) {
  const limit = limitDegrees[axis];
  if (Math.abs(degrees) <= limit) return null;
  return { axis, reason: `is outside −${limit}…${limit} degrees${outsideHint(axis, degrees)}` };
}

/** Eastings and northings have at least four digits before the point. */
const leastMetres = 1_000;

function outsideHint(axis: Axis, degrees: number): string {
  if (axis === 'lon' && degrees <= 360 && degrees > 0) return '; subtract 360 from longitudes beyond 180';
  if (isSentinel(degrees) || Math.abs(degrees) < leastMetres) return '';
  return '; it looks like metres of a projection such as UTM, which must be converted to degrees first (gdaltransform -t_srs EPSG:4326, or a GIS)';
}

/** What is suspicious about all coordinates together, as code and message. */
export function coordinateSuspicions(
  texts: readonly string[],
): readonly { readonly code: 'coordinates-rounded' | 'coordinates-degrees-minutes'; readonly message: string }[] {
  const fractions = texts.map((text) => /[.,](\d+)$/.exec(text)?.[1]?.replace(/0+$/, '') ?? '');
  const decimals = fractions.reduce((most, fraction) => Math.max(most, fraction.length), 0);
  if (texts.length >= 10 && decimals <= 1) {
    return [
      {
        code: 'coordinates-rounded',
        message: `All coordinates are rounded to ${decimals === 0 ? 'whole degrees (about 111 km)' : 'a tenth of a degree (about 11 km)'}: rasters finer than that are read at the wrong place`,
      },
    ];
  }
  // Chance that n true decimal fractions all stay below 0.60 is 0.6^n: less than 4 in 100,000 for 20.
  const likeMinutes = decimals === 2 && fractions.every((fraction) => Number(fraction.padEnd(2, '0')) < 60);
  if (texts.length >= 20 && likeMinutes) {
    return [
      {
        code: 'coordinates-degrees-minutes',
        message:
          'No coordinate has a fraction of 0.60 or more: these may be degrees.minutes (29.40 for 29°40′) and not decimal degrees. They were read as decimal degrees',
      },
    ];
  }
  return [];
}
