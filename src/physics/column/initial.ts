/** Enthalpies to begin with. */
import { DomainError } from '../../core/errors.ts';
import type { Column } from './column.ts';
import { centreDepthsM } from './grid.ts';
import { heatAt } from './heatTable.ts';

/** Which ground is that is exactly at its freezing point: its temperature does not say. */
export type AtFreezingPoint = 'frozen' | 'thawed';

/** J/m³ of each cell, by the temperature at its centre. */
export function heatOfTemperatures(
  column: Column,
  temperatureAtC: (depthM: number) => number,
  atFreezingPoint: AtFreezingPoint,
): Float64Array {
  const { tables, tableOf, thicknessM } = column;
  return centreDepthsM(thicknessM).map((depthM, i) =>
    heatAt(tables[tableOf[i]!]!, temperatureAtC(depthM), atFreezingPoint),
  );
}

interface ProfilePoint {
  readonly depthM: number;
  readonly temperatureC: number;
}

/**
 * A measured profile, linear between its depths and constant beyond the first and the last.
 * @throws {DomainError} 'invalid-input' where depths do not increase
 */
export function profileTemperature(points: readonly ProfilePoint[]): (depthM: number) => number {
  const unordered = points.findIndex(({ depthM }, i) => i > 0 && !(depthM > points[i - 1]!.depthM));
  if (points.length === 0 || unordered > 0) {
    throw new DomainError(
      'invalid-input',
      points.length === 0
        ? 'A profile needs one depth at least'
        : `The depths of a profile must increase; ${points[unordered]!.depthM} m follows ${points[unordered - 1]!.depthM} m`,
    );
  }
  return (depthM) => {
    const next = points.findIndex((point) => point.depthM >= depthM);
    if (next === 0) return points[0]!.temperatureC;
    if (next === -1) return points.at(-1)!.temperatureC;
    const [above, below] = [points[next - 1]!, points[next]!];
    const share = (depthM - above.depthM) / (below.depthM - above.depthM);
    return above.temperatureC + share * (below.temperatureC - above.temperatureC);
  };
}

/**
 * The steady profile below a mean temperature at the top of permafrost: it rises by the geothermal flux, cell by cell
 * through the conductivity of its layer, frozen below 0 °C and thawed above.
 * @param topC mean at the top of permafrost (TTOP), taken for the surface
 */
export function steadyTemperature(column: Column, topC: number): (depthM: number) => number {
  const { thicknessM, tables, tableOf, geothermalFluxWM2 } = column;
  const points: ProfilePoint[] = [{ depthM: 0, temperatureC: topC }];
  let [depthM, temperatureC] = [0, topC];
  thicknessM.forEach((sizeM, i) => {
    const { frozenWMK, thawedWMK } = tables[tableOf[i]!]!;
    temperatureC += (geothermalFluxWM2 * sizeM) / (temperatureC < 0 ? frozenWMK : thawedWMK);
    depthM += sizeM;
    points.push({ depthM, temperatureC });
  });
  return profileTemperature(points);
}
