/** Polygons in longitude and latitude, brought to the pixels of a grid. */
import { DomainError } from '../../core/errors.ts';
import { gridBounds } from '../../core/grid.ts';
import { createTransformer } from '../crs.ts';
import type { PlacedGrid } from '../warp/locate.ts';
import type { PolygonPart, PolygonShapes } from './polygonLayer.ts';

interface CodedPolygon {
  readonly code: number;
  /** For messages: which feature of its file it is, from 1. */
  readonly feature: number;
  /** WGS 84 longitudes and latitudes, alternating, each ring closed. */
  readonly rings: readonly Float64Array[];
}

/** Pixels that an edge may run beside the straight line in longitude and latitude that it stands for (RFC 7946, 3.1.1). */
const tolerancePx = 0.05;
const mostHalvings = 12;
const mostPositions = 2_000_000;

type Position = readonly [x: number, y: number];

/**
 * Edges are cut until they follow their line in longitude and latitude. On a grid in degrees a polygon also counts a full
 * turn to the west or east, so that one at −170° falls on a grid from 0° to 360°.
 * @throws {DomainError} 'invalid-input' for a polygon that the CRS has no place for; 'too-large'
 */
export function placePolygons(polygons: readonly CodedPolygon[], target: PlacedGrid): PolygonShapes {
  const { grid, crs } = target;
  const [x0, dx, , y0, , dy] = grid.transform;
  const forward = createTransformer('EPSG:4326', crs);
  const toPixel = (lonDeg: number, latDeg: number, feature: number): Position => {
    const [x, y] = forward(lonDeg, latDeg);
    if (Number.isNaN(x)) {
      throw new DomainError(
        'invalid-input',
        `Polygons: feature ${feature} reaches ${lonDeg}, ${latDeg}, which has no place in ${crs.name}: cut it to the map`,
      );
    }
    // A transformation may come out a full turn away from where the ring runs.
    const turned = crs.kind === 'geographic' ? x + 360 * Math.round((lonDeg - x) / 360) : x;
    return [(turned - x0) / dx, (y - y0) / dy];
  };
  const turnsPx = crs.kind === 'geographic' ? [0, 360 / dx, -360 / dx] : [0];
  const { minX, maxX } = gridBounds(grid);
  const widthPx = Math.abs((maxX - minX) / dx);
  const numbers: number[] = [];
  const parts: PolygonPart[] = [];
  for (const { code, feature, rings } of polygons) {
    const placed = rings.map((ring) => followRing(ring, (lonDeg, latDeg) => toPixel(lonDeg, latDeg, feature)));
    for (const turnPx of turnsPx) {
      const moved = placed.map((ring) => ring.map(([x, y]): Position => [x + turnPx, y]));
      const box = boxOf(moved);
      if (box[2] < 0 || box[0] > widthPx || box[3] < 0 || box[1] > grid.heightPx) continue;
      const ringStarts = [numbers.length / 2];
      for (const ring of moved) {
        for (const position of ring) numbers.push(...position);
        ringStarts.push(numbers.length / 2);
      }
      parts.push({ code, ringStarts, box });
    }
    if (numbers.length / 2 > mostPositions) {
      throw new DomainError(
        'too-large',
        `Polygons: on this grid they need more than ${mostPositions} positions: simplify them`,
      );
    }
  }
  // Shared, so that tasks of threads do not copy it.
  const positions = new Float64Array(new SharedArrayBuffer(8 * numbers.length));
  positions.set(numbers);
  return { positions, parts };
}

function followRing(ring: Float64Array, toPixel: (lonDeg: number, latDeg: number) => Position): readonly Position[] {
  const out: Position[] = [toPixel(ring[0]!, ring[1]!)];
  const follow = (from: Position, to: Position, placedFrom: Position, placedTo: Position, halvings: number): void => {
    // Halves of an edge are the same whichever way it is drawn: polygons that share it stay side by side.
    const middle: Position = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const placed = toPixel(...middle);
    const besidePx = Math.hypot(
      placed[0] - (placedFrom[0] + placedTo[0]) / 2,
      placed[1] - (placedFrom[1] + placedTo[1]) / 2,
    );
    if (besidePx > tolerancePx && halvings < mostHalvings) {
      follow(from, middle, placedFrom, placed, halvings + 1);
      follow(middle, to, placed, placedTo, halvings + 1);
    } else out.push(placedTo);
  };
  for (let i = 2; i < ring.length; i += 2) {
    const [from, to]: [Position, Position] = [
      [ring[i - 2]!, ring[i - 1]!],
      [ring[i]!, ring[i + 1]!],
    ];
    follow(from, to, out.at(-1)!, toPixel(...to), 0);
  }
  return out;
}

function boxOf(rings: readonly (readonly Position[])[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (const [x, y] of ring) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  return box;
}
