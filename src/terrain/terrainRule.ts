/** Several terrain parameters of one elevation layer, as a rule of windows. */
import { cellSizes } from './cellSizes.ts';
import { slope } from './slope.ts';
import type { MapPlace, WindowRule } from '../core/windowRule.ts';
import type { CellSizes } from './cellSizes.ts';

export interface TerrainParameter {
  /** Pixels that it looks beyond a window. */
  readonly haloPx: number;
  readonly unit: string;
  readonly description: string;
  /**
   * @param elevation begins `haloPx` pixels up and left of the window
   * @param stride    pixels from one row of it to the next
   * @param size      of the window
   * @param cell      ground size of the cells by row of the window
   * @param out       length width × height
   */
  derive(
    elevation: Float32Array,
    stride: number,
    size: { readonly widthPx: number; readonly heightPx: number },
    cell: CellSizes,
    out: Float32Array,
  ): void;
}

/** By the name that a user asks for. */
export const terrainParameters = { slope } as const satisfies Record<string, TerrainParameter>;

export type TerrainParameterName = keyof typeof terrainParameters;

export interface TerrainOptions {
  /** A band each, in this order. */
  readonly parameters: readonly TerrainParameterName[];
}

export function createTerrainRule({ parameters }: TerrainOptions, place: MapPlace): WindowRule {
  const wanted = parameters.map((name) => terrainParameters[name]);
  const haloPx = Math.max(...wanted.map((parameter) => parameter.haloPx));
  return {
    haloPx,
    bandCount: wanted.length,
    derive([elevation], { window }, out) {
      const stride = window.widthPx + 2 * haloPx;
      const cell = cellSizes(place, window.yPx);
      wanted.forEach((parameter, i) => {
        const skipped = haloPx - parameter.haloPx;
        parameter.derive(elevation!.subarray(skipped * stride + skipped), stride, window, cell, out[i]!);
      });
      return [];
    },
  };
}
