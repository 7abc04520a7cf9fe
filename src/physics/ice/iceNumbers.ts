/** What the numbers of a cell with ground ice can be. */
import { DomainError } from '../../core/errors.ts';
import { coldestC, warmestC } from '../../core/possibleTemperature.ts';

/** No active layer is thicker: a table of 80 or 150 is in cm. */
export const deepestTableM = 20;
/** Nowhere on Earth does permafrost reach 1,700 m. */
export const deepestBaseM = 1700;
/** What float32 may add to a share of 1. */
const rounding = 1e-6;

/** What a number may be, and what to say of others. */
interface Range {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly expected: string;
}

const metres = (name: string, most: number): Range => ({
  name,
  least: 0,
  most,
  expected: `expected metres below the ground, 0 to ${most}`,
});
const share = (name: string, most: number, expected: string): Range => ({ name, least: 0, most, expected });

const ranges = {
  table: metres('permafrost table', deepestTableM),
  tableSd: metres('standard deviation of the permafrost table', deepestTableM),
  base: metres('permafrost base', deepestBaseM),
  magst: { name: 'MAGST', least: coldestC, most: warmestC, expected: 'expected °C' },
  fraction: share('share of permafrost', 1 + rounding, 'expected 0 to 1; divide percent by 100'),
  ice: share('ice content', 1 + rounding, 'expected volume of ice ÷ volume of ground, 0 to 1'),
  iceSd: share('standard deviation of the ice content', 1, 'expected 0 to 1'),
} as const satisfies Readonly<Record<string, Range>>;

export type IceNumber = keyof typeof ranges;

/** Whether it is in the range of such numbers; NaN is not. */
export function isIceNumber(which: IceNumber, value: number): boolean {
  const { least, most } = ranges[which];
  return value >= least && value <= most;
}

/** @throws {DomainError} 'covariate-invalid' for a number that cannot be */
export function checkIceNumber(which: IceNumber, value: number): void {
  if (isIceNumber(which, value)) return;
  const { name, expected } = ranges[which];
  throw new DomainError('covariate-invalid', `The raster of the ${name} holds ${value}: ${expected}`);
}
