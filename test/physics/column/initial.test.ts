import { describe, expect, it } from 'vitest';
import { createColumn, startState } from '../../../src/physics/column/column.ts';
import { centreDepthsM, defaultGridRule } from '../../../src/physics/column/grid.ts';
import { heatTable, temperatureOf } from '../../../src/physics/column/heatTable.ts';
import { heatOfTemperatures, profileTemperature, steadyTemperature } from '../../../src/physics/column/initial.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import { geothermC } from '../../../src/physics/conduction.ts';
import { gravel, phase, uniformColumn } from './columns.ts';

const gridRule = { ...defaultGridRule, widestM: 5 };

function rock(conductivityWMK: number) {
  return heatTable(sharpMaterial(phase(conductivityWMK, 2e6), phase(conductivityWMK, 2e6), 1e7), 'rock');
}

describe('profileTemperature', () => {
  it('is linear between depths and constant beyond them', () => {
    const at = profileTemperature([
      { depthM: 1, temperatureC: -1 },
      { depthM: 3, temperatureC: -3 },
    ]);
    expect([0, 1, 1.5, 3, 10].map(at)).toEqual([-1, -1, -1.5, -3, -3]);
  });

  it('refuses depths that do not increase, and none', () => {
    const point = { depthM: 2, temperatureC: -1 };
    expect(() => profileTemperature([point, point])).toThrow(/must increase; 2 m follows 2 m/);
    expect(() => profileTemperature([])).toThrow(/one depth at least/);
  });
});

describe('steadyTemperature', () => {
  it('is the layered geotherm of Fourier', () => {
    const layers = [
      { topM: 0, bottomM: 5, table: rock(1.6), heatSourceWM3: 0 },
      { topM: 5, bottomM: 25, table: rock(2.2), heatSourceWM3: 0 },
      { topM: 25, bottomM: 150, table: rock(3), heatSourceWM3: 0 },
    ];
    const column = createColumn({ layers, grid: gridRule, geothermalFluxWM2: 0.06 });
    const at = steadyTemperature(column, -2.5);
    const known = [
      { thicknessM: 5, conductivityWMK: 1.6 },
      { thicknessM: 20, conductivityWMK: 2.2 },
      { thicknessM: 125, conductivityWMK: 3 },
    ];
    for (const depthM of [0, 2, 5, 15, 25, 60, 100, 140]) {
      expect(Math.abs(at(depthM) - geothermC(-2.5, 0.06, known, depthM))).toBeLessThan(1e-9);
    }
  });
});

describe('heatOfTemperatures', () => {
  it('gives the temperatures back at the centres of the cells', () => {
    const column = uniformColumn(gravel, 20, gridRule);
    const heat = heatOfTemperatures(column, (depthM) => -3 + depthM / 4, 'frozen');
    centreDepthsM(column.thicknessM).forEach((depthM, i) => {
      expect(Math.abs(temperatureOf(gravel, heat[i]!) - (-3 + depthM / 4))).toBeLessThan(1e-9);
    });
  });

  it('makes no state of temperatures that are none', () => {
    const column = uniformColumn(gravel, 20, gridRule);
    expect(() =>
      startState(
        column,
        heatOfTemperatures(column, () => Number.NaN, 'frozen'),
      ),
    ).toThrow(/finite enthalpy/);
  });
});
