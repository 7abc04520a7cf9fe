import { describe, expect, it } from 'vitest';
import { readDelimited } from '../../src/tables/delimited.ts';
import { tableLimits } from '../../src/tables/limits.ts';
import { readText, refusal } from './readText.ts';

const read = (text: string) => readDelimited(text, tableLimits);

describe('readDelimited', () => {
  it.each([
    [',', 'a,b\n1,2'],
    [';', 'a;b\n1,5;2,5'],
    ['\t', 'a\tb\n1;2\t3,4'],
    ['|', 'a|b\nx, y|z'],
    [';', 'name, and place;b\n"x;y";2\nz;3'],
    [',', 'a,b\n"line;one\nline;two;",2'],
    [';', 'sep=;\na;b\n1;2'],
    [',', '# made by hand; see notes; 2001\na,b\n1,2'],
    [';', 'Boreholes\n\na;b\n1,5;2,5\n1,5;2,5'],
    [',', '"Boreholes, of 2024"\na,b,c\n1,2,3'],
  ])('finds %j in %j', (delimiter, text) => {
    expect(read(text).delimiter).toBe(delimiter);
  });

  it.each(['\n', '\r\n', '\r'])('knows the line of each row with line ends %j', (end) => {
    const text = ['# comment', 'a,b', '1,2', '', '"x', 'y",4', '# more', '5,6', ',', '7,8', ''].join(end);
    const { raw, commentLines } = read(text);
    expect(raw.cells).toEqual([
      ['1', 'x\ny', '5', '7'],
      ['2', '4', '6', '8'],
    ]);
    expect(raw.lines).toEqual([3, 5, 8, 10]);
    expect(commentLines).toEqual([1, 7]);
  });

  it('counts the line that names the separator', () => {
    expect(read('sep=;\r\na;b\r\n1;2\r\n').raw.lines).toEqual([3]);
  });

  it('unfolds doubled quotation marks and keeps single ones inside a field', () => {
    const { raw } = read('a,b\n"say ""so""",68°30\'15"N');
    expect(raw.cells).toEqual([['say "so"'], ['68°30\'15"N']]);
  });

  it('takes a # inside a line as any other letter', () => {
    expect(read('a,b\n1,borehole #2\n').raw.cells).toEqual([['1'], ['borehole #2']]);
  });

  it('trims names and cells', () => {
    const { raw } = read(' a , b\n 1 ,\u00a02\n');
    expect(raw.names).toEqual(['a', 'b']);
    expect(raw.cells).toEqual([['1'], ['2']]);
  });

  it('passes over titles above the names, and says so', () => {
    const text = 'Boreholes of 2024;;\n\nSource: own;;\nname;lat;magt\nA;60;-1,5\n';
    const { raw, headerLine, titleLines } = read(text);
    expect([headerLine, titleLines, raw.names, raw.lines]).toEqual([4, [1, 3], ['name', 'lat', 'magt'], [5]]);
    expect(readText('a title\nlat,lon\n60,100').intake.warnings).toContainEqual({
      code: 'title-lines',
      message: '1 lines above the names of the columns hold one text and were passed over as titles: 1',
    });
  });

  it('takes a single name for that of a column where the next row holds a number or none follows', () => {
    expect(read('site,,\nA,60,100\n').raw).toMatchObject({ names: ['site', 'column_2', 'column_3'], lines: [2] });
    expect(read('site,\nA,\nB,\n').raw).toMatchObject({ names: ['site'], cells: [['A', 'B']], lines: [2, 3] });
  });

  it('says what was taken for the names where no row fits them', () => {
    const error = refusal(() => readText('Boreholes, 2024\nname,lat,lon\nA,60,100\nB,61,101\n'));
    expect(error).toMatchObject({ code: 'no-rows', message: expect.stringContaining('header names 2 columns') });
    expect(error.message).toContain('taken to be "Boreholes", "2024": delete what stands above them');
  });

  it('refuses a quotation mark that is never closed, with its line', () => {
    const error = refusal(() => read('a,b\n1,2\n"3,4\n5,6\n'));
    expect(error).toMatchObject({ code: 'table-unreadable', detail: { line: 3 } });
  });

  it('finds the delimiter of a header of more than 64 kB', () => {
    const names = Array.from({ length: 1500 }, (_, i) => `covariate_${i}_${'x'.repeat(40)}`);
    const { raw, delimiter } = read(`${names.join(';')}\n${names.map((_, i) => i).join(';')}\n`);
    expect([delimiter, raw.names.length, raw.cells[1499]]).toEqual([';', 1500, ['1499']]);
  });

  it('refuses a text without a delimiter', () => {
    expect(refusal(() => read('latitude longitude\n60 100\n')).message).toContain('"latitude longitude"');
  });
});
