import { deflateRawSync } from 'node:zlib';
import { utils, write } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { checkLinkedCells, checkRepeatedCells } from '../../src/tables/repeatedCells.ts';
import { inflatedEntries } from '../../src/tables/zipGuard.ts';
import { readText, refusal } from './readText.ts';
import type { WorkSheet } from '@e965/xlsx';

const stations = () =>
  utils.aoa_to_sheet(
    [
      [],
      ['id', 'lat', 'lon', 'date', 'magt_c', 'snow'],
      ['007', 60.5, 100.25, new Date(Date.UTC(2001, 4, 17)), -2.5, 1.234],
      [],
      ['b', 61, 101, new Date(Date.UTC(2001, 4, 17, 6, 30)), -3, 2.345],
    ],
    { UTC: true, cellDates: true },
  );

function workbook(sheets: Record<string, WorkSheet>, bookType: 'xlsx' | 'biff8' | 'ods' = 'xlsx'): Uint8Array {
  const book = utils.book_new();
  for (const [name, sheet] of Object.entries(sheets)) utils.book_append_sheet(book, sheet, name);
  const written: unknown = write(book, { type: 'buffer', bookType, compression: true });
  if (written instanceof Uint8Array) return written;
  throw new Error('Expected the bytes of a workbook');
}

describe('workbooks', () => {
  it.each([
    ['xlsx', 'xlsx'],
    ['xls', 'biff8'],
    ['ods', 'ods'],
  ] as const)('reads %s by its content: rows of the sheet, dates as ISO 8601', (format, bookType) => {
    const { table, intake, columns } = readText(workbook({ S: stations() }, bookType));
    expect(intake).toMatchObject({ format, sheet: 'S', encoding: null, delimiter: null, warnings: [] });
    expect([...table.lines]).toEqual([3, 5]);
    expect(columns).toEqual({
      id: ['007', 'b'],
      lat: [60.5, 61],
      lon: [100.25, 101],
      date: ['2001-05-17', '2001-05-17T06:30:00'],
      magt_c: [-2.5, -3],
      snow: [1.234, 2.345],
    });
    expect(intake.ranges.years).toEqual({ first: 2001, last: 2001 });
  });

  it('takes the first sheet with data, or the one that is named', () => {
    const book = workbook({
      empty: utils.aoa_to_sheet([]),
      one: stations(),
      two: utils.aoa_to_sheet([
        ['a', 'b'],
        [1, 2],
      ]),
    });
    expect(readText(book).intake).toMatchObject({ sheet: 'one', warnings: [{ code: 'other-sheets' }] });
    expect(readText(book, { sheet: 'two' }).columns).toEqual({ a: [1], b: [2] });
    expect(refusal(() => readText(book, { sheet: 'tow' }))).toMatchObject({
      code: 'not-found',
      message: 'There is no sheet "tow"; the nearest is "two"',
    });
    expect(refusal(() => readText(workbook({ empty: utils.aoa_to_sheet([]) }))).code).toBe('no-rows');
  });

  it('takes the stored value of a formula, and no value where none was stored', () => {
    const sheet = stations();
    sheet['E3'] = { t: 'n', f: '1-3.5', v: -2.5 };
    sheet['E5'] = { t: 'n', f: 'E3*2' };
    expect(readText(workbook({ S: sheet })).intake.rejected).toEqual([
      { line: 5, column: 'magt_c', value: '=E3*2', reason: 'is not a number' },
    ]);
  });

  it('rejects a row with an error value', () => {
    const sheet = stations();
    sheet['E5'] = { t: 'e', v: 7, w: '#DIV/0!' };
    expect(readText(workbook({ S: sheet })).intake.rejected[0]).toMatchObject({ line: 5, value: '#DIV/0!' });
  });

  it('rejects a row with a cell beyond the header', () => {
    const sheet = stations();
    utils.sheet_add_aoa(sheet, [['stray']], { origin: 'H5' });
    expect(readText(workbook({ S: sheet })).intake.rejected).toEqual([
      { line: 5, column: null, value: null, reason: 'the row has 8 fields, the header names 6 columns' },
    ]);
  });

  it('passes over titles, merged ones too, and names the other sheets where the first holds no table', () => {
    const sheet = utils.aoa_to_sheet([['Boreholes of 2024'], [], ['lat', 'lon'], [60, 100], [61]]);
    sheet['!merges'] = [utils.decode_range('A1:B1')];
    const book = workbook({ readme: utils.aoa_to_sheet([['Boreholes of 2024']]), data: sheet });
    const { columns, intake } = readText(book, { sheet: 'data' });
    expect(columns).toEqual({ lat: [60], lon: [100] });
    expect(intake.warnings).toContainEqual(expect.objectContaining({ code: 'title-lines' }));
    expect(intake.rejected).toMatchObject([{ line: 5, column: 'lon' }]);
    expect(refusal(() => readText(book)).message).toMatch(/names .* "Boreholes of 2024"\. Sheet "readme" .* has data$/);
  });

  it('refuses merged cells', () => {
    const sheet = stations();
    sheet['!merges'] = [utils.decode_range('B2:C2')];
    const error = refusal(() => readText(workbook({ S: sheet })));
    expect(error.code).toBe('table-unreadable');
    expect(error.message).toContain('merged cells B2:C2 in sheet "S"');
  });

  it('refuses a damaged workbook', () => {
    const book = workbook({ S: stations() });
    expect(refusal(() => readText(book.subarray(0, book.length - 40))).code).toBe('table-unreadable');
    expect(refusal(() => readText(book.subarray(0, book.length / 2))).code).toBe('table-unreadable');
    const old = workbook({ S: stations() }, 'biff8');
    expect(refusal(() => readText(old.subarray(0, 700))).code).toBe('table-unreadable');
  });
});

