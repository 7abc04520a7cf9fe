/** n-factors as a request gives them: two numbers, or the name of a surface of the published table. */
import { z } from 'zod';
import { nearestSurface, surfaceFactors, surfaceTable } from '../../physics/nFactors.ts';
import { quantity } from './quantity.ts';
import type { NFactors } from '../../physics/degreeDays.ts';
import type { PublishedFactor, SurfaceFactors } from '../../physics/nFactors.ts';

/** Beyond what any surface was seen to have: 2.64 on the Qinghai–Tibet Plateau. */
const most = 4;

const factor = quantity({
  unit: '',
  min: 0,
  max: most,
  reason: 'no surface was seen to have more than 2.64',
}).optional();

export const surfaceNames = surfaceTable
  .map(({ name, freeze }) => (freeze === null ? `${name} (thaw only)` : name))
  .join(', ');

export const nFactorInput = z
  .union([
    z.string().min(1).max(100),
    z.strictObject({
      surface: z.string().min(1).max(100).optional().meta({ description: 'Of the table, for what is not given here.' }),
      thaw: factor.meta({ description: 'Thawing index of the ground surface over that of the air.' }),
      freeze: factor.meta({ description: 'Freezing index of the ground surface over that of the air.' }),
    }),
  ])
  .superRefine((given, context) => {
    const { surface, ...factors } = typeof given === 'string' ? { surface: given } : given;
    const row = surface === undefined ? null : surfaceFactors(surface);
    if (surface !== undefined && row === null) {
      const path = typeof given === 'string' ? [] : ['surface'];
      context.addIssue({ code: 'custom', path, message: unknownSurface(surface) });
      return;
    }
    for (const season of ['thaw', 'freeze'] as const) {
      if (season in factors || (row?.[season] ?? null) !== null) continue;
      context.addIssue({ code: 'custom', path: [season], message: row === null ? 'expected a number' : noFactor(row) });
    }
  })
  .meta({
    title: 'n-factors',
    description: `{"thaw": number, "freeze": number}, the degree-days of the ground surface over those of the air; or the name of a surface of the table of published ones; or {"surface": name, "freeze": number} to replace one. Surfaces: ${surfaceNames}.`,
  });

function unknownSurface(name: string): string {
  return `expected a surface of the table, whose nearest is ${JSON.stringify(nearestSurface(name))}`;
}

function noFactor({ name }: SurfaceFactors): string {
  return `expected a number: the table has none for ${name}, as it depends on the snow`;
}

/** The factor of one season of a surface, and where it comes from; or why there is none. */
export function publishedFactor(
  surface: string,
  season: 'thaw' | 'freeze',
): { readonly value: number; readonly note: string } | { readonly fault: string } {
  const row = surfaceFactors(surface);
  if (row === null) return { fault: unknownSurface(surface) };
  const published = row[season];
  if (published === null) return { fault: noFactor(row) };
  return { value: published.value, note: noteOf(row, season, published) };
}

interface ResolvedNFactors {
  readonly factors: NFactors;
  /** What the user should know about numbers that came from the table; empty where all were given. */
  readonly notes: readonly string[];
}

/** @param given as `nFactorInput` let it pass */
export function resolveNFactors(given: z.output<typeof nFactorInput>): ResolvedNFactors {
  const { surface, thaw, freeze } = typeof given === 'string' ? { surface: given } : given;
  const row = surface === undefined ? null : surfaceFactors(surface);
  const factors = { thaw: thaw ?? row!.thaw.value, freeze: freeze ?? row!.freeze!.value };
  const taken = (['thaw', 'freeze'] as const).filter((season) => ({ thaw, freeze })[season] === undefined);
  return { factors, notes: row === null ? [] : taken.map((season) => noteOf(row, season, row[season]!)) };
}

function noteOf(row: SurfaceFactors, season: string, { value, range }: PublishedFactor): string {
  const middle = range === null ? '' : `, the middle of ${range[0]}–${range[1]}`;
  const caution = row.checked ? '' : ' The number is textbook knowledge that was not checked against its source.';
  return `n-factor of ${season} ${value}${middle}: ${row.title} (${row.source}).${caution}`;
}
