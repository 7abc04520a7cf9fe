/** A unit of measure as what it is made of, and what that is called. */

/** Powers of mass, length, time, current, temperature, light, amount, angle and data: the order of mathjs. */
export type Dimensions = readonly number[];

export interface Unit {
  /** As it was written. */
  readonly text: string;
  /** SI units in one of it. */
  readonly scale: number;
  /** What stands between its zero and that of the SI unit, in its own units: 273.15 for °C, 0 for what is no scale of temperature. */
  readonly offset: number;
  readonly dimensions: Dimensions;
}

export const dimensionless: Dimensions = [0, 0, 0, 0, 0, 0, 0, 0, 0];

/** Sums of powers such as 0.5 + 0.5 are exact; thirds are not. */
const alike = 1e-9;

export function sameDimensions(a: Dimensions, b: Dimensions): boolean {
  return a.every((power, i) => Math.abs(power - b[i]!) < alike);
}

/** Powers of kg, m, s and K. */
function of(kg: number, m: number, s: number, kelvin: number): Dimensions {
  return [kg, m, s, 0, kelvin, 0, 0, 0, 0];
}

/** With the article that goes before it. */
const quantityNames: readonly (readonly [name: string, dimensions: Dimensions])[] = [
  ['a number without a unit', dimensionless],
  ['a length', of(0, 1, 0, 0)],
  ['an area', of(0, 2, 0, 0)],
  ['a volume', of(0, 3, 0, 0)],
  ['a time', of(0, 0, 1, 0)],
  ['a mass', of(1, 0, 0, 0)],
  ['a temperature', of(0, 0, 0, 1)],
  ['an angle', [0, 0, 0, 0, 0, 0, 0, 1, 0]],
  ['a thermal conductivity', of(1, 1, -3, -1)],
  ['a power per length', of(1, 1, -3, 0)],
  ['a power', of(1, 2, -3, 0)],
  ['an energy', of(1, 2, -2, 0)],
  ['a sum of degree-days', of(0, 0, 1, 1)],
  ['an edaphic factor', of(0, 1, -0.5, -0.5)],
  ['a density', of(1, -3, 0, 0)],
  ['a mass per area', of(1, -2, 0, 0)],
  ['a heat capacity per volume', of(1, -1, -2, -1)],
  ['a heat capacity per mass', of(0, 2, -2, -1)],
  ['an energy per volume', of(1, -1, -2, 0)],
  ['an energy per mass', of(0, 2, -2, 0)],
  ['a heat flux', of(1, 0, -3, 0)],
  ['a heat source per volume', of(1, -1, -3, 0)],
  ['a heat transfer coefficient', of(1, 0, -3, -1)],
  ['a thermal resistance', of(-1, 0, 3, 1)],
  ['a thermal diffusivity', of(0, 2, -1, 0)],
  ['a temperature gradient', of(0, -1, 0, 1)],
  ['a rate of warming', of(0, 0, -1, 1)],
  ['a speed', of(0, 1, -1, 0)],
  ['a number per length', of(0, -1, 0, 0)],
];

const symbols = ['kg', 'm', 's', 'A', 'K', 'cd', 'mol', 'rad', 'bit'] as const;

/** What has these dimensions, such as "a thermal conductivity"; its SI units where it has no name here. */
export function quantityName(dimensions: Dimensions): string {
  const known = quantityNames.find(([, named]) => sameDimensions(named, dimensions));
  if (known !== undefined) return known[0];
  const powers = dimensions.flatMap((power, i) =>
    Math.abs(power) < alike ? [] : [Math.abs(power - 1) < alike ? symbols[i]! : `${symbols[i]}^${power}`],
  );
  return `a quantity in ${powers.join(' ')}`;
}
