import { describe, expect, it } from 'vitest';
import { readIceLogs } from '../../src/tables/iceLogs.ts';
import type { IceLogOptions, IceLogs } from '../../src/tables/iceLogs.ts';

type More = Partial<Pick<IceLogOptions, 'columns' | 'units' | 'edits'>>;
const read = (text: string, more: More = {}): IceLogs =>
  readIceLogs(new TextEncoder().encode(text), { fileName: 'logs.csv', columns: {}, units: {}, ...more });

describe('borehole logs of ice', () => {
  it.each([
    ['hole,topM,bottomM,water,dryDensityKgM3\nA,0.3,0.5,0.35,1200', {}],
    ['Borehole;From (cm);To (cm);Water content (%);Dry density (g/cm³)\nA;30;50;35;1,2', {}],
    ['hole_id,depth_from_cm,depth_to_cm,moisture_percent,dry_density_g_cm3\nA,30,50,35,1.2', {}],
    ['Bohrloch;von (cm);bis (cm);Wassergehalt (%);Trockendichte (g/cm³)\nA;30;50;35;1,2', {}],
    ['钻孔,顶深(m),底深(m),含水率(%),干密度(t/m³)\nA,0.3,0.5,35,1.2', {}],
    [
      'id,top,bottom,water,dry_density\nA,30,50,35,1.2',
      { units: { top: 'cm', bottom: 'cm', water: '%', dryDensity: 'g/cm³' } },
    ],
    [
      'id,a,b,c,d\nA,300 ,500,350,1.2',
      {
        columns: { top: 'a', bottom: 'b', water: 'c', dryDensity: 'd' },
        units: { top: 'mm', bottom: 'mm', water: 'g/kg', dryDensity: 'Mg/m3' },
      },
    ],
  ])('%j are read in metres, shares and kg/m³', (text, more) => {
    expect(read(text, more).intervals).toMatchObject([
      {
        line: 2,
        hole: 'A',
        topM: 0.3,
        bottomM: 0.5,
        waterGravimetric: 0.35,
        dryDensityKgM3: 1200,
        iceVolumetric: null,
      },
    ]);
  });

  it.each(['ice', 'ice (%)', 'Льдистость', '体积含冰量'])(
    'takes %s for the volume of ice in that of the ground',
    (name) => {
      const written = name.includes('%') ? '40' : '0.4';
      expect(read(`hole,top,bottom,${name}\nA,1,2,${written}`).intervals).toMatchObject([{ iceVolumetric: 0.4 }]);
    },
  );

  it('says of each column in which unit it was taken, and why', () => {
    const { columns } = read('hole,top_cm,bottom,water (gravimetric),dry_density\nA,30,0.5,0.3,1200', {
      units: { bottom: 'm' },
    });
    expect(Object.entries(columns).map(([role, { column, unit, how }]) => [role, column, unit, how])).toEqual([
      ['hole', 'hole', null, 'assumed'],
      ['top', 'top_cm', 'cm', 'named'],
      ['bottom', 'bottom', 'm', 'given'],
      ['water', 'water (gravimetric)', '', 'assumed'],
      ['dryDensity', 'dry_density', 'kg/m³', 'assumed'],
    ]);
  });

  it('takes blanks and −9999 for no measurement, and places, units and soils as they are written', () => {
    const text =
      'hole,top,bottom,water,dry_density,soil,landform,lat,lon,permafrost_table\nA,1,2,-9999,NA,silt,marsh,35.5,"92°30\'00""E",1.5';
    expect(read(text).intervals[0]).toEqual({
      line: 2,
      hole: 'A',
      topM: 1,
      bottomM: 2,
      soil: 'silt',
      waterGravimetric: null,
      unfrozenGravimetric: null,
      dryDensityKgM3: null,
      iceVolumetric: null,
      unit: 'marsh',
      tableM: 1.5,
      position: { lon: 92.5, lat: 35.5 },
    });
  });

  it('turns longitudes of 0…360 as tables of stations do, and says so; beside western ones they are refused', () => {
    const text = 'hole,top,bottom,ice_volumetric,lat,lon\nA,1,2,0.2,66,190.5\nB,1,2,0.2,66,';
    expect(read(`${text}170`).intervals.map(({ position }) => position?.lon)).toEqual([-169.5, 170]);
    expect(read(`${text}170`).warnings).toEqual([expect.stringContaining('(190.5 as −169.5; line 2)')]);
    expect(read(text).intervals[1]!.position).toBeNull();
    expect(() => read(`${text}-170`)).toThrow(/line 2, column "lon": .*subtract 360/);
  });

  it('leaves out rows and repairs cells as its edits say', () => {
    const edits = [
      { line: 2, exclude: true, reason: 'a thawed core' },
      { line: 3, column: 'water', value: '0.25', reason: 'typing error' },
    ] as const;
    expect(read('hole,top,bottom,water\nA,1,2,0.2\nA,2,3,25', { edits }).intervals).toMatchObject([
      { line: 3, waterGravimetric: 0.25 },
    ]);
  });

  it.each([
    [
      'hole,depth,water\nA,1,0.2',
      {},
      'column-missing',
      /need the columns top, bottom; the table has hole, depth, water/,
    ],
    ['hole,top,bottom,salt\nA,1,2,3', {}, 'column-missing', /water \(or ice\)/],
    ['hole,top,bottom,water\n', {}, 'no-rows', /found none/],
    ['hole,top,from,bottom,water\nA,1,1,2,0.2', {}, 'invalid-input', /"top" and "from" may both be the top/],
    ['hole,top,bottom,water\nA,1,2,wet', {}, 'invalid-input', /line 2, column "water": "wet" is not a number/],
    ['hole,top,bottom,water\n,1,2,0.2', {}, 'invalid-input', /line 2, column "hole": is empty/],
    ['hole,top,bottom,water\nA,,2,0.2', {}, 'invalid-input', /line 2, column "top": is empty/],
    ['hole,top,bottom,water\nA,1,2', {}, 'invalid-input', /line 2: the row has 3 fields/],
    ['hole,top,bottom,water,lat,lon\nA,1,2,0.2,95,45', {}, 'invalid-input', /line 2, column "lat": .*swapped/],
    [
      'hole,top,bottom,water (m)\nA,1,2,0.2',
      {},
      'invalid-input',
      /"water \(m\)", the water of the logs: expected a number without a unit, not a length/,
    ],
    [
      'hole,top,bottom,water\nA,1,2,0.2',
      { units: { top: 'kg' } },
      'invalid-input',
      /"top".*expected a length in m, not a mass/,
    ],
    ['hole,top,bottom,water\nA,1,2,0.2', { units: { soil: 'kg' } }, 'invalid-input', /none of the columns is the soil/],
    [
      'hole,top,bottom,water,soil\nA,1,2,0.2,silt',
      { units: { soil: 'kg' } },
      'invalid-input',
      /a text, which has no unit/,
    ],
    ['hole,top,bottom,water\nA,1,2,0.2', { units: { depth: 'cm' } }, 'unknown-field', /no role "depth"/],
    ['hole,top,bottom,water\nA,1,2,0.2', { columns: { water: 'w' } }, 'column-missing', /need the columns w/],
  ])('%j with %j is refused', (text, more, code, message) => {
    expect(() => read(text, more)).toThrow(expect.objectContaining({ code }));
    expect(() => read(text, more)).toThrow(message);
  });
});