describe('workbook bombs', () => {
  it('refuses a workbook that unpacks to more than the limit, whatever sizes it states', () => {
    const sheet = Buffer.alloc(3_000_000, ' ');
    const once = zip([['xl/workbook.xml', sheet]], 1000);
    expect(once.length).toBeLessThan(10_000);
    const error = refusal(() => readText(once, { limits: { inflatedBytes: 2_999_999 } }));
    expect(error).toMatchObject({ code: 'too-large', detail: { limit: 2_999_999 } });
    const twice = zip(
      [
        ['xl/workbook.xml', sheet],
        ['xl/more.xml', sheet],
      ],
      1000,
    );
    expect(refusal(() => readText(twice, { limits: { inflatedBytes: 5_999_999 } })).code).toBe('too-large');
    expect(refusal(() => readText(twice, { limits: { inflatedBytes: 6_000_000 } })).code).toBe('table-unreadable');
  });

  it('refuses ODS cells that unfold to more than the limit, a > inside an attribute notwithstanding', () => {
    const cell = '<table:table-cell office:string-value=">" table:number-columns-repeated="16384"><text:p>a</text:p>';
    const row = `<table:table-row table:number-rows-repeated="1000000">${cell}</table:table-cell></table:table-row>`;
    const error = refusal(() => readText(ods(row)));
    expect(error).toMatchObject({ code: 'too-large', detail: { limit: 20_000_000 } });
  });

  it('refuses XLSX hyperlinks over more cells than the limit, and takes one over a column', () => {
    expect(refusal(() => readText(linked('XFD1048576')))).toMatchObject({ code: 'too-large' });
    expect(readText(linked('B5')).table.rowCount).toBe(2);
  });

  it('searches for repeated cells in time that grows with the text', () => {
    const started = performance.now();
    checkRepeatedCells('<table-row '.repeat(200_000), 1);
    checkLinkedCells('<hyperlink '.repeat(200_000), 1);
    // Quadratic search would take minutes.
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('refuses an archive of more parts than a workbook has', () => {
    const parts = Array.from({ length: 4097 }, (_, i) => [`xl/${i}.xml`, Buffer.of()] as const);
    expect(refusal(() => readText(zip([['xl/workbook.xml', Buffer.of()], ...parts])))).toMatchObject({
      code: 'too-large',
      message: 'Expected a workbook of at most 4096 parts, found 4098',
    });
  });

  it('refuses archives that hide another one where the library would look for it', () => {
    const inner = Buffer.from('PK');
    const hidden = (name: string) =>
      zip([
        ['xl/workbook.xml', inner],
        [name, inner],
      ]);
    for (const name of ['Index.zip', 'Index/Document.iwa']) {
      expect(refusal(() => readText(hidden(name))).message).toContain(`no workbook: xl/workbook.xml, ${name}`);
    }
  });

  it('reads an ODS sheet with a million blank rows below the table', () => {
    const rows = [odsCells('lat', 'lon'), odsCells('60.5', '100.5')].map(
      (row) => `<table:table-row>${row.join('')}</table:table-row>`,
    );
    const rest =
      '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>';
    expect(readText(ods(rows.join('') + rest)).columns).toEqual({ lat: [60.5], lon: [100.5] });
  });
});

/** The stations with a link over cells from B2. */
function linked(last: string): Uint8Array {
  const sheet = stations();
  sheet['B2']!.l = { Target: '#S!A1' };
  return rezip(workbook({ S: sheet }), (text) => text.replace('ref="B2"', `ref="B2:${last}"`));
}

/** A workbook whose parts were changed. */
function rezip(book: Uint8Array, change: (text: string) => string): Uint8Array {
  return zip(
    Array.from(
      inflatedEntries(book, 1e8),
      ({ name, content }) => [name, Buffer.from(change(content.toString('latin1')), 'latin1')] as const,
    ),
  );
}

function odsCells(...texts: string[]): string[] {
  return texts.map(
    (text) => `<table:table-cell office:value-type="string"><text:p>${text}</text:p></table:table-cell>`,
  );
}

function ods(rows: string): Uint8Array {
  const names = ['office', 'table', 'text'].map(
    (name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`,
  );
  const content = `<office:document-content ${names.join(' ')}><office:body><office:spreadsheet><table:table table:name="s">${rows}</table:table></office:spreadsheet></office:body></office:document-content>`;
  return zip([
    ['META-INF/manifest.xml', Buffer.from('<manifest:manifest/>')],
    ['styles.xml', Buffer.from(`<office:document-styles ${names.join(' ')}/>`)],
    ['content.xml', Buffer.from(content)],
  ]);
}

/** An archive of deflated entries; a liar's states another size than the content has. */
function zip(files: readonly (readonly [name: string, content: Buffer])[], statedBytes?: number): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const deflated = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(deflated.length, 14);
    common.writeUInt32LE(statedBytes ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const position = Buffer.alloc(14);
    position.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), deflated]);
    locals.push(local);
    directory.push(Buffer.from('PK\x01\x02\0\0'), common, position, Buffer.from(name));
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8); // of this disk, which readers go by; the total is left 0
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}
