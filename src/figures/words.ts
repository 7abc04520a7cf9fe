/** How figures write numbers, units and names. */

/** Widths of characters in Helvetica, as shares of the size; those of other sans-serif fonts are within a tenth. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[\u2e80-\uffef\u{20000}-\u{3ffff}]/u, 1],
  [/[ijlftI.,:;'|()[\]\s/!-]/, 0.29],
  [/[mwMW%@…—]/, 0.86],
  [/[A-ZА-Я]/, 0.69],
];
const usualWidth = 0.54;

/** About how wide a text comes out. */
export function widthOfText(words: string, sizePx: number): number {
  let sum = 0;
  for (const character of words) sum += widths.find(([kind]) => kind.test(character))?.[1] ?? usualWidth;
  return sum * sizePx;
}

/** The text, cut to a width with an ellipsis where it is longer. */
export function fitText(words: string, sizePx: number, widthPx: number): string {
  if (widthOfText(words, sizePx) <= widthPx) return words;
  const characters = Array.from(words);
  while (characters.length > 0 && widthOfText(`${characters.join('')}…`, sizePx) > widthPx) characters.pop();
  return `${characters.join('')}…`;
}

/** "magt (°C)", or the name alone where the unit is not known. */
export function withUnit(name: string, unit: string | null): string {
  return unit === null ? name : `${name} (${unit})`;
}

/** A value for people: three significant digits at least, a true minus sign, the unit behind it. */
export function quantity(value: number, unit: string | null): string {
  const decimals = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01)))));
  const number = value.toFixed(Math.abs(value) < 10 ? Math.min(decimals, 2) : decimals).replace('-', '−');
  const written = /^−0\.?0*$/.test(number) ? number.slice(1) : number;
  return unit === null ? written : `${written} ${unit}`;
}

/** "°C²" of "°C"; null stays null. */
export function squared(unit: string | null): string | null {
  if (unit === null) return null;
  return /^[\p{L}°]+$/u.test(unit) ? `${unit}²` : `(${unit})²`;
}
