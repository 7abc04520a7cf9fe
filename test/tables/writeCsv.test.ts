import { describe, expect, it } from 'vitest';
import { writeCsv } from '../../src/tables/writeCsv.ts';
import { refusal } from './readText.ts';

describe('writeCsv', () => {
  it('writes CRLF, doubled quotation marks and the shortest numbers', () => {
    const text = writeCsv(
      ['name', 'x, m'],
      [
        ['a "b"', 0.1 + 0.2],
        ['two\nlines', -0],
        [' edge', 1e21],
        [null, Number.NaN],
      ],
    );
    expect(text).toBe('name,"x, m"\r\n"a ""b""",0.30000000000000004\r\n"two\nlines",0\r\n" edge",1e+21\r\n,\r\n');
  });

  it('puts an apostrophe before what a spreadsheet would run, and leaves numbers alone', () => {
    const texts = ['=1+1', '+A1', '-A1', '@SUM(A1)', '\tx', '-12.5', '+3', 'a=b'];
    expect(
      writeCsv(
        ['t'],
        texts.map((text) => [text]),
      )
        .split('\r\n')
        .slice(1, -1),
    ).toEqual(["'=1+1", "'+A1", "'-A1", "'@SUM(A1)", "'\tx", '-12.5', '+3', 'a=b']);
  });

  it('quotes a # so that no row reads as a comment', () => {
    expect(writeCsv(['a'], [['#1']])).toBe('a\r\n"#1"\r\n');
  });

  it('throws on infinite numbers and ragged rows', () => {
    expect(refusal(() => writeCsv(['a'], [[Infinity]])).code).toBe('internal');
    expect(refusal(() => writeCsv(['a'], [[1, 2]])).code).toBe('internal');
  });
});
