/** How much ice a row of a table says that the ground holds. */
import { iceDensityKgM3 } from '../constants.ts';
import { productOf } from './uncertain.ts';
import type { IceRow } from '../../core/iceRow.ts';
import type { Uncertain } from './uncertain.ts';

/** Mass of frozen water ÷ mass of dry soil, and kg of dry soil ÷ m³ of frozen ground, where the table gave these. */
export interface WeightContent {
  readonly frozenWater: Uncertain;
  readonly dryDensityKgM3: Uncertain;
}

/** Volume of ice ÷ volume of frozen ground. @param row with an ice content, by volume or by weight */
export function iceOf(row: IceRow): Uncertain {
  const byWeight = weightOf(row);
  return byWeight === null ? { value: row.iceVolumetric!, sd: row.iceVolumetricSd ?? 0 } : volumeOf(byWeight);
}

/** @returns null where the ice is given by volume */
export function weightOf(row: IceRow): WeightContent | null {
  if (row.waterGravimetric === null) return null;
  const frozen = row.waterGravimetric - (row.unfrozenGravimetric ?? 0);
  return {
    frozenWater: { value: frozen, sd: row.waterGravimetricSd ?? 0 },
    dryDensityKgM3: { value: row.dryDensityKgM3!, sd: row.dryDensitySdKgM3 ?? 0 },
  };
}

function volumeOf({ frozenWater, dryDensityKgM3 }: WeightContent): Uncertain {
  return productOf([frozenWater, dryDensityKgM3, { value: 1 / iceDensityKgM3, sd: 0 }]);
}
