/** What a check of a dataset says about one station. Nothing is changed: the owner decides, by a list of edits. */
import type { TableEdit } from '../tables/edits.ts';

/** Every check, with what it looks for. */
export const checks = {
  'repeated-row': 'every cell is that of an earlier row',
  'repeated-place': 'another row stands within 10 m',
  'near-place': 'another station stands within 500 m',
  'repeated-name': 'another row has the same name more than 1 km away',
  'swapped-coordinates': 'far from the other stations, among them with latitude and longitude exchanged',
  'wrong-sign': 'far from the other stations, among them with the sign of a coordinate turned',
  'coarse-coordinates': 'given with fewer digits than the other stations',
  'degrees-minutes': 'degrees.minutes written as decimal degrees',
  'at-sea': 'more than 3 km from land',
  'outside-country': 'more than 3 km outside the country that was named',
  outlier: 'far from what the neighbours, elevation and latitude let expect',
  disturbed: 'words of the row speak of disturbed ground',
  'other-period': 'measured in other decades than most',
  'rare-class': 'one of fewer than five stations of its class',
} as const;

export type Check = keyof typeof checks;

export interface Flag {
  /** Row of the table. */
  readonly row: number;
  readonly check: Check;
  /** For people: what was found and what was expected. */
  readonly reason: string;
  /** What would mend it; empty where only its owner can know. */
  readonly suggestions: readonly TableEdit[];
}
