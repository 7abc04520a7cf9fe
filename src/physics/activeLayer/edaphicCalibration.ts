/** Edaphic factors of a whole set of sites and of its classes, with the depths that they give where they were not fitted. */
import { DomainError } from '../../core/errors.ts';
import { edaphicDepthM } from '../stefan.ts';
import { fitEdaphicFactor, leaveOneOutDepthsM } from './edaphicFit.ts';
import type { EdaphicFit } from './edaphicFit.ts';

/** One entry per site. */
export interface CalibrationSites {
  readonly depthsM: Float64Array;
  /** > 0. */
  readonly indicesCDays: Float64Array;
  /** null where all sites are of one kind. */
  readonly classes: readonly string[] | null;
}

interface ClassFit extends EdaphicFit {
  readonly class: string;
  /** Too few sites for a factor of its own: it has that of all sites. */
  readonly fromAllSites: boolean;
}

export interface EdaphicFits {
  readonly overall: EdaphicFit;
  /** By name; null without classes. */
  readonly classes: readonly ClassFit[] | null;
}

export interface FewSites {
  /** Fewest sites that a class has a factor of its own by, ≥ 2. */
  readonly minimumSites: number;
  /** Whether a class with fewer takes the factor of all sites, or is refused. */
  readonly takeOverall: boolean;
}

/** @throws {DomainError} 'too-few-stations' for fewer than two sites, and for classes with too few where these are refused */
export function calibrateSites(sites: CalibrationSites, few: FewSites): EdaphicFits {
  const { depthsM, indicesCDays, classes } = sites;
  if (depthsM.length < 2) {
    throw new DomainError(
      'too-few-stations',
      `Expected at least 2 sites to calibrate by, found ${depthsM.length}: one site has no error to state`,
      { stations: depthsM.length },
    );
  }
  const overall = fitEdaphicFactor(depthsM, indicesCDays);
  if (classes === null) return { overall, classes: null };
  const groups = groupRows(classes);
  if (!few.takeOverall) refuseSmall(groups, few.minimumSites);
  return {
    overall,
    classes: groups.map(([name, rows]): ClassFit => {
      const own = pick(sites, rows);
      if (rows.length >= few.minimumSites) {
        return { class: name, fromAllSites: false, ...fitEdaphicFactor(own.depthsM, own.indicesCDays) };
      }
      return { class: name, fromAllSites: true, ...overall, sites: rows.length };
    }),
  };
}

/** Depth at each site by its factor: that of its class, or of all sites, m. */
export function fittedDepthsM({ indicesCDays, classes }: CalibrationSites, fits: EdaphicFits): Float64Array {
  const factors = new Map(fits.classes?.map((fit) => [fit.class, fit.factor]));
  return indicesCDays.map((index, row) => {
    const own = classes === null ? undefined : factors.get(classes[row]!);
    return edaphicDepthM(own ?? fits.overall.factor, index);
  });
}

/** Depth at each site by the factor that its class has without it, m: as `fits` chose between class and all sites. */
export function leftOutDepthsM(sites: CalibrationSites, fits: EdaphicFits): Float64Array {
  const depths = leaveOneOutDepthsM(sites.depthsM, sites.indicesCDays);
  if (sites.classes === null || fits.classes === null) return depths;
  const borrowing = new Set(fits.classes.filter((fit) => fit.fromAllSites).map((fit) => fit.class));
  for (const [name, rows] of groupRows(sites.classes)) {
    if (borrowing.has(name)) continue;
    const own = pick(sites, rows);
    const within = leaveOneOutDepthsM(own.depthsM, own.indicesCDays);
    for (const [i, row] of rows.entries()) depths[row] = within[i]!;
  }
  return depths;
}

/** Rows of each class, by its name in the order of code points; numbers ascending. */
export function groupRows(classes: readonly string[]): (readonly [name: string, rows: readonly number[]])[] {
  const groups = Map.groupBy(classes.keys(), (row) => classes[row]!);
  const numbers = [...groups.keys()].every((name) => /^-?\d+$/.test(name));
  return [...groups].toSorted(([a], [b]) => (numbers ? Number(a) - Number(b) : a < b ? -1 : 1));
}

function pick({ depthsM, indicesCDays }: CalibrationSites, rows: readonly number[]) {
  return {
    depthsM: Float64Array.from(rows, (row) => depthsM[row]!),
    indicesCDays: Float64Array.from(rows, (row) => indicesCDays[row]!),
  };
}

function refuseSmall(groups: ReturnType<typeof groupRows>, minimumSites: number): void {
  const small = groups.filter(([, rows]) => rows.length < minimumSites);
  if (small.length === 0) return;
  const named = small.slice(0, 5).map(([name, rows]) => `${name} (${rows.length})`);
  throw new DomainError(
    'too-few-stations',
    `Expected at least ${minimumSites} sites in every class, found ${named.join(', ')}${small.length > 5 ? ', …' : ''}: join these classes with others, or let them have the factor of all sites by fewSites "overall"`,
    { classes: small.map(([name, rows]) => ({ class: name, sites: rows.length })), minimumSites },
  );
}
