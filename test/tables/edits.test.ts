import { describe, expect, it } from 'vitest';
import { readBoreholes } from '../../src/tables/boreholes.ts';
import { columnOfRole } from '../../src/tables/boreholeTable.ts';
import type { TableEdit } from '../../src/tables/edits.ts';

const csv = 'name,lat,lon,magst_c\nA,62.1,120.5,-3.1\nB,-62.4,121.5,-2.0\nC,63.0,not known,-4.5\nD,64.0\n';

function read(edits: readonly TableEdit[]) {
  return readBoreholes(new TextEncoder().encode(csv), { fileName: 'sites.csv', edits });
}

describe('edits of a table', () => {
  it('leaves out rows with their reason and repairs cells before they are judged', () => {
    const { table, intake } = read([
      { line: 2, exclude: true, reason: 'on a road' },
      { line: 3, column: 'lat', value: ' 62.4 ', reason: 'sign' },
      { line: 4, column: 'lon', value: '122', reason: 'from the log book' },
    ]);
    expect([...table.lines]).toEqual([3, 4]);
    expect([...(columnOfRole(table, 'lat')!.values as Float64Array)]).toEqual([62.4, 63]);
    expect(intake.rejected).toContainEqual({
      line: 2,
      column: null,
      value: null,
      reason: 'left out by an edit: on a road',
    });
    expect(intake.repaired.listed).toEqual([
      { line: 3, column: 'lat', found: '-62.4', value: '62.4', reason: 'sign' },
      { line: 4, column: 'lon', found: 'not known', value: '122', reason: 'from the log book' },
    ]);
  });

  it('changes nothing without edits', () => {
    const { table, intake } = read([]);
    expect([...table.lines]).toEqual([2, 3]);
    expect(intake.repaired.count).toBe(0);
  });

  it.each<[string, readonly TableEdit[], string]>([
    ['a line without a row', [{ line: 9, exclude: true, reason: 'x' }], 'lines 2 to 4'],
    ['a line that does not fit the header', [{ line: 5, exclude: true, reason: 'x' }], 'mend the file'],
    ['a column that is not there', [{ line: 2, column: 'latt', value: '1', reason: 'x' }], 'the nearest is "lat"'],
    [
      'two repairs of one cell',
      [
        { line: 2, column: 'lat', value: '1', reason: 'x' },
        { line: 2, column: 'lat', value: '2', reason: 'x' },
      ],
      'Edit 2 repairs lat in line 2, which an earlier one repairs already',
    ],
    [
      'one row left out twice',
      [
        { line: 2, exclude: true, reason: 'x' },
        { line: 2, exclude: true, reason: 'y' },
      ],
      'Edit 2 leaves out line 2',
    ],
    [
      'a row both left out and repaired',
      [
        { line: 2, column: 'lat', value: '1', reason: 'x' },
        { line: 2, exclude: true, reason: 'y' },
      ],
      'left out by one edit and repaired by another',
    ],
  ])('refuses %s', (_what, edits, message) => {
    expect(() => read(edits)).toThrow(message);
  });
});
