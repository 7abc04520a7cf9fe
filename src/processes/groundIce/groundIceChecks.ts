/** What makes a finished map of ground ice unfit to be handed out. */
import { DomainError } from '../../core/errors.ts';
import { checkIceNumber, isIceNumber } from '../../physics/ice/iceNumbers.ts';
import { sampleValues } from '../rasters/sampleWindows.ts';
import { isPolygons } from './landformUnits.ts';
import type { JsonObject } from '../../core/json.ts';
import type { CellNumber, GroundIceSums } from '../../physics/ice/groundIceOptions.ts';
import type { IceNumber } from '../../physics/ice/iceNumbers.ts';
import type { GroundIceInputs } from './groundIceInputs.ts';
import type { GroundIcePlan } from './groundIcePlan.ts';

/** Relative: cells are float32 in the raster, with 6e-8 each. */
const rasterTolerance = 1e-6;
/** Relative: the file's own statistics are float64. */
const fileTolerance = 1e-9;

/** @throws {DomainError} 'invalid-input' for units that the table lacks, and polygons that overlap; 'covariate-invalid' where no cell has a value */
export function requireUsable(plan: GroundIcePlan, sums: GroundIceSums, given: GroundIceInputs): void {
  const { map, unknownCodes } = sums;
  if (given.unknownUnits === 'refuse' && unknownCodes.length > 0) {
    const units = unknownCodes.map(({ code, cells }) => {
      return `${calledUnit(plan, code)}: ${cells} cells`;
    });
    throw unknownUnits(units, unknownCodes);
  }
  const shared = plan.unitNames.flatMap((unit, i) => {
    const { sharedCells } = sums.units[i]!;
    return sharedCells === 0 ? [] : [`${unit}: ${sharedCells} cells`];
  });
  if (isPolygons(given.units) && given.units.overlaps === 'refuse' && shared.length > 0) {
    const detail = `polygons of different units that hold the same cells: ${shared.join('; ')}. Mend them, or let the first in the file have them with "overlaps": "first"`;
    throw new DomainError('invalid-input', `There are ${detail}`, { errors: [{ pointer: '/units', detail }] });
  }
  if (map.cellsWithValue > 0) return;
  const causes = Object.entries({
    'lie outside all units': map.outsideUnits,
    'have no ground surface temperature': map.noMagst,
    'have no permafrost table': map.noTable,
    'have no permafrost base': map.noBase,
    'have no share of permafrost': map.noFraction,
    'have no ice content': map.noIceContent,
    'are of units that the table lacks': unknownCodes.reduce((sum, { cells }) => sum + cells, 0),
  }).flatMap(([cause, cells]) => (cells === 0 ? [] : [`${cells} ${cause}`]));
  throw new DomainError('covariate-invalid', `None of the ${map.cells} cells has a value: ${causes.join(', ')}`);
}

/**
 * A look at the raster of units before a job is accepted. What it does not find, as a rare unit, `requireUsable` does.
 * @throws {DomainError} 'invalid-input' for units that the table lacks
 */
export async function requireKnownUnits(plan: GroundIcePlan, given: GroundIceInputs): Promise<void> {
  const { options, stack } = plan;
  const raster = options.units === null ? undefined : stack.layers[options.units.layer];
  // Beyond the grid, where an aligned raster may reach, any unit may lie.
  if (given.unknownUnits !== 'refuse' || raster === undefined || raster.onGrid.kind !== 'raster') return;
  const known = new Set(options.units!.codes.map(([code]) => code));
  const codes = [...new Set(await sampleValues([raster]))].filter((code) => !known.has(code)).toSorted((a, b) => a - b);
  if (codes.length > 0) throw unknownUnits(codes.map((code) => calledUnit(plan, code)));
}

/**
 * A look at the other rasters before a job is accepted. Single numbers may lie where they do not count, as in a lake; one
 * that counts ends the job.
 * @throws {DomainError} 'covariate-invalid' where most numbers of a raster cannot be, as in other units
 */
export async function requirePossibleNumbers({ options, stack }: GroundIcePlan): Promise<void> {
  const { tableM, tableSdM, baseM, magst, fraction, terms } = options;
  const all: readonly (readonly [IceNumber, CellNumber | null])[] = [
    ['table', tableM],
    ['tableSd', tableSdM],
    ['base', baseM],
    ['magst', magst],
    ['fraction', fraction],
    ...terms.flatMap(({ ice, iceSd }) => [['ice', ice] as const, ['iceSd', iceSd] as const]),
  ];
  const looked = new Set<number>();
  for (const [which, of] of all) {
    if (of === null || 'constant' in of || looked.has(of.layer)) continue;
    looked.add(of.layer);
    const values = (await sampleValues([stack.layers[of.layer]!])).map((value) => value * of.scale + of.offset);
    const wrong = values.filter((value) => !isIceNumber(which, value));
    if (wrong.length * 2 > values.length) checkIceNumber(which, wrong[0]!);
  }
}

function calledUnit({ nameOfCode }: GroundIcePlan, code: number): string {
  const name = nameOfCode(code);
  return name === null ? `code ${code}` : `${name} (code ${code})`;
}

function unknownUnits(units: readonly string[], counted?: GroundIceSums['unknownCodes']): DomainError {
  const detail = `units of the map that the table of ice contents lacks: ${units.slice(0, 20).join('; ')}. Add them, or leave their cells out with "unknownUnits": "leaveOut"`;
  return new DomainError('invalid-input', `There are ${detail}`, {
    errors: [{ pointer: '/units', detail }],
    ...(counted === undefined ? {} : { units: counted }),
  });
}

/**
 * Σ over units and layers of frozen ground × ice content, Σ over cells of the raster × their area, and what the file says
 * of itself must be one number.
 * @param mean of the first band of the file; null without values
 * @throws {DomainError} 'internal' where they are not
 */
export function closingCheck(
  { options }: GroundIcePlan,
  { map, terms }: GroundIceSums,
  mean: number | null,
): JsonObject {
  const unitsM3 = options.terms.reduce((sum, { ice }, i) => {
    const { groundM3, iceM3 } = terms[i]!;
    return sum + ('constant' in ice ? groundM3 * ice.constant : iceM3);
  }, 0);
  const fileM = (mean ?? 0) * map.cellsWithValue;
  const raster = differenceOf(unitsM3, map.rasterIceM3);
  const file = differenceOf(fileM, map.rasterIceM);
  if (raster > rasterTolerance || file > fileTolerance) {
    throw new DomainError(
      'internal',
      `Totals do not close: ${unitsM3} m³ over units and layers, ${map.rasterIceM3} m³ over the raster (relative difference ${raster}, at most ${rasterTolerance}); cells of the file sum to ${fileM}, of its parts to ${map.rasterIceM} (${file}, at most ${fileTolerance})`,
    );
  }
  return {
    unitsAndLayersM3: unitsM3,
    rasterM3: map.rasterIceM3,
    relativeDifference: raster,
    tolerance: rasterTolerance,
  };
}

function differenceOf(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}
