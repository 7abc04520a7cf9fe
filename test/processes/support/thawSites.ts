/** Sites whose thaw depth follows Stefan's equation, with a factor that wet ground makes small. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../../../src/core/random.ts';

export interface ThawSite {
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  readonly landform: 'bog' | 'rock' | 'sand';
  /** 0 to 1. */
  readonly wet: number;
  readonly ddt: number;
  readonly alt_cm: number;
}

/** @returns the same sites for the same count */
export function plainSites(count: number): readonly ThawSite[] {
  const random = createRandom(7);
  return Array.from({ length: count }, (_, i): ThawSite => {
    const wet = Math.round(1000 * random.nextUnit()) / 1000;
    const ddt = Math.round(400 + 1600 * random.nextUnit());
    const factor = 0.05 - 0.035 * wet;
    return {
      name: `site${i}`,
      lat: Math.round(1000 * (60 + 10 * random.nextUnit())) / 1000,
      lon: Math.round(1000 * (100 + 30 * random.nextUnit())) / 1000,
      landform: wet > 0.5 ? 'bog' : wet > 0.05 ? 'sand' : 'rock',
      wet,
      ddt,
      alt_cm: Math.round(1000 * factor * Math.sqrt(ddt)) / 10,
    };
  });
}

/** @returns the path of the table */
export async function writeSites(folder: string, sites: readonly ThawSite[]): Promise<string> {
  const path = join(folder, 'sites.csv');
  const names = ['name', 'lat', 'lon', 'landform', 'wet', 'ddt', 'alt_cm'] as const;
  const lines = sites.map((site) => names.map((name) => site[name]).join(','));
  await writeFile(path, `${[names.join(','), ...lines].join('\n')}\n`);
  return path;
}
