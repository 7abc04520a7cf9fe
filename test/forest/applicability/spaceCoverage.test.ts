import { expect, it } from 'vitest';
import { judgeSpaceCoverage } from '../../../src/forest/applicability/spaceCoverage.ts';

/** A lattice of stations in two covariates of different units. */
const stations = [
  Float32Array.from({ length: 25 }, (_, i) => i % 5),
  Float32Array.from({ length: 25 }, (_, i) => 1000 * Math.floor(i / 5)),
];

it('finds cells among the stations inside and far cells outside', () => {
  const cells = [Float32Array.of(2.5, 0.2, 30, 2), Float32Array.of(1500, 300, 2000, 40_000)];
  const { threshold, shareInside } = judgeSpaceCoverage(stations, cells)!;
  expect(shareInside).toBe(0.5);
  // Neighbours of the lattice are one step apart, pairs on the average more than two.
  expect(threshold).toBeGreaterThan(0.3);
  expect(threshold).toBeLessThan(0.5);
});

it('does not depend on the units', () => {
  const cells = [Float32Array.of(2.5, 5.2), Float32Array.of(1500, 4300)];
  const scaled = judgeSpaceCoverage(
    [stations[0]!, stations[1]!.map((value) => value / 1000)],
    [cells[0]!, cells[1]!.map((value) => value / 1000)],
  )!;
  expect(scaled.threshold).toBeCloseTo(judgeSpaceCoverage(stations, cells)!.threshold, 5);
});

it('has nothing to say where no covariate varies', () => {
  expect(judgeSpaceCoverage([new Float32Array(5)], [new Float32Array(3)])).toBeNull();
});
