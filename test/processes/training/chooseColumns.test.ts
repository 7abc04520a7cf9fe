import { describe, expect, it } from 'vitest';
import { chooseColumns } from '../../../src/processes/training/chooseColumns.ts';
import { readBoreholes } from '../../../src/tables/boreholes.ts';

const text = `site_id,name,lat,lon,elevation_m,depth_m,year_first,magt_c,magt_5m,surveyor,tdd,snow depth,flat,blank,soil_ph
1,Bam,60.1,100.1,410,10,1990,-1.5,-1.4,Li,1200,0.5,7,,5.5
2,Tura,61.2,101.3,520,10,1991,-2.5,-2.1,Wu,1100,0.6,7,,6.5
3,Nar,62.3,102.4,630,10,1992,-3.5,-3.3,Li,1000,0.4,7,,
`;
const { table } = readBoreholes(new TextEncoder().encode(text), { fileName: 'sites.csv' });
const choose = (wanted: 'all' | string[], taken: string[] = []) =>
  chooseColumns(wanted, table, 'magt_c', new Set(taken));

describe('chooseColumns', () => {
  it('takes every column that may explain the target, and says why the others are left out', () => {
    expect(choose('all')).toEqual({
      columns: ['elevation_m', 'tdd', 'soil_ph'],
      leftOut: [
        { column: 'site_id', reason: 'names the station' },
        { column: 'name', reason: 'names the station' },
        { column: 'lat', reason: 'is a position' },
        { column: 'lon', reason: 'is a position' },
        { column: 'depth_m', reason: 'is the depth of the measurement' },
        { column: 'year_first', reason: 'is a time' },
        { column: 'magt_5m', reason: 'is a ground temperature' },
        { column: 'surveyor', reason: 'holds texts' },
        {
          column: 'snow depth',
          reason: 'has a name that no covariate may have; give it one: covariates={"name":{"column":"snow depth"}}',
        },
        { column: 'flat', reason: 'is 7 in every row' },
        { column: 'blank', reason: 'has no value' },
      ],
    });
  });

  it('takes no column that has another part in the request', () => {
    const others = { foldColumn: 'elevation_m', weights: 'tdd', regionColumn: 'soil_ph' };
    const { columns, leftOut } = chooseColumns('all', table, 'magt_c', new Set(), others);
    expect(columns).toEqual([]);
    expect(leftOut).toContainEqual({ column: 'elevation_m', reason: 'names the folds' });
    expect(leftOut).toContainEqual({ column: 'tdd', reason: 'holds the weights' });
    expect(leftOut).toContainEqual({ column: 'soil_ph', reason: 'names the regions' });
    expect(choose(['tdd']).columns).toEqual(['tdd']);
  });

  it('takes no column that a training table carries beside what is learnt', () => {
    const written = 'line,magt_c,tdd,moved_m,fold,fold_2\n2,-1,1200,0,1,2\n3,-2,1100,50,2,1\n';
    const training = readBoreholes(new TextEncoder().encode(written), { fileName: 'training.csv' }).table;
    expect(chooseColumns('all', training, 'magt_c', new Set())).toEqual({
      columns: ['tdd'],
      leftOut: [
        { column: 'line', reason: 'is the line in a table' },
        { column: 'moved_m', reason: 'is how far a station was moved' },
        { column: 'fold', reason: 'names the folds' },
        { column: 'fold_2', reason: 'names the folds' },
      ],
    });
  });

  it('passes over what is a covariate already', () => {
    expect(choose('all', ['tdd']).columns).toEqual(['elevation_m', 'soil_ph']);
  });

  it('takes a list as it is, positions and years too', () => {
    expect(choose(['lat', 'tdd', 'year_first'])).toEqual({ columns: ['lat', 'tdd', 'year_first'], leftOut: [] });
  });

  it.each([
    ['tdt', 'column-missing', /nearest is "tdd"/],
    ['magt_c', 'invalid-input', /"magt_c" is the target/],
    ['soil_ph', 'invalid-input', /"soil_ph" is a covariate already/],
    ['elevation_m', 'invalid-input', /"elevation_m" is a covariate already/],
  ])('refuses %s in a list', (name, code, message) => {
    expect(() => choose(['elevation_m', name], ['soil_ph'])).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
