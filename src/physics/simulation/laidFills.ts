/** Ground that was brought to a column, and when it had frozen for good. */
import { diagnoseYear } from '../column/diagnosis.ts';
import { frozenBy, notFrozen, refreezingOf } from '../column/refreezing.ts';
import type { Column } from '../column/column.ts';
import type { FrozenYears } from '../column/refreezing.ts';
import type { YearRecord } from '../column/year.ts';
import type { GroundEvent } from './plan.ts';

export interface LaidFill extends FrozenYears {
  /** Years since the start when it was laid. */
  readonly laidYears: number;
  /** Depth of its base now. */
  readonly baseM: number;
}

/** The fills after an event that raised the surface. @param raisedM below 0 where ground was dug away */
export function fillsAfter(
  fills: readonly LaidFill[],
  { kind, afterYears }: GroundEvent,
  raisedM: number,
): readonly LaidFill[] {
  const moved = fills.map((laid) => ({ ...laid, baseM: laid.baseM + raisedM }));
  return kind === 'fill' ? [...moved, { laidYears: afterYears, baseM: raisedM, ...notFrozen }] : moved;
}

/** The fills as they are known after one more year; nothing is left to freeze of one that was dug away. */
export function watchFills(
  fills: readonly LaidFill[],
  column: Column,
  record: YearRecord,
  year: number,
): readonly LaidFill[] {
  if (fills.length === 0) return fills;
  const diagnosis = diagnoseYear(column, record);
  return fills.map((laid) => {
    if (laid.baseM <= 0) return laid;
    return { ...laid, ...frozenBy(laid, refreezingOf(column, record, diagnosis, laid.baseM), year) };
  });
}
