/** Published n-factors by surface: what of the air's thaw and frost reaches the ground, where nothing was measured. */
import { nearestName } from '../core/nearestName.ts';

/** An n-factor, and the range that the source gives where it gives one: the number is then its middle. */
export interface PublishedFactor {
  readonly value: number;
  readonly range: readonly [number, number] | null;
}

export interface SurfaceFactors {
  readonly name: string;
  readonly title: string;
  readonly thaw: PublishedFactor;
  /** Null where the source has none: it depends on the snow, and must be given. */
  readonly freeze: PublishedFactor | null;
  readonly source: string;
  /** Whether the numbers were read in the source itself; if not they are textbook knowledge, to be calibrated. */
  readonly checked: boolean;
}

const infrastructure = 'J. Infrastruct. Preserv. Resil. 2021, s43065-021-00025-2, Table 3';
const lunardini = 'Lunardini 1978, as in Andersland & Ladanyi, Frozen Ground Engineering';
const plots = 'met plots 1981–2010, recomputed from the data of the R package PIC';
const cover = 'by cover on the Qinghai–Tibet Plateau, comment in the R package PIC that names no origin';
const obu = 'of the kind used by Obu et al. 2019, Earth-Sci. Rev. 193:299';
const dark = 'engineering practice for bare dark ground; calibrate with land-surface temperatures';

/** Name, title, thaw, freeze, source, checked. */
const rows: readonly [string, string, Factor, Factor | null, string, boolean][] = [
  ['tundra', 'tundra or organic ground, Alaska', 1, 0.5, infrastructure, true],
  ['gravel-fill', 'gravel fill or road', 1.25, 0.95, infrastructure, true],
  ['sand-gravel', 'bare sand and gravel', 2, 0.9, lunardini, false],
  ['turf', 'turf', 1, 0.5, lunardini, false],
  ['spruce-moss', 'spruce, brush and moss on peat, under snow', 0.37, 0.29, lunardini, false],
  ['cleared-moss', 'moss cleared of trees, under snow', 0.73, 0.25, lunardini, false],
  ['asphalt', 'asphalt without snow', [1.6, 2.3], [0.3, 1], lunardini, false],
  ['concrete', 'concrete without snow', [1.3, 2.1], [0.3, 1], lunardini, false],
  ['mine-dump', 'mine dump or coal gangue, bare', [1.3, 2], [0.8, 1], dark, false],
  ['qtp-wudaoliang', 'met plot Wudaoliang', 2.64, 0.715, plots, true],
  ['qtp-anduo', 'met plot Anduo', 2.02, 0.731, plots, true],
  ['qtp-maduo', 'met plot Maduo', 2.1, 0.721, plots, true],
  ['qtp-qingshuihe', 'met plot Qingshuihe', 2.06, 0.71, plots, true],
  ['qtp-tuole', 'met plot Tuole', 1.73, 0.78, plots, true],
  ['qtp-bare', 'no cover, Qinghai–Tibet Plateau', 2.55, null, cover, true],
  ['qtp-forest', 'forest, Qinghai–Tibet Plateau', 2.3, null, cover, true],
  ['qtp-shrub', 'grass and shrub, Qinghai–Tibet Plateau', 1.89, null, cover, true],
  ['qtp-meadow', 'meadow or steppe meadow, Qinghai–Tibet Plateau', 1.6, null, cover, true],
  ['qtp-grassland', 'grassland, Qinghai–Tibet Plateau', 1.39, null, cover, true],
  ['barren', 'barren', 1, null, obu, false],
  ['shrub', 'shrub', [0.95, 1], null, obu, false],
  ['forest', 'forest', [0.8, 0.9], null, obu, false],
  ['wetland', 'wetland', [0.8, 0.9], null, obu, false],
];

type Factor = number | readonly [number, number];

function factor(given: Factor): PublishedFactor {
  return typeof given === 'number' ? { value: given, range: null } : { value: (given[0] + given[1]) / 2, range: given };
}

export const surfaceTable: readonly SurfaceFactors[] = rows.map(([name, title, thaw, freeze, source, checked]) => ({
  name,
  title,
  thaw: factor(thaw),
  freeze: freeze === null ? null : factor(freeze),
  source,
  checked,
}));

/** The row of a surface, ignoring case; null where the table has none of this name. */
export function surfaceFactors(name: string): SurfaceFactors | null {
  return surfaceTable.find((row) => row.name === name.trim().toLowerCase()) ?? null;
}

/** The name in the table nearest to one that is not there, for refusals. */
export function nearestSurface(name: string): string {
  return nearestName(
    name,
    surfaceTable.map((row) => row.name),
  )!;
}
