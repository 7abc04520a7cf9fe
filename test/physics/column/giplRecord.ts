/** GIPL's column at Barrow, Alaska: what it is given, what it gives out, and what was measured there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { profileTemperature } from '../../../src/physics/column/initial.ts';
import { sharedFolder } from '../../support/oracles.ts';
import { phase } from './columns.ts';
import type { GiplInputs } from './giplScheme.ts';

export const folder = sharedFolder('oracles', 'ORACLES');
export const stepsPerDay = 4;
export const dayCount = 730;
/** Of the measurements, m; the surface itself is left out. */
export const sensorsM = [0.087, 0.137, 0.213, 0.289, 0.363, 0.44, 0.517, 0.594, 0.745, 0.89, 1.11];

export function rows(name: string, skipped: number): readonly (readonly number[])[] {
  const text = readFileSync(join(folder!, 'gipl', name), 'utf8').trim();
  return text
    .split('\n')
    .slice(skipped)
    .map((line) => line.trim().split(/\s+/).map(Number));
}

/** Linear between the values of days. */
function between(series: readonly number[], day: number): number {
  const before = Math.min(Math.floor(day + 1e-12), series.length - 2);
  return series[before]! + (day - before) * (series[before + 1]! - series[before]!);
}

/** Without what falls on bare ground above 0 °C: GIPL lets none lie there, and looks at each year alone. */
function lyingSnow(snowM: readonly number[], airC: readonly number[]): readonly number[] {
  const year = (from: number, to: number) => {
    const lying = snowM.slice(from, to);
    for (let i = 0; i < lying.length; i++) if (airC[from + i]! > 0 && !(lying[i - 1]! > 0)) lying[i] = 0;
    return lying;
  };
  return [...year(0, 366), ...year(365, snowM.length).slice(1)];
}

/**
 * Water content, a and b of its power law, heat capacities and conductivities thawed and frozen, thickness. GIPL holds
 * boundaries in single precision, which decides for the nodes that lie on them, and its latent heat is 333.2 kJ/kg.
 */
function soil(nodesM: readonly number[]) {
  let bottomM = 0;
  const layers = rows('in/mineral.txt', 2).map(([totalVolume, a, b, C_t, C_f, k_t, k_f, thicknessM]) => {
    bottomM += thicknessM!;
    const freezing = { kind: 'power', totalVolume: totalVolume!, a: a!, b: b! } as const;
    const latentHeatJM3 = 333.2e6 * totalVolume!;
    return { bottomM, material: { frozen: phase(k_f!, C_f!), thawed: phase(k_t!, C_t!), latentHeatJM3, freezing } };
  });
  return nodesM.map((nodeM) => (layers.find((layer) => nodeM < Math.fround(layer.bottomM)) ?? layers.at(-1)!).material);
}

export function readInputs(): GiplInputs {
  const nodesM = rows('in/grid.txt', 1).flat().slice(0, 176);
  const [airC, snowM, snowWMK] = ['bound', 'snow', 'rsnow'].map((name) =>
    rows(`in/${name}.txt`, 1).map((row) => row[1]!),
  ) as [number[], number[], number[]];
  const initial = rows('in/initial.txt', 2).map(([depthM, atC]) => ({ depthM: depthM!, temperatureC: atC! }));
  const lyingM = lyingSnow(snowM, airC);
  return {
    nodesM,
    materials: soil(nodesM),
    initialC: nodesM.map(profileTemperature(initial)),
    snowWMK: snowWMK[0]!,
    airC: (day) => between(airC, day),
    snowM: (day) => between(lyingM, day),
  };
}

/** As GIPL fills whole cells of its grid with snow, which so is up to a third deeper than what it is given, m. */
export function snowInCellsM({ nodesM, snowM }: GiplInputs, day: number): number {
  const depthM = snowM(day);
  return depthM > 0 ? -nodesM.findLast((nodeM) => nodeM <= -depthM)! : 0;
}

interface GiplOutput {
  readonly depthsM: readonly number[];
  /** °C day by day, a value per depth. */
  readonly days: readonly (readonly number[])[];
}

/** Without the surface, whose temperature is the first. */
export function readOutput({ nodesM }: GiplInputs): GiplOutput {
  const nodes = rows('in/grid.txt', 1).flat().slice(178);
  return {
    depthsM: nodes.map((node) => nodesM[node - 1]!),
    days: rows('out/result.txt', 1).map((row) => row.slice(5)),
  };
}

/** °C day by day, at the sensors below the surface. */
export function readMeasured(): readonly (readonly number[])[] {
  return rows('mesres.txt', 1).map((row) => row.slice(1));
}

/** GIPL's output at the sensors. */
export function outputAtSensors({ depthsM, days }: GiplOutput): readonly (readonly number[])[] {
  const places = sensorsM.map((depthM) => {
    const next = depthsM.findIndex((each) => each >= depthM);
    const [aboveM, belowM] = [depthsM[next - 1] ?? 0, depthsM[next]!];
    return { next, share: (depthM - aboveM) / (belowM - aboveM) };
  });
  return days.map((day) => places.map(({ next, share }) => day[next]! * share + day[next - 1]! * (1 - share)));
}

export function rms(differences: readonly number[]): number {
  return Math.sqrt(differences.reduce((sum, each) => sum + each * each, 0) / differences.length);
}
