/** In which unit the heights of an elevation model are. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { unitConverter } from '../../units/convert.ts';
import type { RasterInfo } from '../../raster/rasterInfo.ts';

/** As files spell them, in lower case: what is unknown otherwise, and the commonest, which then need no parser. */
const spellings: Readonly<Record<string, string>> = {
  mtr: 'm',
  metre: 'm',
  metres: 'm',
  meter: 'm',
  meters: 'm',
  foot: 'ft',
  feet: 'ft',
  'international foot': 'ft',
  'international feet': 'ft',
  us_ft: 'us-ft',
  ftus: 'us-ft',
  sft: 'us-ft',
  'us survey foot': 'us-ft',
  'us survey feet': 'us-ft',
  foot_us: 'us-ft',
};

/** The foot of the older State Plane maps. */
const usFootM = 1200 / 3937;

export const elevationUnitInput = z
  .string()
  .min(1)
  .max(40)
  .refine((text) => metresIn(text) !== null, 'expected a unit of length such as m, cm, ft or us-ft')
  .nullable()
  .default(null)
  .meta({
    title: 'Unit of the elevations',
    description:
      'Any unit of length, such as m, cm, dm, km, ft (0.3048 m) or us-ft (1200/3937 m). By default what the file says, and metres where it says nothing; the summary tells which. The unit of the map’s own coordinates, degrees or feet, is known from its CRS.',
  });

/** Null for what is no unit of length. */
function metresIn(text: string): number | null {
  const written = text.trim().toLowerCase();
  const plain = Object.hasOwn(spellings, written) ? spellings[written]! : written;
  if (plain === 'us-ft') return usFootM;
  try {
    return unitConverter(plain, { unit: 'm', difference: true })(1);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

export interface ElevationUnit {
  readonly metres: number;
  /** For the summary: which unit was taken, and why. */
  readonly note: string;
}

/** @throws {DomainError} 'invalid-input' where the file names a unit that is none of length and none was given */
export function elevationUnitOf({ name, bands }: RasterInfo, band: number, given: string | null): ElevationUnit {
  const written = bands[band - 1]!.unit;
  if (given !== null) {
    const said = written === null ? '' : `; the file says ${JSON.stringify(written)}`;
    // The schema let it pass.
    return { metres: metresIn(given)!, note: `Elevations were taken as ${given}, as given${said}.` };
  }
  if (written === null) {
    return { metres: 1, note: `${name} does not say the unit of its elevations: they were taken as metres.` };
  }
  const metres = metresIn(written);
  if (metres === null) {
    throw new DomainError(
      'invalid-input',
      `${name}: its values are in ${JSON.stringify(written)}, which is no unit of length known here. Name the unit by elevationUnit if these are elevations`,
      { errors: [{ pointer: '/elevationUnit', detail: `is needed: the file says ${JSON.stringify(written)}` }] },
    );
  }
  return { metres, note: `Elevations were taken as ${written}, as the file says.` };
}
