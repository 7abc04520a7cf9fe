/** Stefan's depth in ground of several layers. */
import { secondsPerDay } from './constants.ts';
import { reachBelowCoverM } from './stefan.ts';

export interface StefanLayer {
  /** m; Infinity for the last. */
  readonly thicknessM: number;
  /** Of the layer once the front has passed, W/(m·K). */
  readonly conductivityWMK: number;
  readonly latentHeatJM3: number;
}

/**
 * Layers as resistances in series: each takes the degree-days that it needs to melt below those above it. The default,
 * as it follows from the quasi-steady flux through what has melted.
 * @param layers from the surface; the last one without an end
 * @source Nixon & McRoberts 1973, Can. Geotech. J. 10:439; Woo et al. 2004, Hydrol. Process. 18:3367; Kurylyk 2015,
 *         Permafrost Periglac. Process. 26:200
 */
export function layeredStefanDepthM(layers: readonly StefanLayer[], surfaceIndexCDays: number): number {
  let leftKS = surfaceIndexCDays * secondsPerDay;
  let aboveM2KW = 0;
  let depthM = 0;
  for (const { thicknessM, conductivityWMK, latentHeatJM3 } of layers) {
    const ownM2KW = thicknessM / conductivityWMK;
    const neededKS = latentHeatJM3 * thicknessM * (aboveM2KW + ownM2KW / 2);
    if (neededKS > leftKS || thicknessM === Infinity) {
      const above = conductivityWMK * aboveM2KW;
      const square = (2 * conductivityWMK * leftKS) / latentHeatJM3;
      return depthM + reachBelowCoverM(above, square);
    }
    leftKS -= neededKS;
    aboveM2KW += ownM2KW;
    depthM += thicknessM;
  }
  return depthM;
}

/**
 * The recursion of Xie & Gough: the depth that the first layer would give, carried from layer to layer. Deeper by 7 to
 * 17 % where peat lies on mineral soil; here for comparison with papers that use it.
 * @source Xie & Gough 2013, Water Resour. Res. 49:1999; disputed by Kurylyk 2015
 */
export function xieGoughDepthM(layers: readonly StefanLayer[], surfaceIndexCDays: number): number {
  const [first] = layers;
  if (first === undefined) return 0;
  let restM = Math.sqrt((2 * first.conductivityWMK * surfaceIndexCDays * secondsPerDay) / first.latentHeatJM3);
  let depthM = 0;
  for (const [i, layer] of layers.entries()) {
    const next = layers[i + 1];
    if (restM <= layer.thicknessM || next === undefined) return depthM + Math.min(restM, layer.thicknessM);
    const ratio = Math.sqrt(
      (layer.conductivityWMK * next.latentHeatJM3) / (next.conductivityWMK * layer.latentHeatJM3),
    );
    restM = (restM - layer.thicknessM) / ratio;
    depthM += layer.thicknessM;
  }
  return depthM;
}
