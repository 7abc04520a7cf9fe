import { describe, expect, it } from 'vitest';
import { iceColumns } from '../../src/core/iceRow.ts';
import { readIceTable } from '../../src/tables/iceTable.ts';
import { writeCsv } from '../../src/tables/writeCsv.ts';
import { refusal } from './readText.ts';

const read = (text: string) => readIceTable(Buffer.from(text), { fileName: 'ice.csv' });

describe('readIceTable', () => {
  it('reads columns by name in any order, with null for what is left out', () => {
    const { rows, otherColumns } = read(
      'bottomM,topM,unit,waterGravimetric,dryDensityKgM3,remark\n3,0.5,marsh,0.42,1250,wet\n10,3,marsh,NA,,\n',
    );
    expect(otherColumns).toEqual(['remark']);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ unit: 'marsh', layer: null, topM: 0.5, bottomM: 3, waterGravimetric: 0.42 });
    expect(rows[1]).toMatchObject({ topM: 3, waterGravimetric: null, dryDensityKgM3: null, source: null });
  });

  it('reads back every column that a table is written with', () => {
    const values = Object.values(iceColumns).map(({ kind }, i) => (kind === 'text' ? `text ${i}` : i / 8));
    const names = Object.keys(iceColumns);
    expect(read(writeCsv(names, [values])).rows).toEqual([
      Object.fromEntries(names.map((name, i) => [name, values[i]])),
    ]);
  });

  it('takes decimal commas where semicolons part the columns', () => {
    expect(read('unit;topM;bottomM;iceVolumetric\nmarsh;0,5;3;0,42\n').rows[0]).toMatchObject({
      topM: 0.5,
      iceVolumetric: 0.42,
    });
  });

  it('leaves out rows and repairs cells as its edits say, and refuses an edit of a line that is none', () => {
    const csv = Buffer.from('unit,topM,bottomM,iceVolumetric\nmarsh,0,3,42\nmarsh,3,9,0.2\nhill,0,9,0.1\n');
    const edits = [
      { line: 2, column: 'iceVolumetric', value: '0.42', reason: 'typing error' },
      { line: 4, exclude: true, reason: 'a thawed core' },
    ] as const;
    expect(readIceTable(csv, { fileName: 'ice.csv', edits }).rows).toMatchObject([
      { unit: 'marsh', topM: 0, iceVolumetric: 0.42 },
      { unit: 'marsh', topM: 3, iceVolumetric: 0.2 },
    ]);
    const elsewhere = [{ line: 9, exclude: true, reason: 'none' }] as const;
    expect(refusal(() => readIceTable(csv, { fileName: 'ice.csv', edits: elsewhere })).message).toContain(
      'names line 9, where there is no row',
    );
  });

  it('refuses what would be passed over in silence', () => {
    expect(refusal(() => read('unit,topM,iceVolumetric\na,0,0.3\n')).message).toContain('needs the columns bottomM');
    expect(refusal(() => read('unit,topM,bottomM,waterGravimetric,dry_density\na,0,1,0.3,1.4\n'))).toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('rename it to dryDensityKgM3'),
    });
    expect(refusal(() => read('unit,topM,bottomM,iceVolumetric\na,0,1,35 %\n')).message).toBe(
      'ice.csv, line 2, column iceVolumetric: "35 %" is not a number',
    );
    expect(refusal(() => read('unit,topM,bottomM\na,0\n')).message).toContain('line 2: the row has 2 fields');
    expect(refusal(() => read('unit,topM,bottomM,iceVolumetric\n')).code).toBe('no-rows');
    const many = `unit,topM,bottomM,iceVolumetric\n${'a,0,1,0.1\n'.repeat(2001)}`;
    expect(refusal(() => read(many)).code).toBe('too-large');
  });
});
