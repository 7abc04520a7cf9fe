import { squaredChord } from '../../core/sphere.ts';

/**
 * The nearest places of each place by great circle, nearest first; among equally near ones the first in order.
 * @param places unit vectors, three numbers each
 * @param count  neighbours wanted, 1 to places − 1
 * @returns one Uint32Array per place, length count
 */
export function nearestNeighbours(places: Float64Array, count: number): Uint32Array[] {
  const placeCount = places.length / 3;
  const chords = new Float64Array(count);
  return Array.from({ length: placeCount }, (_, place) => {
    const nearest = new Uint32Array(count);
    chords.fill(Infinity);
    for (let other = 0; other < placeCount; other++) {
      if (other === place) continue;
      const chord = squaredChord(places, place, places, other);
      if (chord >= chords[count - 1]!) continue;
      let at = count - 1;
      for (; at > 0 && chords[at - 1]! > chord; at--) {
        chords[at] = chords[at - 1]!;
        nearest[at] = nearest[at - 1]!;
      }
      chords[at] = chord;
      nearest[at] = other;
    }
    return nearest;
  });
}
