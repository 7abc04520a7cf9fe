/** Round numbers along an axis, and how they are written. */

/**
 * Multiples of 1, 2 or 5 times a power of ten between two bounds, inclusive.
 * @param target about how many are wanted, ≥ 1; the spacing is the smallest that gives no more
 */
export function roundTicks(min: number, max: number, target: number): number[] {
  return multiplesWithin(min, max, roundStep((max - min) / target));
}

/** The same for degrees of longitude or latitude: above 20° by 30, 60, 90 or 180, which part a circle evenly. */
export function degreeTicks(min: number, max: number, target: number): number[] {
  const wanted = (max - min) / target;
  const ofCircle = [30, 60, 90, 180].find((step) => step >= wanted) ?? 180;
  return multiplesWithin(min, max, wanted <= 20 ? roundStep(wanted) : ofCircle);
}

function multiplesWithin(min: number, max: number, step: number): number[] {
  // Bounds that miss a tick by rounding alone do not lose it.
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => clean((first + i) * step));
}

/** The smallest of 1, 2, 5 × 10ⁿ that is at least this; the argument must be > 0. */
export function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= atLeast * (1 - 1e-9));
  return (factor ?? 10) * power;
}

/**
 * Plain numbers with a true minus sign and as many decimals as the ticks need; the very large and the very small as
 * multiples of one power of ten, which a row of zeros does not show: 1.5×10⁻⁶.
 */
export function tickLabels(ticks: readonly number[]): string[] {
  const exponent = sharedExponent(Math.max(...ticks.map(Math.abs)));
  const multiples = ticks.map((tick) => clean(tick / 10 ** exponent));
  const decimals = decimalsOf(multiples);
  return multiples.map((multiple) =>
    exponent !== 0 && multiple === 0 ? '0' : withMinus(multiple.toFixed(decimals)) + timesPower(exponent),
  );
}

/** Power of ten in which numbers up to this are written: 0, plainly, from 0.0001 to below a million. */
export function sharedExponent(largest: number): number {
  return largest === 0 || (largest >= 1e-4 && largest < 1e6) ? 0 : Math.floor(Math.log10(largest));
}

/** "×10⁻⁶" for −6, nothing for 0. */
export function timesPower(exponent: number): string {
  if (exponent === 0) return '';
  const raised = Array.from(String(exponent), (sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)]!));
  return `×10${raised.join('')}`;
}

/** Degrees with a hemisphere: 100°E, 62.5°N, 0°. Longitudes beyond ±180° count on. */
export function degreeLabels(ticks: readonly number[], axis: 'x' | 'y'): string[] {
  const decimals = decimalsOf(ticks);
  return ticks.map((tick) => {
    const degrees = axis === 'x' ? ((((tick + 180) % 360) + 360) % 360) - 180 : tick;
    if (degrees === 0) return '0°';
    if (degrees === -180) return '180°';
    const hemisphere = axis === 'x' ? (degrees < 0 ? 'W' : 'E') : degrees < 0 ? 'S' : 'N';
    return `${Math.abs(degrees).toFixed(decimals)}°${hemisphere}`;
  });
}

/** A true minus sign instead of the hyphen. */
export function withMinus(text: string): string {
  return text.replace('-', '−');
}

/** Decimals that the finest of the ticks needs. */
function decimalsOf(ticks: readonly number[]): number {
  return Math.max(
    0,
    ...ticks.map((tick) => {
      const [digits, exponent = '0'] = String(clean(tick)).split('e');
      return (digits!.split('.')[1] ?? '').length - Number(exponent);
    }),
  );
}

/** Without the last digits, which rounding makes; adding 0 turns −0 into 0. */
function clean(value: number): number {
  return Number(value.toPrecision(12)) + 0;
}
