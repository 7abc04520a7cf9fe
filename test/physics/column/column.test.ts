import { describe, expect, it } from 'vitest';
import { createColumn } from '../../../src/physics/column/column.ts';
import { centreDepthsM, defaultGridRule, edgeDepthsM, layeredGrid } from '../../../src/physics/column/grid.ts';
import { gravel } from './columns.ts';

function layer(topM: number, bottomM: number, heatSourceWM3 = 0) {
  return { topM, bottomM, table: gravel, heatSourceWM3 };
}

function build(...layers: ReturnType<typeof layer>[]) {
  return createColumn({ layers, grid: defaultGridRule, geothermalFluxWM2: 0.05 });
}

describe('layeredGrid', () => {
  it('cuts 40 m into 115 cells by the default rule', () => {
    const cells = layeredGrid([40], defaultGridRule);
    expect(cells.length).toBe(115);
    expect(Math.abs(edgeDepthsM(cells).at(-1)! - 40)).toBeLessThan(1e-9);
    expect(Math.abs(cells[0]! - 0.05)).toBeLessThan(0.001);
    expect(Math.max(...cells)).toBeLessThan(1.02);
  });

  it('has an edge at each boundary of layers, also of one thinner than a cell', () => {
    const edges = edgeDepthsM(layeredGrid([0.03, 1.234, 8], defaultGridRule));
    for (const boundary of [0.03, 1.264, 9.264]) {
      expect(edges.some((edge) => Math.abs(edge - boundary) < 1e-9)).toBe(true);
    }
  });

  it('has centres between edges', () => {
    expect([...centreDepthsM(Float64Array.of(1, 2))]).toEqual([0.5, 2]);
  });

  it.each([
    [{ finestM: 0 }, /finest cell/],
    [{ widestM: 0.01 }, /widest cell/],
    [{ growth: 0.9 }, /growth/],
  ])('refuses a rule of %j', (change, message) => {
    expect(() => layeredGrid([10], { ...defaultGridRule, ...change })).toThrow(message);
  });

  it('refuses more cells than can be solved', () => {
    expect(() => layeredGrid([1000], { ...defaultGridRule, finestM: 0.001, fineToM: 1000 })).toThrow(/20000 cells/);
  });
});

describe('createColumn', () => {
  it('gives each cell the material and the heat source of its layer', () => {
    const column = build(layer(0, 1), layer(1, 10, 2));
    const first = column.heatSourceWM3.findIndex((source) => source > 0);
    expect(Math.abs(edgeDepthsM(column.thicknessM)[first]! - 1)).toBeLessThan(1e-9);
    expect(column.heatSourceWM3.at(-1)).toBe(2);
    expect(column.tables.length).toBe(1);
  });

  it.each([
    ['overlap', [layer(0, 2), layer(1.5, 10)], /Layer 2 \(1\.5 to 10 m\) overlaps the one above: it must begin at 2 m/],
    ['gap', [layer(0, 2), layer(3, 10)], /Layer 2 \(3 to 10 m\) leaves a gap below the one above.*begin at 2 m/],
    ['gap below the surface', [layer(0.5, 10)], /Layer 1 .* leaves a gap: it must begin at 0 m/],
    ['end above its top', [layer(0, 2), layer(2, 1)], /must end below its top: 2 to 1 m/],
    ['negative heat source', [layer(0, 2, -1)], /heat source must be 0 to 1000 W\/m³, found -1/],
    ['want of layers', [], /needs one layer/],
  ])('refuses layers with %s', (_what, layers, message) => {
    expect(() => build(...layers)).toThrow(message);
  });

  it('refuses a geothermal flux in mW/m²', () => {
    expect(() => createColumn({ layers: [layer(0, 10)], grid: defaultGridRule, geothermalFluxWM2: 50 })).toThrow(
      /is it in mW\/m²/,
    );
  });
});
