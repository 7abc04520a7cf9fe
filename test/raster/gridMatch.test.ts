import { describe, expect, it } from 'vitest';
import { parseCrs } from '../../src/raster/crs.ts';
import { compareGrids } from '../../src/raster/gridMatch.ts';
import type { GeoTransform } from '../../src/core/grid.ts';
import type { NamedGrid } from '../../src/raster/gridMatch.ts';

const transform: GeoTransform = [440_000, 30, 0, 7_000_000, 0, -30];
const reference: NamedGrid = {
  name: 'dem',
  grid: { widthPx: 1000, heightPx: 800, transform },
  crs: parseCrs('EPSG:32651'),
};

function layer(changes: Partial<NamedGrid['grid']>, crs = reference.crs): NamedGrid {
  return { name: 'ndvi', grid: { ...reference.grid, ...changes }, crs };
}

function messageOf(other: NamedGrid): string {
  const mismatches = compareGrids(reference, [reference, other]);
  expect(mismatches.map(({ name }) => name)).toEqual(['ndvi']);
  return mismatches[0]!.message;
}

describe('compareGrids', () => {
  it('passes equal grids, rounding of a billionth of a cell, and the same CRS under another definition', () => {
    const utm = parseCrs('+proj=tmerc +lat_0=0 +lon_0=123 +k=0.9996 +x_0=500000 +y_0=0 +datum=WGS84 +units=m');
    const rounded: GeoTransform = [440_000 + 1e-9, 30, 0, 7_000_000, 0, -30];
    expect(compareGrids(reference, [layer({}), layer({ transform: rounded }), layer({}, utm)])).toEqual([]);
  });

  it('passes one geographic CRS under two definitions, on a grid from 0° to 360°', () => {
    const world: GeoTransform = [0, 0.5, 0, 90, 0, -0.5];
    const grid = { widthPx: 720, heightPx: 360, transform: world };
    const coded = { name: 'a', grid, crs: parseCrs('EPSG:4326') };
    const spelled = { name: 'b', grid, crs: parseCrs('+proj=longlat +ellps=WGS84') };
    expect(compareGrids(coded, [spelled])).toEqual([]);
    expect(compareGrids(spelled, [coded])).toEqual([]);
  });

  it('names the distance of the origin in cells and the command that cures it', () => {
    const shifted = messageOf(layer({ transform: [440_015, 30, 0, 7_000_000, 0, -30] }));
    expect(shifted).toBe(
      'ndvi does not lie on the grid of dem: its upper left corner lies 0.5 columns and 0 rows away. Put it there with: ' +
        'gdalwarp -t_srs EPSG:32651 -te 440000 6976000 470000 7000000 -ts 1000 800 -r bilinear IN.tif OUT.tif',
    );
  });

  it('finds a shift of a millionth of a cell', () => {
    expect(messageOf(layer({ transform: [440_000.00003, 30, 0, 7_000_000, 0, -30] }))).toContain('1.0e-6 columns');
  });

  it('names size and cell size', () => {
    expect(messageOf(layer({ widthPx: 999 }))).toContain('it has 999 × 800 pixels, not 1000 × 800');
    expect(messageOf(layer({ transform: [440_000, 90, 0, 7_000_000, 0, -90] }))).toContain(
      'its cells are 90 × -90, not 30 × -30',
    );
  });

  it('names another CRS, whether it overlaps or not', () => {
    const degrees: GeoTransform = [121.8, 0.001, 0, 63.2, 0, -0.001];
    const near = messageOf(layer({ transform: degrees }, parseCrs('EPSG:4326')));
    expect(near).toContain('its CRS is EPSG:4326 (WGS 84), not EPSG:32651 (WGS 84 / UTM zone 51N)');
    expect(near).not.toContain('overlap');
    const far: GeoTransform = [10, 0.001, 0, 63.2, 0, -0.001];
    expect(messageOf(layer({ transform: far }, parseCrs('EPSG:4326')))).toContain('it does not overlap dem anywhere');
  });

  it('names layers that lie elsewhere, and neighbouring UTM zones', () => {
    const elsewhere: GeoTransform = [540_000, 30, 0, 7_000_000, 0, -30];
    expect(messageOf(layer({ transform: elsewhere }))).toContain('it does not overlap dem anywhere');
    expect(messageOf(layer({}, parseCrs('EPSG:32652')))).toContain('its CRS is EPSG:32652');
  });
});
