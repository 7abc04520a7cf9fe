import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalMarks, isMissing, isSentinel, parseNumber } from '../../src/tables/numbers.ts';
import { readText } from './readText.ts';

describe('parseNumber', () => {
  it.each([
    ['1.5', '.', 1.5],
    ['-.5', '.', -0.5],
    ['+3.', '.', 3],
    ['\u22122.5', '.', -2.5],
    ['1E5', '.', 100_000],
    ['80,5', ',', 80.5],
    ['80,5', '.', null],
    ['80.5', ',', null],
    ['1,234.5', '.', null],
    ['1.234,5', ',', null],
    ['1,234,567', ',', null],
    ['12', null, 12],
    ['1,234', null, null],
    ['1.234', null, null],
    ['0x10', '.', null],
    ['1e999', '.', null],
    ['5 m', '.', null],
    ['', '.', null],
    ['.', '.', null],
  ] as const)('reads %j with the mark %j as %j', (text, mark, value) => {
    expect(parseNumber(text, mark)).toBe(value);
  });

  it('reads back any double with either mark', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = String(value);
        expect(parseNumber(text, '.')).toBe(Object.is(value, -0) ? 0 : value);
        expect(parseNumber(text.replace('.', ','), ',')).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
  });
});

describe('decimalMarks', () => {
  it.each([
    ['a point that cannot be thousands', [['1.5']], null, ['.']],
    ['a comma that cannot be thousands', [['1,5']], null, [',']],
    ['a leading zero', [['0,125']], null, [',']],
    ['three digits after a point in a file of points', [['1.234']], null, ['.']],
    ['three digits after a comma and nothing else', [['1,234', '12']], null, [null]],
    ['the same where semicolons part the fields', [['1,234', '12']], 'comma-is-free', [',']],
    ['the same where another column has sure commas', [['1,234'], ['60,5']], null, [',', ',']],
    ['the same where another column has sure points', [['1,234'], ['60.5']], null, [null, '.']],
    ['three digits after a point in a file of commas', [['1.234'], ['60,5']], null, [null, ',']],
    ['a file of both', [['1.5', '2.5'], ['60,5']], null, ['.', ',']],
    ['the majority of a mixed column', [['1.5', '2,5', '3,5']], null, [',']],
    ['numbers that were typed', [['1.234'], ['60,5', '61,5']], 'typed-numbers', ['.', ',']],
    ['whole numbers', [['12'], ['x']], null, ['.', '.']],
  ] as const)('decides by %s', (_, columns, hint, marks) => {
    expect(decimalMarks(columns, hint)).toEqual(marks);
  });
});

describe('decimal marks in tables', () => {
  it('reads decimal commas between semicolons', () => {
    const { columns, intake } = readText('lat;lon;magt\n60,5;100,25;-2,125\n61,5;100;-3');
    expect(columns).toEqual({ lat: [60.5, 61.5], lon: [100.25, 100], magt: [-2.125, -3] });
    expect(intake).toMatchObject({ decimalMark: ',', delimiter: ';' });
  });

  it('reads no number where a comma could be of thousands, and says why', () => {
    const { columns, codes, intake } = readText('a,lat,lon,elev2\nx,60.5,100.5,"1,234"\ny,60.5,100.6,"2,345"');
    expect(columns['elev2']).toEqual(['1,234', '2,345']);
    expect(codes).toEqual(['decimal-mark-undecided']);
    expect(intake.columns[3]!.kind).toBe('text');
    const given = readText('a,b\nx,"1,234"\ny,"2,345"', { decimalMark: ',' });
    expect(given.columns['b']).toEqual([1.234, 2.345]);
  });

  it('rejects temperatures whose mark is undecided, with the remedy', () => {
    const { intake } = readText('lat,lon,magt\n60.5,100.5,"1,234"\n60.5,100.6,-2');
    expect(intake.rejected).toHaveLength(1);
    expect(intake.rejected[0]).toMatchObject({ line: 2, column: 'magt', value: '1,234' });
    expect(intake.rejected[0]!.reason).toContain('give the decimal mark');
  });

  it('never mixes two marks in one column', () => {
    const rows = ['1.5', '2.5', '3.5', '4.5', '5,5'].map((cell) => `q;${cell}`);
    const { columns, codes } = readText(['a;b', ...rows].join('\n'));
    expect(columns['b']).toEqual([1.5, 2.5, 3.5, 4.5, Number.NaN]);
    expect(codes).toContain('decimal-mark-mixed');
  });
});

describe('missing values', () => {
  it('knows the words for nothing, in any case', () => {
    for (const text of ['', 'NA', 'n/a', 'NaN', 'NULL', '-', '--', '无', 'нет', 'Нет'])
      expect(isMissing(text)).toBe(true);
    for (const text of ['0', 'none of it', 'Na+', '---']) expect(isMissing(text)).toBe(false);
  });

  it('knows sentinels from measurements', () => {
    for (const value of [-9999, -999, 9999, 3276.6, -3.4028235e38, 1e30]) expect(isSentinel(value)).toBe(true);
    for (const value of [0, -99, 999, 1000, -9998]) expect(isSentinel(value)).toBe(false);
  });
});
