/** Several terrain parameters of one elevation layer, as a rule of windows. */
import { cellSizes } from './cellSizes.ts';
import { createParameter } from './parameters.ts';
import { wholeMapBytes } from './wholeMap.ts';
import type { MapPlace, WindowRule } from '../core/windowRule.ts';
import type { ParameterRequest } from './parameters.ts';

export interface TerrainOptions {
  /** A band each, in this order. */
  readonly parameters: readonly ParameterRequest[];
  /** Metres that one unit of the elevation layer is. */
  readonly elevationUnitM: number;
}

/** @throws {DomainError} 'invalid-input' as `createParameter` does; 'too-large' where a thread cannot hold the whole map */
export function createTerrainRule({ parameters, elevationUnitM }: TerrainOptions, place: MapPlace): WindowRule {
  const wanted = parameters.map((request) => createParameter(request, place));
  const haloPx = Math.max(...wanted.map((parameter) => parameter.haloPx));
  return {
    haloPx,
    bandCount: wanted.length,
    ...(wanted.some(({ wholeMap }) => wholeMap === true)
      ? { wholeMapBytes: wholeMapBytes(place.grid, wanted.length) }
      : {}),
    derive([elevation, latitudeDeg], { window }, out) {
      const terrain = {
        widthPx: window.widthPx,
        heightPx: window.heightPx,
        marginPx: haloPx,
        elevationM: elevationUnitM === 1 ? elevation! : elevation!.map((value) => value * elevationUnitM),
        ...(latitudeDeg === undefined ? {} : { latitudeDeg }),
        cell: cellSizes(place, window.yPx),
      };
      wanted.forEach(({ derive }, i) => derive(terrain, out[i]!));
      return [];
    },
  };
}
