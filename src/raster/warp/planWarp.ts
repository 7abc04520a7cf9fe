/** What is decided once for a source and a target: that they meet, and how much coarser the one is than the other. */
import { DomainError } from '../../core/errors.ts';
import { gridBounds } from '../../core/grid.ts';
import { median } from '../../core/statistics.ts';
import { createTransformer } from '../crs.ts';
import { sharesDatum } from '../proj4Gaps.ts';
import { createLocate, turnOf } from './locate.ts';
import type { Stretch } from './cellSampler.ts';
import type { PlacedGrid } from './locate.ts';

export interface NamedPlace extends PlacedGrid {
  readonly name: string;
}

/** Places along each side of a grid that are looked at. */
const sidePlaces = 41;

/**
 * @returns target cells per source pixel along the source's axes, in the middle of what is common to both grids
 * @throws {DomainError} 'grid-mismatch' where the grids have no place in common
 */
export function planStretch(source: NamedPlace, target: NamedPlace): Stretch {
  const locate = createLocate(source, target);
  const isWithin = withinOf(source);
  const spans = latticeOf(target).flatMap(([column, row]) => {
    if (!isWithin(locate(column, row))) return [];
    const [left, right] = [locate(column - 0.5, row), locate(column + 0.5, row)];
    const [upper, lower] = [locate(column, row - 0.5), locate(column, row + 0.5)];
    const x = Math.hypot(right[0] - left[0], lower[0] - upper[0]);
    const y = Math.hypot(right[1] - left[1], lower[1] - upper[1]);
    return x > 0 && y > 0 ? [{ x, y }] : [];
  });
  if (spans.length > 0) {
    return {
      x: 1 / median(Float64Array.from(spans, ({ x }) => x)),
      y: 1 / median(Float64Array.from(spans, ({ y }) => y)),
    };
  }
  // A source that lies between the places.
  const back = createLocate(target, source);
  const isOnTarget = withinOf(target);
  const meeting = latticeOf(source).flatMap(([column, row]) => {
    const place = back(column, row);
    return isOnTarget(place) ? [place] : [];
  });
  if (meeting.length === 0) throw apart(source, target);
  const [column, row] = meeting[Math.floor(meeting.length / 2)]!;
  const [a, b] = [locate(column - 0.5, row - 0.5), locate(column + 0.5, row + 0.5)];
  return { x: 1 / Math.abs(b[0] - a[0]), y: 1 / Math.abs(b[1] - a[1]) };
}

function withinOf(placed: PlacedGrid): (place: readonly [number, number]) => boolean {
  const { widthPx, heightPx } = placed.grid;
  const repeats = turnOf(placed) !== null;
  return ([column, row]) => row >= 0 && row <= heightPx && (repeats || (column >= 0 && column <= widthPx));
}

function latticeOf({ grid }: PlacedGrid): (readonly [column: number, row: number])[] {
  return Array.from({ length: sidePlaces ** 2 }, (_, i) => {
    const across = (i % sidePlaces) / (sidePlaces - 1);
    const down = Math.floor(i / sidePlaces) / (sidePlaces - 1);
    return [across * grid.widthPx, down * grid.heightPx] as const;
  });
}

function apart(source: NamedPlace, target: NamedPlace): DomainError {
  const message = `${source.name} does not overlap the template ${target.name} anywhere: it covers ${describeExtent(source)}, the template ${describeExtent(target)}`;
  return new DomainError('grid-mismatch', message, { raster: source.name, template: target.name });
}

function describeExtent({ grid, crs }: PlacedGrid): string {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  const numbers = [minX, minY, maxX, maxY].join(', ');
  if (crs.kind === 'geographic') return `${numbers} (west, south, east, north in ${crs.name})`;
  const toWgs84 = createTransformer(crs, 'EPSG:4326');
  const corners = [minX, maxX].flatMap((x) => [minY, maxY].map((y) => toWgs84(x, y)));
  const shown = corners.map(([lon, lat]) => `${lon.toFixed(2)} ${lat.toFixed(2)}`).join('; ');
  return `${numbers} (west, south, east, north in ${crs.name}; its corners in degrees: ${shown})`;
}

/** What a user should know of the way between two systems; empty for the common ones. */
export function warpWarnings(source: NamedPlace, target: NamedPlace): readonly string[] {
  if (sharesDatum(source.crs.proj4, target.crs.proj4)) return [];
  return [source, target].flatMap(({ name, crs }) => crs.warnings.map((warning) => `${name}, ${crs.name}: ${warning}`));
}
