/** A planned column at its start. */
import { createColumn, startState } from '../column/column.ts';
import { heatTable } from '../column/heatTable.ts';
import { heatOfTemperatures, profileTemperature, steadyTemperature } from '../column/initial.ts';
import { sumDegreeDays } from '../degreeDays.ts';
import { surfaceYear, yearDays } from '../forcing/surface.ts';
import { ttopC } from '../ttop.ts';
import type { Column, ColumnState } from '../column/column.ts';
import type { ColumnPlan, PlannedLayer } from './plan.ts';

/** Makes tables of materials, or finds the ones made before. */
export type TableMaker = typeof heatTable;

/**
 * @param tableOf columns of the same ground share its tables
 * @throws {DomainError} 'invalid-input' where ground or initial state cannot be
 */
export function startColumn(
  plan: ColumnPlan,
  tableOf: TableMaker = heatTable,
): { readonly column: Column; readonly state: ColumnState } {
  const { layers, grid, geothermalFluxWM2, initial } = plan;
  const column = createColumn({ layers: layersOf(layers, tableOf), grid, geothermalFluxWM2 });
  const temperatureAtC =
    initial.kind === 'profile'
      ? profileTemperature(initial.points)
      : steadyTemperature(column, initial.topC ?? ttopOf(plan));
  return { column, state: startState(column, heatOfTemperatures(column, temperatureAtC, 'frozen')) };
}

function layersOf(layers: readonly PlannedLayer[], tableOf: TableMaker) {
  return layers.map(({ name, topM, bottomM, material, heatSourceWM3 }) => ({
    topM,
    bottomM,
    table: tableOf(material, name),
    heatSourceWM3,
  }));
}

/** Of the year before the run, through the uppermost layer; resistances dampen it further, which the spin-up finds. */
function ttopOf({ surface, cover, layers }: ColumnPlan): number {
  const { temperatureC } = surfaceYear(surface, cover, -1, 1);
  const { thawed, frozen } = layers[0]!.material;
  const unchanged = { thaw: 1, freeze: 1 };
  return ttopC(sumDegreeDays(temperatureC), unchanged, thawed.conductivityWMK, frozen.conductivityWMK, yearDays);
}
