/** Ice in the ground of every cell of a map, and its sums by unit and layer. */
import { rowCellAreasM2 } from '../../core/cellArea.ts';
import { DomainError } from '../../core/errors.ts';
import { exactTerms } from '../../core/exactSum.ts';
import { createIceColumn } from './iceColumn.ts';
import { deepestTableM } from './iceNumbers.ts';
import { highestCode, mapSums, placesOf, sumOffsets, termSums, unitSums } from './groundIceOptions.ts';
import type { MapPlace, WindowRule } from '../../core/windowRule.ts';
import type { GroundIceOptions } from './groundIceOptions.ts';

const ofMap = placesOf(mapSums);
const ofUnit = placesOf(unitSums);

/**
 * Bands: ice, m³ per m² of ground; the water it melts to; its standard deviation where layers are off independently of
 * each other, and where all are off the same way; with settlement also excess ice, the settlement by additional thaw, and its
 * standard deviation both ways, m.
 *
 * A cell has ice between its permafrost table and the lesser of the depth asked for and the permafrost base. A cell whose
 * mean annual ground surface temperature is above 0 °C has 0. A cell outside all units, or without a number that it
 * needs, has no value and is counted by cause.
 * @returns sums as `groundIceSums` names them, exact in any order of windows
 * @throws {DomainError} 'covariate-invalid' for a number that its layer cannot hold
 */
export function createGroundIceRule(options: GroundIceOptions, place: MapPlace): WindowRule {
  const column = createIceColumn(options);
  const from = sumOffsets(options);
  const unitAt = createUnitReader(options);
  const areasM2 = rowCellAreasM2(place.grid, place.metresPerUnit);
  const cells = place.grid.widthPx * place.grid.heightPx;
  const deepM = Math.max(deepestTableM, options.depthM);
  const exact = exactTerms(areasM2.reduce((most, area) => Math.max(most, area), 0) * deepM, cells);
  const exactM = exactTerms(deepM, cells);

  return {
    haloPx: 0,
    bandCount: column.bandCount,
    derive(layers, { window }, out) {
      const sums = new Float64Array(from.length);
      sums[ofMap.cells] = out[0]!.length;
      for (let pixel = 0; pixel < out[0]!.length; pixel++) {
        for (const band of out) band[pixel] = Number.NaN;
        const unit = unitAt(layers, pixel);
        if (unit < 0) {
          sums[unit === -1 ? ofMap.outsideUnits : from.codes - unit - 2]! += 1;
          continue;
        }
        const areaM2 = areasM2[window.yPx + Math.floor(pixel / window.widthPx)]!;
        const unitSumsAt = from.units + unit * unitSums.length;
        sums[unitSumsAt + ofUnit.cells]! += 1;
        sums[unitSumsAt + ofUnit.areaM2]! += exact(areaM2);
        const others = options.units?.othersLayer ?? null;
        if (others !== null && layers[others]![pixel]! > 0) sums[unitSumsAt + ofUnit.sharedCells]! += 1;

        const found = column.measure(layers, pixel, unit);
        if (found !== 'permafrost') sums[ofMap[found]]! += 1;
        if (found !== 'permafrost' && found !== 'magstAboveZero') continue;
        column.write(out, pixel);
        const iceM = out[0]![pixel]!;
        sums[ofMap.cellsWithValue]! += 1;
        sums[ofMap.rasterIceM3]! += exact(iceM * areaM2);
        sums[ofMap.rasterIceM]! += exactM(iceM);
        if (found === 'magstAboveZero') continue;

        const { fraction, frozenM } = column.frozen;
        if (frozenM === 0) sums[ofMap.tableBelowDepth]! += 1;
        sums[unitSumsAt + ofUnit.permafrostCells]! += 1;
        sums[unitSumsAt + ofUnit.permafrostM2]! += exact(fraction * areaM2);
        sums[unitSumsAt + ofUnit.frozenM3]! += exact(fraction * frozenM * areaM2);
        column.eachTerm((term, sum, perM2) => {
          sums[from.terms + term * termSums.length + sum]! += exact(perM2 * areaM2);
        });
      }
      return [...sums];
    },
  };
}

/** @returns reads the unit of a cell: −1 outside all units, −2 − code for a code of none */
function createUnitReader({ units }: GroundIceOptions): (layers: readonly Float32Array[], pixel: number) => number {
  if (units === null) return () => 0;
  const unitOfCode = new Int32Array(highestCode + 1).fill(-1);
  for (const [code, unit] of units.codes) unitOfCode[code] = unit;
  return (layers, pixel) => {
    const code = layers[units.layer]![pixel]!;
    if (Number.isNaN(code)) return -1;
    if (!(Number.isInteger(code) && code >= 0 && code <= highestCode)) throw notACode(code);
    return unitOfCode[code] === -1 ? -2 - code : unitOfCode[code]!;
  };
}

function notACode(code: number): DomainError {
  return new DomainError(
    'covariate-invalid',
    `The raster of units holds ${code}: expected whole numbers from 0 to ${highestCode}, each the code of a unit`,
  );
}
