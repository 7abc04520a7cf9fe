/** Scenes with their metadata and dates, and the choice among them by month and year. */
import { DomainError } from '../../core/errors.ts';
import { acquisitionDate, parseLandsatMetadata } from '../../spectral/landsatMetadata.ts';
import { sensors } from '../../spectral/sensors.ts';
import type { LandsatMetadata } from '../../spectral/landsatMetadata.ts';
import type { SceneInput, SpectralInputs } from './spectralInputs.ts';

export interface Scene {
  /** As given, from 0. */
  readonly place: number;
  readonly input: SceneInput;
  readonly metadata: LandsatMetadata | null;
  /** Such as 1988-08-14. */
  readonly date: string | null;
}

/** @throws {DomainError} 'invalid-input' for a scene of another satellite, without a date that is asked for, or none left */
export function chooseScenes(given: SpectralInputs): {
  readonly chosen: readonly Scene[];
  readonly leftOut: readonly Scene[];
} {
  const scenes = given.scenes.map((input, place): Scene => {
    const metadata = readMetadata(input.mtl);
    if (metadata !== null) requireSatellite(metadata, given.sensor, place);
    return { place, input, metadata, date: input.date ?? (metadata && acquisitionDate(metadata)) };
  });
  const chosen = scenes.filter((scene) => isWanted(scene, given));
  if (chosen.length === 0) {
    const dates = scenes.map(({ date }) => date).join(', ');
    throw new DomainError('invalid-input', `No scene is of the months and years asked for; they are of ${dates}`, {
      errors: [{ pointer: '/scenes', detail: 'none is of the months and years' }],
    });
  }
  return { chosen, leftOut: scenes.filter((scene) => !chosen.includes(scene)) };
}

function isWanted({ date, place }: Scene, { months, years }: SpectralInputs): boolean {
  if (months === null && years === null) return true;
  if (date === null) {
    throw sceneFault(place, 'needs a date, or metadata with DATE_ACQUIRED, as months or years are asked for');
  }
  const [year, month] = date.split('-').map(Number) as [number, number];
  const [from, to] = years ?? [year, year];
  return (months === null || months.includes(month)) && year >= from! && year <= to!;
}

/** The text, or its fields in JSON at any depth. */
function readMetadata(mtl: SceneInput['mtl']): LandsatMetadata | null {
  if (mtl === null) return null;
  return typeof mtl === 'string' ? parseLandsatMetadata(mtl) : new Map(fieldsOf(mtl));
}

function fieldsOf(group: object): [string, string][] {
  return Object.entries(group).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? fieldsOf(value) : [[name, String(value)] as [string, string]],
  );
}

function requireSatellite(metadata: LandsatMetadata, sensor: SpectralInputs['sensor'], place: number): void {
  const found = metadata.get('SPACECRAFT_ID');
  if (sensor === null || found === undefined) return;
  const { title, spacecraft }: { title: string; spacecraft: readonly string[] } = sensors[sensor];
  if (!spacecraft.includes(found)) throw sceneFault(place, `its metadata are of ${found}, not of ${title}`);
}

/** @param place of the scene, from 0 */
export function sceneFault(
  place: number,
  what: string,
  code: 'invalid-input' | 'covariate-missing' = 'invalid-input',
): DomainError {
  return new DomainError(code, `Scene ${place + 1}: ${what}`, {
    errors: [{ pointer: `/scenes/${place}`, detail: what }],
  });
}
