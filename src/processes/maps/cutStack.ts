/** The part of a stack that a bounding box asks for. */
import { windowGrid } from '../../core/grid.ts';
import { windowOfBox } from './mapWindow.ts';
import type { PixelWindow } from '../../core/grid.ts';
import type { CovariateStack, StackLayer } from '../rasters/covariateStack.ts';
import type { BoundingBox } from './mapWindow.ts';

export interface StackCut {
  readonly stack: CovariateStack;
  readonly window: PixelWindow;
}

/**
 * Where the box crosses the ends of a grid around the globe, the grid starts at the box's west and counts on, and each
 * layer is read there, cell by cell as it stands.
 * @throws {DomainError} 'invalid-input' as `windowOfBox`
 */
export function cutStack(stack: CovariateStack, box: BoundingBox | null): StackCut {
  const window = windowOfBox(stack.grid, stack.crs, box);
  if (window.xPx + window.widthPx <= stack.grid.widthPx) return { stack, window };
  const { heightPx } = stack.grid;
  const grid = windowGrid(stack.grid, { ...window, yPx: 0, heightPx });
  const layers = stack.layers.map((layer) => countOn(layer, stack));
  return { stack: { ...stack, grid, layers }, window: { ...window, xPx: 0 } };
}

function countOn(layer: StackLayer, { grid, crs }: CovariateStack): StackLayer {
  // Of another grid, and so read by places already.
  if (layer.onGrid.kind !== 'raster') return layer;
  const { path, band } = layer.onGrid;
  const asItStands = { method: 'nearest', stretch: { x: 1, y: 1 }, nodata: null } as const;
  return {
    ...layer,
    onGrid: { kind: 'warped', path, name: layer.file.name, band, source: { grid, crs }, ...asItStands },
  };
}
