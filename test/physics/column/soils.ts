/** Any ground, for properties that hold for all. */
import * as fc from 'fast-check';
import { heatTable } from '../../../src/physics/column/heatTable.ts';
import type { HeatTable } from '../../../src/physics/column/heatTable.ts';
import type { FreezingCurve } from '../../../src/physics/column/material.ts';
import { phase } from './columns.ts';

const curve = fc.oneof(
  fc.record({ kind: fc.constant('sharp' as const), freezingPointC: fc.double({ min: -2, max: 0, noNaN: true }) }),
  fc.record({
    kind: fc.constant('exponential' as const),
    freezingPointC: fc.double({ min: -1, max: 0, noNaN: true }),
    widthC: fc.double({ min: 0.1, max: 3, noNaN: true }),
    residualShare: fc.double({ min: 0, max: 0.4, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('power' as const),
    totalVolume: fc.constant(0.4),
    a: fc.double({ min: 0.01, max: 0.1, noNaN: true }),
    b: fc.double({ min: -0.9, max: -0.15, noNaN: true }),
  }),
);
export const anySoil = fc.record({
  frozen: fc.tuple(fc.double({ min: 0.3, max: 4, noNaN: true }), fc.double({ min: 1.2e6, max: 2.5e6, noNaN: true })),
  thawed: fc.tuple(fc.double({ min: 0.2, max: 3, noNaN: true }), fc.double({ min: 1.5e6, max: 4e6, noNaN: true })),
  latentHeatJM3: fc.double({ min: 1e7, max: 3e8, noNaN: true }),
  freezing: curve,
});

export function tableOfSoil(given: {
  frozen: [number, number];
  thawed: [number, number];
  latentHeatJM3: number;
  freezing: FreezingCurve;
}): HeatTable {
  return heatTable({ ...given, frozen: phase(...given.frozen), thawed: phase(...given.thawed) }, 'soil');
}
