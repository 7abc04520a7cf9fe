/** What borehole logs leave open. */
import type { IceHole, Unknown } from './holes.ts';

export interface LogGap {
  readonly hole: string;
  readonly topM: number;
  readonly bottomM: number;
  /** Nothing was logged; or it was, without what the ice follows from; or the hole ends there. */
  readonly why: 'notLogged' | 'belowTheHole' | Unknown;
}

/** Depths are written with at most three decimals. */
const sameDepthM = 1e-6;

/** Every stretch between two depths of which a hole does not say the ice content, from the top down. */
export function gapsOfHole(
  { name, intervals }: Pick<IceHole, 'name' | 'intervals'>,
  { topM, bottomM }: { readonly topM: number; readonly bottomM: number },
): readonly LogGap[] {
  const gaps: LogGap[] = [];
  const leave = (from: number, to: number, why: LogGap['why']): void => {
    const [upper, lower] = [Math.max(from, topM), Math.min(to, bottomM)];
    if (lower - upper <= sameDepthM) return;
    const last = gaps.at(-1);
    // Neighbouring samples that lack the same thing are one gap.
    if (last !== undefined && last.why === why && Math.abs(last.bottomM - upper) <= sameDepthM) {
      gaps[gaps.length - 1] = { ...last, bottomM: lower };
    } else gaps.push({ hole: name, topM: upper, bottomM: lower, why });
  };
  let reachedM = -Infinity;
  for (const interval of intervals) {
    leave(reachedM, interval.topM, 'notLogged');
    if (interval.unknown !== null) leave(interval.topM, interval.bottomM, interval.unknown);
    reachedM = interval.bottomM;
  }
  leave(reachedM, Infinity, 'belowTheHole');
  return gaps;
}
