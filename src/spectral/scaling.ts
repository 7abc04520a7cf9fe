/** How stored numbers become reflectance, by product. */

/** reflectance = number · multiply + add */
export interface Linear {
  readonly multiply: number;
  readonly add: number;
}

/** A scaling of numbers as the reader gives them, of which one may stand for no measurement. */
export interface Scaling extends Linear {
  readonly fill: number | null;
}

/** What the products of both agencies store where there is no measurement, often without saying so in the file. */
export const storedFill = 0;

/** The same for every scene and band. */
const fixed = {
  reflectance: { multiply: 1, add: 0 },
  /** USGS, Landsat 8–9 Collection 2 Level 2 Science Product Guide (LSDS-1619); Landsat 4–7: LSDS-1618. */
  'landsat-collection-2-level-2': { multiply: 0.0000275, add: -0.2 },
  /** ESA, Sentinel-2 Products Specification Document: QUANTIFICATION_VALUE 10000, no offset. */
  'sentinel-2-before-04.00': { multiply: 1e-4, add: 0 },
  /** BOA_ADD_OFFSET and RADIO_ADD_OFFSET of −1000, from 25 January 2022. */
  'sentinel-2-from-04.00': { multiply: 1e-4, add: -0.1 },
} as const satisfies Record<string, Linear>;

export type ScalingName = keyof typeof fixed | 'landsat-level-1';

/** With what each is for. */
export const scalings: Readonly<Record<ScalingName, string>> = {
  reflectance: 'the values are reflectance already, about 0 to 1, as stored or by the scale and offset of the file',
  'landsat-collection-2-level-2': 'surface reflectance as USGS stores it, number · 0.0000275 − 0.2',
  'landsat-level-1':
    'digital numbers, to reflectance at the top of the atmosphere by the metadata of each scene (mtl), for the height of the sun corrected',
  'sentinel-2-before-04.00': 'number / 10000, products of a processing baseline before 04.00 (25 January 2022)',
  'sentinel-2-from-04.00': '(number − 1000) / 10000, products of processing baseline 04.00 and later',
};

/** null for what hangs on the scene. */
export function fixedScaling(name: ScalingName): Linear | null {
  return name === 'landsat-level-1' ? null : fixed[name];
}

/** Beyond these no surface reflectance lies: the ends of what Collection 2 can store. */
export const reflectanceRange = { least: -0.2, most: 1.6022 };

/**
 * Whether sampled numbers can be what the scaling takes them for; else what is wrong, for a message.
 * @param stored as the reader gives them; NaN and the fill are left out
 */
export function doubtScaling(stored: Iterable<number>, { multiply, add, fill }: Scaling): string | null {
  const values = [...stored].filter((value) => !Number.isNaN(value) && value !== fill);
  if (values.length === 0) return null;
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
  const reflectance = middle * multiply + add;
  const { least, most } = reflectanceRange;
  const asReflectance = `The middle one of ${values.length} sampled values, ${shown(middle)}, would be a reflectance of ${shown(reflectance)}`;
  if (multiply === 1 && add === 0) {
    return reflectance < least || reflectance > most
      ? `${asReflectance}: these are stored numbers, and need the scaling of their product`
      : null;
  }
  if (values.some((value) => !Number.isInteger(value))) {
    const fraction = values.find((value) => !Number.isInteger(value))!;
    return `Values such as ${shown(fraction)} are no stored numbers: they have been scaled already`;
  }
  if (reflectance < least || reflectance > most) return `${asReflectance}: these are numbers of another product`;
  const highest = Math.max(...values) * multiply + add;
  return highest < 0
    ? `The highest of ${values.length} sampled values would be a reflectance of ${shown(highest)}: these are numbers of another product`
    : null;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
