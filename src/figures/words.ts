/** How figures write numbers, units and names. */
import { sharedExponent, timesPower, withMinus } from '../core/ticks.ts';

/** Widths of characters in Helvetica, as shares of the size; those of other sans-serif fonts are within a tenth. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[\u2e80-\uffef\u{20000}-\u{3ffff}]/u, 1],
  [/[ijlftI.,:;'|()[\]\s/!-]/, 0.29],
  [/[W@…—]/, 0.98],
  [/[mwM%ЖМФШЩЫЮжмфшщыю]/, 0.84],
  [/[A-ZА-ЯЁ]/, 0.69],
];
const usualWidth = 0.54;
/** Of the characters of a text that is cut. */
const keptAtEnd = 0.4;

/** About how wide a text comes out. */
export function widthOfText(words: string, sizePx: number): number {
  let sum = 0;
  for (const character of words) sum += widths.find(([kind]) => kind.test(character))?.[1] ?? usualWidth;
  return sum * sizePx;
}

/** That of the widest; 0 for none. */
export function widestOf(texts: readonly string[], sizePx: number): number {
  return Math.max(0, ...texts.map((words) => widthOfText(words, sizePx)));
}

/**
 * The text, cut to a width where it is longer: from its middle, because names of a family begin alike and a unit stands
 * at the end.
 */
export function fitText(words: string, sizePx: number, widthPx: number): string {
  if (widthOfText(words, sizePx) <= widthPx) return words;
  const characters = Array.from(words);
  const cut = (kept: number): string => {
    const last = Math.floor(kept * keptAtEnd);
    return `${characters.slice(0, kept - last).join('')}…${last === 0 ? '' : characters.slice(-last).join('')}`;
  };
  let kept = characters.length - 1;
  while (kept > 0 && widthOfText(cut(kept), sizePx) > widthPx) kept -= 1;
  return cut(kept);
}

/** "magt (°C)", or the name alone where the unit is not known. */
export function withUnit(name: string, unit: string | null): string {
  return unit === null ? name : `${name} (${unit})`;
}

/**
 * A value for people: two decimals below 10, none above 100, and always two significant digits; a true minus sign, the
 * unit behind it.
 * @param besides size of what it is compared with, whose decimals it takes: a bias is written as its RMSE is
 */
export function quantity(value: number, unit: string | null, besides = Math.abs(value)): string {
  const exponent = sharedExponent(besides);
  const size = besides / 10 ** exponent;
  const decimals = size === 0 ? 2 : size < 0.1 ? 1 - Math.floor(Math.log10(size)) : size < 10 ? 2 : size < 100 ? 1 : 0;
  const number = withMinus((value / 10 ** exponent).toFixed(decimals));
  const written = (/^−0\.?0*$/.test(number) ? number.slice(1) : number) + timesPower(exponent);
  return unit === null ? written : `${written} ${unit}`;
}

/** "°C²" of "°C"; null stays null. */
export function squared(unit: string | null): string | null {
  if (unit === null) return null;
  return /^[\p{L}°]+$/u.test(unit) ? `${unit}²` : `(${unit})²`;
}
