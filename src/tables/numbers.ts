/** Numbers as people write them in tables. What is not surely a number stays a text. */

export type DecimalMark = '.' | ',';

/** What the file itself says about its decimal mark: cells that were numbers already, or a `;` that spares the comma. */
export type MarkHint = 'typed-numbers' | 'comma-is-free' | null;

const pointNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const commaNumber = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/;
/** 1,234 or 1.234: a decimal fraction, or thousands. 0,125 can only be a fraction. */
const perhapsThousands = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;
const missingWords = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', '-', '--', '无', 'нет']);

/** Whether a trimmed text stands for a value that is not there. */
export function isMissing(text: string): boolean {
  return text === '' || (text.length <= 4 && missingWords.has(text.toLowerCase()));
}

/** Whether a text is a number by its decimal point. */
export function isPlainNumber(text: string): boolean {
  return pointNumber.test(text);
}

/**
 * The number that a trimmed text is, or null. Accepts the minus sign U+2212; never thousands separators, hexadecimal
 * numbers, units, or anything that overflows.
 * @param mark null where the column's mark is undecided: whole numbers only
 */
export function parseNumber(text: string, mark: DecimalMark | null): number | null {
  const plain = text.startsWith('\u2212') ? `-${text.slice(1)}` : text;
  const known = mark === ',' ? commaNumber.test(plain) : pointNumber.test(plain);
  if (!known || (mark === null && plain.includes('.'))) return null;
  const value = Number(mark === ',' ? plain.replace(',', '.') : plain);
  return Number.isFinite(value) ? value : null;
}

/** Why `parseNumber` gave null for a text that is not missing. */
export function whyNotNumber(text: string, mark: DecimalMark | null): string {
  if (/^[+-]?(inf|infinity|∞)$/i.test(text) || pointNumber.test(text)) {
    if (mark === null) return 'could be a decimal mark or a thousands separator: give the decimal mark';
    if (mark === '.' || !text.includes('.')) return 'is not a finite number';
    return 'has a decimal point where the column has decimal commas';
  }
  if (commaNumber.test(text)) {
    return mark === null
      ? 'could be a decimal comma or a thousands separator: give the decimal mark'
      : 'has a comma where the column has decimal points; thousands separators are not read';
  }
  return 'is not a number';
}

interface MarkCount {
  readonly points: number;
  readonly commas: number;
  /** Of these the ones that could not be thousands. */
  readonly surePoints: number;
  readonly sureCommas: number;
}

/**
 * The decimal mark of each column, decided by its own cells and, where these could be thousands, by the rest of the
 * file. Null where nothing decides: such cells are refused, since a wrong guess is wrong by a factor of 1000.
 */
export function decimalMarks(columns: readonly (readonly string[])[], hint: MarkHint): (DecimalMark | null)[] {
  const counts = columns.map(countMarks);
  const sureCommas = counts.reduce((sum, count) => sum + count.sureCommas, 0);
  const surePoints = counts.reduce((sum, count) => sum + count.surePoints, 0);
  const commaFile =
    hint !== 'typed-numbers' && (sureCommas > surePoints || (hint === 'comma-is-free' && surePoints === 0));
  return counts.map((count) => columnMark(count, commaFile));
}

function columnMark(count: MarkCount, commaFile: boolean): DecimalMark | null {
  if (count.points === 0 && count.commas === 0) return commaFile ? ',' : '.';
  if (count.points >= count.commas) return count.surePoints > 0 || !commaFile ? '.' : null;
  return count.sureCommas > 0 || commaFile ? ',' : null;
}

function countMarks(cells: readonly string[]): MarkCount {
  const count = { points: 0, commas: 0, surePoints: 0, sureCommas: 0 };
  for (const text of cells) {
    const point = text.includes('.');
    if (point === text.includes(',')) continue; // none, or both: no number
    const plain = text.startsWith('\u2212') ? text.slice(1) : text;
    if (!(point ? pointNumber : commaNumber).test(plain)) continue;
    const sure = perhapsThousands.test(plain) ? 0 : 1;
    if (point) {
      count.points++;
      count.surePoints += sure;
    } else {
      count.commas++;
      count.sureCommas += sure;
    }
  }
  return count;
}

/** Values that instruments and archives write for "no measurement"; none is a temperature, a depth or an elevation. */
const sentinels = new Set([
  -99999, -9999.9, -9999, -999.9, -999, 9999, 99999, 999999, -32768, 32766, 32767, -3276.8, 3276.6, 3276.7,
]);

/** Whether a number stands for "no measurement": −9999 and its kin, or the largest floats (≥ 1e20). */
export function isSentinel(value: number): boolean {
  return sentinels.has(value) || Math.abs(value) >= 1e20;
}
