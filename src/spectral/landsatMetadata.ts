/** The metadata file of a Landsat scene (MTL): what makes reflectance at the top of the atmosphere of level-1 numbers. */
import { DomainError } from '../core/errors.ts';
import type { Linear } from './scaling.ts';

/** Fields by name, wherever they stand: no name occurs twice. */
export type LandsatMetadata = ReadonlyMap<string, string>;

/**
 * Mean solar irradiance outside the atmosphere, W/(m²·µm), by band number.
 * @source Chander, Markham and Helder 2009, Remote Sensing of Environment 113, 893–903, tables 2–4
 */
const solarIrradiance: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  LANDSAT_4: { 1: 1983, 2: 1795, 3: 1539, 4: 1028, 5: 219.8, 7: 83.49 },
  LANDSAT_5: { 1: 1983, 2: 1796, 3: 1536, 4: 1031, 5: 220, 7: 83.44 },
  LANDSAT_7: { 1: 1997, 2: 1812, 3: 1533, 4: 1039, 5: 230.8, 7: 84.9 },
};

/** Reads the text form: NAME = VALUE by line, values in quotes or not. */
export function parseLandsatMetadata(text: string): LandsatMetadata {
  const lines = text.matchAll(/^\s*([A-Z0-9_]+)\s*=\s*"?(.*?)"?\s*$/gm);
  return new Map([...lines].map(([, name, value]) => [name!, value!]));
}

/** Calendar date of the scene, such as 1988-08-14; null where the file does not say. */
export function acquisitionDate(metadata: LandsatMetadata): string | null {
  return metadata.get('DATE_ACQUIRED') ?? null;
}

/**
 * Level-1 digital number to reflectance at the top of the atmosphere, corrected for the height of the sun: by the
 * file's reflectance coefficients, or where an older file has none, by radiance and the solar irradiance.
 * @param band such as B4
 * @throws {DomainError} 'invalid-input' where the file lacks what is needed
 * @source USGS, Landsat 8 Data Users Handbook (LSDS-1574), section 5; Chander et al. 2009 for radiance
 */
export function reflectanceOf(metadata: LandsatMetadata, band: string): Linear {
  const number = band.slice(1);
  const sine = Math.sin((numberIn(metadata, 'SUN_ELEVATION') * Math.PI) / 180);
  if (!(sine > 0)) throw new DomainError('invalid-input', 'The metadata have the sun below the horizon: SUN_ELEVATION');
  if (metadata.has(`REFLECTANCE_MULT_BAND_${number}`)) {
    const multiply = numberIn(metadata, `REFLECTANCE_MULT_BAND_${number}`) / sine;
    return { multiply, add: numberIn(metadata, `REFLECTANCE_ADD_BAND_${number}`) / sine };
  }
  const spacecraft = metadata.get('SPACECRAFT_ID') ?? '';
  const irradiance = solarIrradiance[spacecraft]?.[number];
  if (irradiance === undefined) {
    throw new DomainError(
      'invalid-input',
      `The metadata have neither REFLECTANCE_MULT_BAND_${number} nor a spacecraft whose solar irradiance in band ${number} is known (LANDSAT_4, LANDSAT_5, LANDSAT_7); found ${JSON.stringify(spacecraft)}`,
    );
  }
  const perRadiance = (Math.PI * sunDistanceAu(metadata) ** 2) / (irradiance * sine);
  return {
    multiply: perRadiance * numberIn(metadata, `RADIANCE_MULT_BAND_${number}`),
    add: perRadiance * numberIn(metadata, `RADIANCE_ADD_BAND_${number}`),
  };
}

/**
 * From the file, else by date, right to 0.0001.
 * @source Astronomical Almanac, section C, low-precision formulas for the Sun: R from the mean anomaly g
 */
function sunDistanceAu(metadata: LandsatMetadata): number {
  if (metadata.has('EARTH_SUN_DISTANCE')) return numberIn(metadata, 'EARTH_SUN_DISTANCE');
  const date = acquisitionDate(metadata);
  // Of noon, since noon of the first of January 2000.
  const days = (Date.parse(date ?? '') - Date.parse('2000-01-01')) / 86_400_000;
  if (Number.isNaN(days)) {
    throw new DomainError('invalid-input', `The metadata have no DATE_ACQUIRED such as 1988-08-14, found ${date}`);
  }
  const anomaly = ((357.528 + 0.9856003 * days) * Math.PI) / 180;
  return 1.00014 - 0.01671 * Math.cos(anomaly) - 0.00014 * Math.cos(2 * anomaly);
}

function numberIn(metadata: LandsatMetadata, name: string): number {
  const text = metadata.get(name);
  const value = Number(text);
  if (text !== undefined && text !== '' && Number.isFinite(value)) return value;
  const found = text === undefined ? 'nothing' : JSON.stringify(text.slice(0, 40));
  throw new DomainError('invalid-input', `The metadata (MTL) need ${name} = a number, found ${found}`);
}
