import { describe, expect, it } from 'vitest';
import { acquisitionDate, parseLandsatMetadata, reflectanceOf } from '../../src/spectral/landsatMetadata.ts';

const old = `
GROUP = L1_METADATA_FILE
    SPACECRAFT_ID = "LANDSAT_5"
    DATE_ACQUIRED = 1988-08-14
    SUN_ELEVATION = 49.75588889
    RADIANCE_MULT_BAND_3 = 1.044
    RADIANCE_ADD_BAND_3 = -2.21398
END_GROUP = L1_METADATA_FILE
END
`;

const on = (date: string): number =>
  reflectanceOf(parseLandsatMetadata(old.replace('1988-08-14', date)), 'B3').multiply;

describe('reflectanceOf', () => {
  it('takes reflectance by the file’s own coefficients, over the sine of the height of the sun', () => {
    const metadata = parseLandsatMetadata(
      'SUN_ELEVATION = 30.0\nREFLECTANCE_MULT_BAND_4 = 2.0000E-05\n  REFLECTANCE_ADD_BAND_4 = -0.100000\n',
    );
    const { multiply, add } = reflectanceOf(metadata, 'B4');
    expect(multiply).toBeCloseTo(4e-5, 12);
    expect(add).toBeCloseTo(-0.2, 12);
  });

  it('takes π L d² / (ESUN sin h) where a file of before 2014 has radiance alone', () => {
    const metadata = parseLandsatMetadata(old);
    expect(acquisitionDate(metadata)).toBe('1988-08-14');
    const { multiply, add } = reflectanceOf(metadata, 'B3');
    // Distance of the day 227, of the ellipse of the handbook: 1 − 0.01672 cos(0.9856° (day − 4)).
    const distance = 1 - 0.01672 * Math.cos(((0.9856 * Math.PI) / 180) * (227 - 4));
    const factor = (Math.PI * distance ** 2) / (1536 * Math.sin((49.75588889 * Math.PI) / 180));
    expect(Math.abs(multiply / (1.044 * factor) - 1)).toBeLessThan(3e-4);
    expect(add / multiply).toBeCloseTo(-2.21398 / 1.044, 12);
    const given = reflectanceOf(parseLandsatMetadata(`${old}EARTH_SUN_DISTANCE = 1.0`), 'B3');
    expect(given.multiply).toBeCloseTo((1.044 * factor) / distance ** 2, 12);
  });

  it('is brightest in January, when the earth is nearest to the sun', () => {
    const ratio = on('1988-07-04') / on('1988-01-04');
    // (1 + e)² / (1 − e)² of an ellipse of eccentricity 0.0167.
    expect(Math.abs(ratio - (1.0167 / 0.9833) ** 2)).toBeLessThan(0.001);
  });

  it.each([
    [old.replace('SUN_ELEVATION = 49.75588889', ''), 'need SUN_ELEVATION = a number, found nothing'],
    [old.replace('49.75588889', '-3'), 'the sun below the horizon'],
    [old.replace('LANDSAT_5', 'LANDSAT_8'), 'neither REFLECTANCE_MULT_BAND_3 nor a spacecraft whose solar irradiance'],
    [old.replace('1.044', 'x'), 'need RADIANCE_MULT_BAND_3 = a number, found "x"'],
    [old.replace('1988-08-14', 'summer'), 'have no DATE_ACQUIRED such as 1988-08-14, found summer'],
    ['', 'need SUN_ELEVATION'],
  ])('says what is missing: case %#', (text, message) => {
    expect(() => reflectanceOf(parseLandsatMetadata(text), 'B3')).toThrow(message);
  });
});
