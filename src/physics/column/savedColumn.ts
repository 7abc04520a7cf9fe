/** A column and its state as JSON, from which a run continues to the last bit: numbers are written in full. */
import { DomainError } from '../../core/errors.ts';
import type { Column, ColumnState } from './column.ts';
import { heatTable } from './heatTable.ts';
import type { GroundMaterial } from './material.ts';

/** Grows when a file of before can no longer be read. */
const version = 1;

export interface SavedColumn {
  readonly version: number;
  readonly thicknessM: readonly number[];
  readonly materials: readonly GroundMaterial[];
  readonly materialOf: readonly number[];
  readonly heatSourceWM3: readonly number[];
  readonly geothermalFluxWM2: number;
  readonly enthalpyJM3: readonly number[];
  readonly elapsedS: number;
  readonly stepCount: number;
  readonly ledger: Readonly<ColumnState['ledger']>;
  readonly startJM2: number;
}

/** Copies all of it: the state may go on. */
export function saveColumn(column: Column, state: ColumnState): SavedColumn {
  return {
    version,
    thicknessM: [...column.thicknessM],
    materials: column.tables.map(({ material }) => material),
    materialOf: [...column.tableOf],
    heatSourceWM3: [...column.heatSourceWM3],
    geothermalFluxWM2: column.geothermalFluxWM2,
    enthalpyJM3: [...state.enthalpyJM3],
    elapsedS: state.elapsedS,
    stepCount: state.stepCount,
    ledger: { ...state.ledger },
    startJM2: state.startJM2,
  };
}

/** @throws {DomainError} 'invalid-input' where it is of another version, or its parts do not fit together */
export function restoreColumn(saved: SavedColumn): { readonly column: Column; readonly state: ColumnState } {
  if (saved.version !== version) {
    throw new DomainError('invalid-input', `A saved column must be of version ${version}, found ${saved.version}`);
  }
  const cells = saved.thicknessM.length;
  const perCell = [saved.materialOf, saved.heatSourceWM3, saved.enthalpyJM3];
  const whole = perCell.every((values) => values.length === cells && values.every((value) => Number.isFinite(value)));
  const known = saved.materialOf.every((index) => saved.materials[index] !== undefined);
  if (cells === 0 || !whole || !known || !saved.thicknessM.every((sizeM) => sizeM > 0)) {
    throw new DomainError(
      'invalid-input',
      `A saved column needs a thickness, a known material, a heat source and an enthalpy for each of its ${cells} cells; the file is damaged or was changed`,
    );
  }
  return {
    column: {
      thicknessM: Float64Array.from(saved.thicknessM),
      tables: saved.materials.map((material, i) => heatTable(material, `material ${i + 1}`)),
      tableOf: Uint16Array.from(saved.materialOf),
      heatSourceWM3: Float64Array.from(saved.heatSourceWM3),
      geothermalFluxWM2: saved.geothermalFluxWM2,
    },
    state: {
      enthalpyJM3: Float64Array.from(saved.enthalpyJM3),
      elapsedS: saved.elapsedS,
      stepCount: saved.stepCount,
      ledger: { ...saved.ledger },
      startJM2: saved.startJM2,
    },
  };
}
