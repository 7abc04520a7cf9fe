import { describe, expect, it } from 'vitest';
import { unitVectors } from '../../../src/core/sphere.ts';
import { drawFolds } from '../../../src/forest/folds/drawFolds.ts';
import type { FoldScheme } from '../../../src/forest/folds.ts';
import { noteFolds } from '../../../src/processes/validation/foldNotes.ts';
import { scatteredPlaces } from '../../forest/support/stations.ts';

type Points = ReturnType<typeof scatteredPlaces>;

function notesOf(scheme: FoldScheme, positions: Points, prediction: Points): string {
  const rowCount = positions.lon.length;
  const columns = [Float32Array.from(positions.lon.keys())];
  const facts = { rowCount, places: null, positions, columns, labels: null, prediction };
  const choice = { scheme, folds: null, blockSizeM: null };
  const repeats = [drawFolds(choice, facts, 1, 0)];
  const stations = unitVectors(positions.lon, positions.lat);
  return noteFolds({ choice, facts, repeats, random: null, placesJoined: 0, stations }).join('\n');
}

/** Two bunches of twenty, 1,000 km and more from each other, each a few hundred metres across. */
const bunches: Points = {
  lon: Float64Array.from({ length: 40 }, (_, row) => (row < 20 ? 100 : 120) + 1e-4 * row),
  lat: Float64Array.from({ length: 40 }, (_, row) => (row < 20 ? 60 : 65) + 1e-4 * (row % 7)),
};
const over: Points = { lon: bunches.lon.map((lon) => lon + 2), lat: bunches.lat };
const spread = scatteredPlaces(60, 3);

describe('noteFolds on matched distances', () => {
  it('does not call the folds of bunched stations random where neighbours are left aside', () => {
    const notes = notesOf('nndm', bunches, over);
    expect(notes).not.toContain('random folds are as far apart as the map needs');
    expect(notes).toMatch(
      /are farther from training stations \(median 1160 km\) than the map from stations \(median 10\d km/,
    );
  });

  it.each(['nndm', 'knndm'] as const)('says that chance will do where nothing has to be parted: %s', (scheme) => {
    expect(notesOf(scheme, spread, spread)).toContain('random folds are as far apart as the map needs');
  });

  it('says that a map far away is farther than any fold can be, in whole kilometres', () => {
    const far: Points = { lon: Float64Array.of(-60), lat: Float64Array.of(-40) };
    expect(notesOf('knndm', spread, far)).toMatch(
      /than the map to stations \(median 1\d{4} km\): expect larger errors/,
    );
  });
});
