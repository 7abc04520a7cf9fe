/** Small good files, and the same files as hostile and clumsy users send them. */
import { deflateSync } from 'node:zlib';
import { buildTiff } from '../../support/tiffBuilder.ts';
import type { BuiltImage, BuiltTag } from '../../support/tiffBuilder.ts';

const [widthPx, heightPx] = [40, 30];

type Field = (column: number, row: number) => number;
const east: Field = (column, row) => column + 0.3 * row;
const south: Field = (column, row) => 2 * row - 0.1 * column;

/** 100…104° E, 67…70° N in cells of 0.1°. */
const place: readonly BuiltTag[] = [
  { tag: 33550, type: 'double', values: [0.1, 0.1, 0] },
  { tag: 33922, type: 'double', values: [0, 0, 0, 100, 70, 0] },
  { tag: 34735, type: 'short', values: [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326] },
];

/** Tags are added to those of the place, or replace them. */
function raster(field: Field, tags: readonly BuiltTag[] = [], more: Partial<BuiltImage> = {}): Uint8Array {
  const values = Array.from({ length: widthPx * heightPx }, (_, i) => field(i % widthPx, Math.floor(i / widthPx)));
  const kept = place.filter(({ tag }) => !tags.some((other) => other.tag === tag));
  return buildTiff([{ widthPx, heightPx, kind: 'float32', bands: [values], ...more, tags: [...kept, ...tags] }]);
}

function size(sidePx: number): BuiltTag[] {
  return [
    { tag: 256, type: 'long', values: [sidePx] },
    { tag: 257, type: 'long', values: [sidePx] },
    { tag: 278, type: 'long', values: [sidePx] },
  ];
}

const utmZone52: readonly BuiltTag[] = [
  { tag: 33550, type: 'double', values: [1000, 1000, 0] },
  { tag: 33922, type: 'double', values: [0, 0, 0, 300_000, 7_700_000, 0] },
  { tag: 34735, type: 'short', values: [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32652] },
];
const turned: readonly BuiltTag[] = [
  { tag: 33550, type: 'double', values: [] },
  { tag: 33922, type: 'double', values: [] },
  { tag: 34264, type: 'double', values: [0.09, 0.04, 0, 100, 0.04, -0.09, 0, 70, 0, 0, 0, 0, 0, 0, 0, 1] },
];
const nodata: readonly BuiltTag[] = [{ tag: 42113, type: 'ascii', values: '-9999' }];

const good = raster(east);

/** By what is wrong with them; `east` and `south` are good. */
export const rasters = {
  east: good,
  south: raster(south),
  utm: raster(east, utmZone52),
  rotated: raster(east, turned),
  constant: raster(() => 7),
  allNodata: raster(() => -9999, nodata),
  truncated: good.subarray(0, good.length / 2),
  empty: new Uint8Array(0),
  png: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  headerBomb: raster(east, size(60_000)),
  // 4,800 bytes by its header, 800 MB by its content.
  deflateBomb: raster(east, [], { compression: 'deflate', storedBlock: deflateSync(Buffer.alloc(800_000_000)) }),
  manyBands: raster(east, [], {
    bands: Array.from({ length: 200 }, () => Array.from({ length: widthPx * heightPx }, (_, i) => i)),
  }),
} as const;

const header = 'id,lat,lon,magst_c,altitude_m,constant';
const stationCount = 40;

/**
 * Forty stations on the rasters.
 * @param change what stands in a row instead, by its number from 0: the line less 2
 */
export function stations(
  change: (cells: string[], row: number) => string[] = (cells) => cells,
  columns = header,
  count = stationCount,
): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const [lat, lon] = [67.13 + ((i * 7) % 28) / 10, 100.14 + ((i * 11) % 38) / 10];
    const magstC = -3 + 2 * Math.sin(i) + 0.3 * (lon - 100);
    const cells = [`S${i}`, lat.toFixed(3), lon.toFixed(3), magstC.toFixed(3), String(100 + ((i * 13) % 701)), '7'];
    return change(cells, i).join(',');
  });
  return `${columns}\n${rows.join('\n')}\n`;
}

/** A change of one cell of one row. */
export function cell(row: number, column: number, text: string): (cells: string[], row: number) => string[] {
  return (cells, i) => (i === row ? cells.with(column, text) : cells);
}

export function inKelvin(cells: string[]): string[] {
  return cells.with(3, String(270 + Number(cells[3])));
}

/** Latitude in the column of longitude. */
export function swapped(cells: string[]): string[] {
  return cells.with(1, cells[2]!).with(2, cells[1]!);
}
