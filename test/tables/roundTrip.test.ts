import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { delimiters } from '../../src/tables/delimited.ts';
import { isMissing, isSentinel } from '../../src/tables/numbers.ts';
import { writeCsv } from '../../src/tables/writeCsv.ts';
import { readText } from './readText.ts';

const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 }).filter((value) => !isSentinel(value) && value !== 0);
const cell = (letters: string) =>
  fc
    .string({ unit: fc.constantFrom(...letters.split('')), maxLength: 12 })
    .map((text) => text.trim())
    .filter((text) => !isMissing(text));
const rows = (letters: string) => fc.array(fc.tuple(number, cell(letters), number), { minLength: 1, maxLength: 20 });

const ascii = 'abcXYZ 019.,;|\t"\'#\n=-+@';

describe('a table that was written reads back', () => {
  it('by writeCsv, formulas apart', () => {
    fc.assert(
      fc.property(rows(ascii), (written) => {
        const safe = written.map(([a, text, b]) => [a, text.replace(/^[=+\-@]+/, 'x'), b] as const);
        const { columns } = readText(writeCsv(['a', 'name', 'b'], safe));
        expect(columns).toEqual(transposed(safe));
      }),
    );
  });

  it('with any delimiter, decimal mark, line end and quoting', () => {
    const style = fc.record({
      delimiter: fc.constantFrom(...delimiters),
      mark: fc.constantFrom('.', ','),
      end: fc.constantFrom('\n', '\r\n', '\r'),
      quoteAll: fc.boolean(),
      bom: fc.constantFrom('', '\ufeff'),
    });
    fc.assert(
      fc.property(rows(ascii), style, (written, { delimiter, mark, end, quoteAll, bom }) => {
        const decimal = (value: number) => String(value).replace('.', mark);
        const field = (text: string) =>
          quoteAll || text.includes(delimiter) || /["#\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const lines = [['a', 'name', 'b'], ...written.map(([a, text, b]) => [decimal(a), text, decimal(b)])];
        const text = bom + lines.map((line) => line.map(field).join(delimiter)).join(end);
        // The mark is given: a table of nothing but 1,234 is refused on purpose.
        const { columns, intake } = readText(text, { decimalMark: mark === ',' ? ',' : '.' });
        expect(columns).toEqual(transposed(written));
        expect(intake.delimiter).toBe(delimiter);
        expect(intake.rowsRejected).toBe(0);
      }),
    );
  });

  it.each([
    ['utf-8', 'Якутск五道梁é°'],
    ['utf-16le', 'Якутск五道梁é°'],
    ['gbk', '五道梁安多昆仑山沱河'],
    ['cp1251', 'якутскмирный'],
  ])('in %s', (encoding, letters) => {
    fc.assert(
      fc.property(rows(letters), (written) => {
        const text = writeCsv(['a', 'name', 'b'], [...written, [1, letters, 2]]);
        const bytes = iconv.encode(text, encoding, { addBOM: encoding === 'utf-16le' });
        const { columns, intake } = readText(bytes);
        expect(intake.encoding).toBe(encoding);
        expect(columns).toEqual(transposed([...written, [1, letters, 2]]));
      }),
    );
  });
});

function transposed(written: readonly (readonly [number, string, number])[]) {
  return { a: written.map(([a]) => a), name: written.map(([, name]) => name), b: written.map(([, , b]) => b) };
}
