/** Bands by the names that their file gives them: `slope`, or of a NetCDF file `tas[2019-07]`, `tas[2019]` or `tas`. */
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import type { RasterInfo } from './rasterInfo.ts';

type NamedBands = Pick<RasterInfo, 'name' | 'bands'>;

/** Runs of bands that a message lists. */
const mostListed = 20;

/**
 * A name stands for the band that has it. `tas` stands for every slice of a variable `tas` as well, and of places in
 * brackets those that are not said are all of them: `tas[2019]` are the times of 2019.
 * @returns numbers of the bands, from 1
 * @throws {DomainError} 'invalid-input' for none, with what there is
 */
export function bandsNamed({ name, bands }: NamedBands, asked: string): readonly number[] {
  const exact = bands.filter(({ description }) => description === asked);
  const wanted = sliceName(asked);
  const found = exact.length > 0 ? exact : bands.filter(({ description }) => holds(wanted, sliceName(description)));
  if (found.length > 0) return found.map(({ index }) => index);
  const names = bands.flatMap(({ description }) => description ?? []);
  const nearest = nearestName(asked, names);
  const hint = nearest === null ? '' : `; the nearest is ${JSON.stringify(nearest)}`;
  throw new DomainError(
    'invalid-input',
    `${name}: no band is called ${JSON.stringify(asked)}${hint}. It has ${listBands(bands)}`,
    { band: asked },
  );
}

/** The names of bands for a message, slices of one variable together. */
export function listBands(bands: NamedBands['bands']): string {
  const runs: { variable: string | null; first: string; last: string; count: number }[] = [];
  for (const { description, index } of bands) {
    const label = description ?? `band ${index} without a name`;
    const variable = sliceName(description)?.variable ?? null;
    const run = runs.at(-1);
    if (run === undefined || variable === null || run.variable !== variable) {
      runs.push({ variable, first: label, last: label, count: 1 });
    } else Object.assign(run, { last: label, count: run.count + 1 });
  }
  const listed = runs.slice(0, mostListed).map(({ first, last, count }) => {
    return count === 1 ? first : `${first} to ${last} (${count})`;
  });
  return [...listed, ...(runs.length > mostListed ? [`${runs.length - mostListed} more`] : [])].join(', ');
}

interface SliceName {
  readonly variable: string;
  readonly places: readonly string[];
}

/** `tas[2019-07,level=850]` in its parts. */
function sliceName(text: string | null): SliceName | null {
  const parts = /^([^[\]]+)(?:\[([^[\]]+)\])?$/.exec(text ?? '');
  if (parts === null) return null;
  return { variable: parts[1]!, places: parts[2]?.split(',').map((place) => place.trim()) ?? [] };
}

function holds(wanted: SliceName | null, slice: SliceName | null): boolean {
  if (wanted === null || slice === null || slice.places.length === 0 || wanted.variable !== slice.variable)
    return false;
  return wanted.places.every((place) => slice.places.some((own) => own === place || own.startsWith(`${place}-`)));
}
