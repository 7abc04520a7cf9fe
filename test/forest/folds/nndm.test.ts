import { describe, expect, it } from 'vitest';
import { unitVectors } from '../../../src/core/sphere.ts';
import { splitFold } from '../../../src/forest/folds.ts';
import { distanceMatrixM, nearestStationM } from '../../../src/forest/folds/distances.ts';
import { nndmFolds } from '../../../src/forest/folds/nndm.ts';
import { clusteredStations, scatteredPlaces } from '../support/stations.ts';

const vectorsOf = ({ lon, lat }: { lon: Float64Array; lat: Float64Array }): Float64Array => unitVectors(lon, lat);

/**
 * The definition, step by step: at each nearest-neighbour distance r in turn, as long as Ĝ*(r) − 1/n ≥ Ĝ(r), a held-out
 * station whose nearest training station lies at r loses it, if more than half of all stations are left to it.
 */
function byDefinition(stations: Float64Array, places: Float64Array): { training: boolean[][]; nearestM: number[] } {
  const count = stations.length / 3;
  const matrixM = distanceMatrixM(stations);
  const mapM = [...nearestStationM(places, stations)];
  const training = Array.from({ length: count }, (_, i) => Array.from({ length: count }, (__, j) => i !== j));
  const nearestOf = (i: number): number =>
    Math.min(...training[i]!.flatMap((used, j) => (used ? [matrixM[i * count + j]!] : [])));
  const nearestM = Array.from({ length: count }, (_, i) => nearestOf(i));
  let radiusM = Math.min(...nearestM);
  while (Number.isFinite(radiusM)) {
    const shareWithin = nearestM.filter((distance) => distance <= radiusM).length - 1;
    const mapShare = mapM.filter((distance) => distance <= radiusM).length / mapM.length;
    const loser = nearestM.findIndex(
      (distance, i) => distance === radiusM && training[i]!.filter(Boolean).length > count / 2,
    );
    if (loser !== -1 && shareWithin / count >= mapShare) {
      training[loser]![training[loser]!.findIndex((used, j) => used && matrixM[loser * count + j] === radiusM)] = false;
      nearestM[loser] = nearestOf(loser);
      radiusM = Math.min(...nearestM.filter((distance) => distance >= radiusM));
    } else radiusM = Math.min(...nearestM.filter((distance) => distance > radiusM));
  }
  return { training, nearestM };
}

describe('nndmFolds', () => {
  it.each([1, 2, 3, 4])('is the definition on clustered stations (seed %d)', (seed) => {
    const stations = vectorsOf(clusteredStations(40, 4, seed));
    const places = vectorsOf(scatteredPlaces(150, seed));
    const { folds, match } = nndmFolds(stations, places);
    const expected = byDefinition(stations, places);
    for (let fold = 0; fold < folds.foldCount; fold++) {
      const { train, test } = splitFold(folds, fold);
      expect([...test]).toEqual([fold]);
      expect([...train]).toEqual(expected.training[fold]!.flatMap((used, j) => (used ? [j] : [])));
    }
    expect([...match.heldOutM]).toEqual(expected.nearestM.toSorted((a, b) => a - b));
    expect(folds.withheld!.some((rows) => rows.length > 0)).toBe(true);
  });

  it('leaves aside nobody where the map lies no farther from the stations than they from each other', () => {
    const stations = vectorsOf(scatteredPlaces(30, 5));
    const { folds, match } = nndmFolds(stations, stations);
    expect(folds.withheld!.every((rows) => rows.length === 0)).toBe(true);
    expect(match.predictionM.every((distance) => distance === 0)).toBe(true);
  });

  it('keeps at least half of the stations in every training', () => {
    const stations = vectorsOf(clusteredStations(30, 1, 1));
    const { folds } = nndmFolds(stations, unitVectors([-60], [-40]));
    for (let fold = 0; fold < 30; fold++) expect(splitFold(folds, fold).train).toHaveLength(15);
  });

  it('refuses more stations than it can compare', () => {
    expect(() => nndmFolds(new Float64Array(3 * 4001), new Float64Array(3))).toThrow('at most 4000 of them, got 4001');
  });
});
