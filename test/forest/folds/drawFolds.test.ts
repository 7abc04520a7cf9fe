import { describe, expect, it } from 'vitest';
import { foldSchemes, splitFold } from '../../../src/forest/folds.ts';
import type { FoldScheme } from '../../../src/forest/folds.ts';
import { drawFolds, drawInnerFolds, isDrawnOnce } from '../../../src/forest/folds/drawFolds.ts';
import type { StationFacts } from '../../../src/forest/folds/drawFolds.ts';
import { clusteredStations, scatteredPlaces } from '../support/stations.ts';
import { makeTable } from '../support/tables.ts';

const rowCount = 60;
const facts: StationFacts = {
  rowCount,
  places: Int32Array.from({ length: rowCount }, (_, row) => Math.floor(row / 2)),
  positions: clusteredStations(rowCount, 12, 1),
  columns: makeTable(rowCount, 3).columns,
  labels: Array.from({ length: rowCount }, (_, row) => `fold ${row % 4}`),
  prediction: scatteredPlaces(200, 1),
};
const choose = (scheme: FoldScheme, folds: number | null = null) => ({
  scheme,
  folds,
  blockSizeM: scheme === 'spatial-blocks' ? 300_000 : null,
});

describe('drawFolds', () => {
  it.each(foldSchemes)(
    'puts every row into one fold that has rows to train on, the same for the same seed: %s',
    (scheme) => {
      const { folds } = drawFolds(choose(scheme), facts, 1, 0);
      expect(folds.scheme).toBe(scheme);
      const held = Array.from({ length: folds.foldCount }, (_, fold) => splitFold(folds, fold));
      expect(held.flatMap(({ test }) => [...test]).toSorted((a, b) => a - b)).toEqual([...facts.columns[0]!.keys()]);
      expect(held.every(({ train }) => train.length >= rowCount / 2)).toBe(true);
      expect(drawFolds(choose(scheme), facts, 1, 0).folds).toEqual(folds);
      const again = drawFolds(choose(scheme), facts, 1, 1).folds;
      if (isDrawnOnce(choose(scheme))) expect(again).toEqual(folds);
    },
  );

  it('draws other blocks and clusters for another repeat', () => {
    for (const scheme of ['random', 'spatial-blocks'] as const) {
      expect(drawFolds(choose(scheme), facts, 1, 1).folds).not.toEqual(drawFolds(choose(scheme), facts, 1, 0).folds);
    }
  });

  it('keeps a place in one block where an edge parts it', () => {
    const lon = Float64Array.from({ length: rowCount }, (_, row) => 100 + row);
    const stretched = { ...facts, positions: { lon, lat: new Float64Array(rowCount).fill(60) } };
    const { foldOfRow } = drawFolds({ ...choose('spatial-blocks'), blockSizeM: 40_000 }, stretched, 1, 0).folds;
    for (let row = 0; row < rowCount; row += 2) expect(foldOfRow[row]).toBe(foldOfRow[row + 1]);
  });

  it('weighs covariates alike in clusters, whatever their unit', () => {
    const [first, ...others] = facts.columns;
    const scaled = { ...facts, columns: [first!.map((value) => value * 1024), ...others] };
    const clusters = drawFolds(choose('environmental-clusters', 4), facts, 1, 0);
    expect(drawFolds(choose('environmental-clusters', 4), scaled, 1, 0)).toEqual(clusters);
  });

  it.each([
    ['leave-location-out', { places: null }, 'leave-location-out needs to know'],
    ['spatial-blocks', { positions: null }, 'Spatial folds need coordinates'],
    [
      'knndm',
      { positions: { lon: new Float64Array(rowCount).fill(Number.NaN), lat: new Float64Array(rowCount) } },
      'row 1 of those used has none',
    ],
    ['nndm', { prediction: null }, 'give predictionArea'],
    ['given', { labels: null }, 'needs foldColumn'],
  ] as const)('says what %s lacks', (scheme, missing, message) => {
    expect(() => drawFolds(choose(scheme), { ...facts, ...missing }, 1, 0)).toThrow(message);
  });

  it('says how many blocks there are where they are too few', () => {
    const huge = { ...choose('spatial-blocks', 5), blockSizeM: 30_000_000 };
    expect(() => drawFolds(huge, facts, 1, 0)).toThrow(/blocks? of 30000 km: too few for 5 folds. Take smaller blocks/);
  });

  it('does not ask for smaller blocks where all stations are at one place', () => {
    const positions = { lon: new Float64Array(rowCount).fill(100), lat: new Float64Array(rowCount).fill(60) };
    expect(() => drawFolds(choose('spatial-blocks'), { ...facts, positions }, 1, 0)).toThrow(
      'at one place, which no size of block parts',
    );
  });
});

describe('drawInnerFolds', () => {
  it.each(foldSchemes)('draws about five folds of the same kind within the training rows of a fold: %s', (scheme) => {
    const outer = drawFolds(choose(scheme), facts, 1, 0).folds;
    const { train } = splitFold(outer, 0);
    const inner = drawInnerFolds(choose(scheme), facts, train, 7);
    expect(inner.foldOfRow).toHaveLength(train.length);
    expect(inner.foldCount).toBe(scheme === 'given' ? 3 : 5);
    expect(drawInnerFolds(choose(scheme), facts, train, 7)).toEqual(inner);
  });

  it('keeps the rows of a place together inside too', () => {
    const { train } = splitFold(drawFolds(choose('leave-location-out'), facts, 1, 0).folds, 3);
    const { foldOfRow } = drawInnerFolds(choose('leave-location-out'), facts, train, 7);
    for (let i = 0; i < train.length; i += 2) expect(foldOfRow[i]).toBe(foldOfRow[i + 1]);
  });
});
