/** In which unit the heights of an elevation model are. */
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import type { RasterInfo } from '../raster/rasterInfo.ts';

/** In metres. */
const units = { m: 1, cm: 0.01, dm: 0.1, km: 1000, ft: 0.3048, 'us-ft': 1200 / 3937 } as const;
type Unit = keyof typeof units;

const names = Object.keys(units) as [Unit, ...Unit[]];

/** As files spell them, in lower case. */
const spellings: Readonly<Record<Unit, readonly string[]>> = {
  m: ['m', 'metre', 'metres', 'meter', 'meters', 'mtr'],
  cm: ['cm', 'centimetre', 'centimetres', 'centimeter', 'centimeters'],
  dm: ['dm', 'decimetre', 'decimetres', 'decimeter', 'decimeters'],
  km: ['km', 'kilometre', 'kilometres', 'kilometer', 'kilometers'],
  ft: ['ft', 'foot', 'feet', 'international foot', 'international feet'],
  'us-ft': ['us-ft', 'us_ft', 'ftus', 'sft', 'us survey foot', 'us survey feet', 'foot_us'],
};

export const elevationUnitInput = z.enum(names).nullable().default(null).meta({
  title: 'Unit of the elevations',
  description:
    'm, cm, dm, km, ft (0.3048 m) or us-ft (1200/3937 m). By default what the file says, and metres where it says nothing; the summary tells which. The unit of the map’s own coordinates, degrees or feet, is known from its CRS.',
});

export interface ElevationUnit {
  readonly metres: number;
  /** For the summary: which unit was taken, and why. */
  readonly note: string;
}

/** @throws {DomainError} 'invalid-input' where the file names a unit that is none of length and none was given */
export function elevationUnitOf({ name, bands }: RasterInfo, band: number, given: Unit | null): ElevationUnit {
  const written = bands[band - 1]!.unit;
  if (given !== null) {
    const said = written === null ? '' : `; the file says ${JSON.stringify(written)}`;
    return { metres: units[given], note: `Elevations were taken as ${given}, as given${said}.` };
  }
  if (written === null) {
    return { metres: 1, note: `${name} does not say the unit of its elevations: they were taken as metres.` };
  }
  const known = names.find((unit) => spellings[unit].includes(written.trim().toLowerCase()));
  if (known === undefined) {
    throw new DomainError(
      'invalid-input',
      `${name}: its values are in ${JSON.stringify(written)}, which is no unit of length known here (${names.join(', ')}). Name the unit by elevationUnit if these are elevations`,
      { errors: [{ pointer: '/elevationUnit', detail: `is needed: the file says ${JSON.stringify(written)}` }] },
    );
  }
  return { metres: units[known], note: `Elevations were taken as ${known}, as the file says.` };
}
