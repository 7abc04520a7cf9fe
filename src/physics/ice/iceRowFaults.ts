/** What is wrong with a row of ice contents, by what ground can hold. */
import { mineralDensityKgM3 } from '../constants.ts';
import { iceOf } from './iceOfRow.ts';
import type { IceRow } from '../../core/iceRow.ts';

/** Share of the volume that grains of 2700 kg/m³ and ice may fill together: heavier grains or a laboratory's errors make 1.1. */
const fullest = 1.1;
/** m; tables and logs of ice end far above, and as centimetres all but the shallowest would lie beyond. */
export const deepestIceM = 300;
/** Peat that holds more is water. */
const wettest = 30;
/** Below this a density can only be meant in g/cm³. */
const lightestKgM3 = 20;

type Fault = (message: string) => void;

/** What ground cannot have, each with its bound; empty for a row that may be used. */
export function faultsOfRow(row: IceRow): readonly string[] {
  const faults: string[] = [];
  const fault: Fault = (message) => void faults.push(message);
  checkRow(row, fault);
  if (faults.length === 0) checkVolume(row, fault);
  return faults;
}

function checkRow(row: IceRow, fault: Fault): void {
  const { topM, bottomM, iceVolumetric, waterGravimetric, unfrozenGravimetric, dryDensityKgM3 } = row;
  if (row.unit === null) fault('unit is empty');
  if (topM === null || bottomM === null) fault('topM and bottomM are both needed');
  else if (!(topM >= 0 && bottomM > topM && bottomM <= deepestIceM)) {
    const hint = bottomM > deepestIceM ? ': is it in centimetres?' : '';
    fault(`expected 0 ≤ topM < bottomM ≤ ${deepestIceM}, in metres, found ${topM} and ${bottomM}${hint}`);
  }
  if (row.datum !== null && row.datum !== 'ground' && row.datum !== 'permafrostTable') {
    fault(`expected datum ground or permafrostTable, found ${JSON.stringify(row.datum.slice(0, 40))}`);
  }
  if ((iceVolumetric === null) === (waterGravimetric === null)) {
    fault('expected iceVolumetric, or waterGravimetric with dryDensityKgM3: one of them');
  }
  checkRange(
    fault,
    'iceVolumetric',
    iceVolumetric,
    [0, 1],
    'a volume of ice ÷ volume of ground; divide percent by 100',
  );
  checkRange(
    fault,
    'waterGravimetric',
    waterGravimetric,
    [0, wettest],
    'a mass ÷ mass of dry soil; divide percent by 100',
  );
  if (waterGravimetric !== null && dryDensityKgM3 === null) fault('waterGravimetric needs dryDensityKgM3');
  if (dryDensityKgM3 !== null && dryDensityKgM3 > 0 && dryDensityKgM3 < lightestKgM3) {
    fault(`dryDensityKgM3 ${dryDensityKgM3} is a density in g/cm³: expected kg/m³, which is 1000 times as much`);
  } else {
    const why = 'kg of dry soil in 1 m³ of frozen ground, at most the density of its minerals';
    checkRange(fault, 'dryDensityKgM3', dryDensityKgM3, [lightestKgM3, mineralDensityKgM3], why);
    checkRange(fault, 'thawedDryDensityKgM3', row.thawedDryDensityKgM3, [lightestKgM3, mineralDensityKgM3], why);
  }
  if (row.thawedDryDensityKgM3 !== null && dryDensityKgM3 === null) fault('thawedDryDensityKgM3 needs dryDensityKgM3');
  if (row.thawedDryDensityKgM3 !== null && row.settledPorosity !== null) {
    fault('thawedDryDensityKgM3 and settledPorosity say the same twice: give one of them');
  }
  if (unfrozenGravimetric !== null && !(unfrozenGravimetric >= 0 && unfrozenGravimetric <= (waterGravimetric ?? -1))) {
    fault(`expected 0 ≤ unfrozenGravimetric ≤ waterGravimetric (${waterGravimetric}), found ${unfrozenGravimetric}`);
  }
  if (row.settledPorosity !== null && !(row.settledPorosity >= 0 && row.settledPorosity < 1)) {
    fault(`expected 0 ≤ settledPorosity < 1, found ${row.settledPorosity}`);
  }
  for (const [name, sd, of] of spreadsOf(row)) {
    if (sd !== null && !(sd >= 0)) fault(`${name} is a standard deviation of 0 or more, found ${sd}`);
    if (sd !== null && of === null) fault(`${name} has nothing that it is the spread of`);
  }
}

function spreadsOf(row: IceRow): readonly (readonly [name: string, sd: number | null, of: number | null])[] {
  return [
    ['iceVolumetricSd', row.iceVolumetricSd, row.iceVolumetric],
    ['waterGravimetricSd', row.waterGravimetricSd, row.waterGravimetric],
    ['dryDensitySdKgM3', row.dryDensitySdKgM3, row.dryDensityKgM3],
  ];
}

function checkRange(
  fault: Fault,
  name: string,
  value: number | null,
  [least, most]: readonly [number, number],
  meaning: string,
): void {
  if (value === null || (value >= least && value <= most)) return;
  fault(`${name} is ${value}: expected ${least} to ${most}, ${meaning}`);
}

/** Water and dry density that do not go together, such as those of thawed ground. */
function checkVolume(row: IceRow, fault: Fault): void {
  const ice = iceOf(row).value;
  if (ice > 1) fault(`water and dry density make ${ice.toFixed(2)} m³ of ice in 1 m³ of ground; expected at most 1`);
  const filledShare = ice + (row.dryDensityKgM3 ?? 0) / mineralDensityKgM3;
  if (ice <= 1 && filledShare > fullest) {
    fault(
      `${ice.toFixed(2)} m³ of ice and the grains of ${row.dryDensityKgM3} kg fill ${Math.round(100 * filledShare)} % of 1 m³; expected at most ${Math.round(100 * fullest)} %: is it the dry density of the frozen ground?`,
    );
  }
}
