/** Temperature at the top of permafrost with its spread: the equilibrium model over drawn surface and soil parameters. */
import { createRandom } from '../../core/random.ts';
import { normalDraw } from '../../core/normalDraw.ts';
import { ttopC } from '../ttop.ts';
import type { NFactors } from '../degreeDays.ts';

/** A normal distribution cut at the bounds of what is possible. */
interface Spread {
  readonly mean: number;
  /** ≥ 0. */
  readonly standardDeviation: number;
}

/** Possible values of each parameter; a mean lies within them. */
export const ttopBounds = {
  /** Surface over air, of thawing and of freezing degree-days. */
  nFactor: [0, 4],
  /** Thawed over frozen conductivity; water frozen conducts four times as well. */
  conductivityRatio: [0.2, 1.2],
} as const;

export interface TtopParameters {
  readonly thawNFactor: Spread;
  readonly freezeNFactor: Spread;
  readonly conductivityRatio: Spread;
}

export interface TtopMember {
  readonly nFactors: NFactors;
  readonly conductivityRatio: number;
}

const yearDays = 365;

/** The same members for every cell: what is not known of a parameter is not known everywhere at once. */
export function drawMembers(parameters: TtopParameters, count: number, seed: number): TtopMember[] {
  return Array.from({ length: count }, (_, member) => {
    const random = createRandom(seed, member);
    const draw = ({ mean, standardDeviation }: Spread, [least, most]: readonly [number, number]): number => {
      for (;;) {
        const value = mean + standardDeviation * normalDraw(random);
        if (value >= least && value <= most) return value;
      }
    };
    return {
      nFactors: {
        thaw: draw(parameters.thawNFactor, ttopBounds.nFactor),
        freeze: draw(parameters.freezeNFactor, ttopBounds.nFactor),
      },
      conductivityRatio: draw(parameters.conductivityRatio, ttopBounds.conductivityRatio),
    };
  });
}

interface EnsembleTemperature {
  readonly meanC: number;
  readonly deviationC: number;
  /** Share of the members at 0 °C or below. */
  readonly probability: number;
}

/**
 * @param air of the air, °C·day of a year
 * @source Smith & Riseborough 2002, Permafrost Periglac. Process. 13:1; ensembles: Obu et al. 2019, Earth-Sci. Rev. 193:299
 */
export function ensembleTemperature(
  thawIndexCDays: number,
  freezeIndexCDays: number,
  members: readonly TtopMember[],
): EnsembleTemperature {
  const air = { thawIndexCDays, freezeIndexCDays };
  let [sum, squares, frozen] = [0, 0, 0];
  for (const { nFactors, conductivityRatio } of members) {
    // Only the ratio of the conductivities counts.
    const valueC = ttopC(air, nFactors, conductivityRatio, 1, yearDays);
    sum += valueC;
    squares += valueC ** 2;
    if (valueC <= 0) frozen += 1;
  }
  const meanC = sum / members.length;
  // Rounding may leave a little less than nothing.
  const deviationC = Math.sqrt(Math.max(0, squares / members.length - meanC ** 2));
  return { meanC, deviationC, probability: frozen / members.length };
}
