/** Plans of sections for tests: gravel under a sinusoid, to be changed as a test wants. */
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import type { SectionPlan } from '../../../src/physics/section/plan.ts';

const gravel = sharpMaterial(
  { conductivityWMK: 2.61, heatCapacityJM3K: 1.863e6 },
  { conductivityWMK: 1.91, heatCapacityJM3K: 2.401e6 },
  2.32e7,
);
const fill = sharpMaterial(
  { conductivityWMK: 1.98, heatCapacityJM3K: 1.913e6 },
  { conductivityWMK: 1.919, heatCapacityJM3K: 2.232e6 },
  2.01e7,
);

export const bare = {
  kind: 'ground',
  thawFactor: 1,
  freezeFactor: 0.9,
  resistanceM2KW: 0,
  snowM2KW: null,
} as const;

export function sectionPlan(changes: Partial<SectionPlan> = {}): SectionPlan {
  return {
    widthM: 30,
    depthM: 20,
    gradingX: { finestM: 0.5, growth: 1.3, coarsestM: 4 },
    gradingDepth: { finestM: 0.25, growth: 1.35, coarsestM: 3 },
    materials: [
      { name: 'gravel', material: gravel, heatSourceWM3: 0 },
      { name: 'fill', material: fill, heatSourceWM3: 0 },
    ],
    layers: [{ bottomM: Infinity, material: 0 }],
    paintings: [],
    events: [],
    covers: [{ name: 'ground', faces: 'all', within: null, afterSteps: 0, cover: bare }],
    climate: {
      air: { kind: 'sinusoid', meanC: -3, amplitudeC: 13, warmestDay: 200 },
      offsetC: 0,
      warming: { kind: 'rate', perDecadeC: 0 },
      warmestDay: 200,
    },
    geothermalFluxWM2: 0.05,
    spinUp: { mostYears: 0, toleranceC: 1e-3, toleranceWM2: 5e-3 },
    years: 1,
    stepsOfDay: 1,
    keptSteps: [],
    options: { toleranceJM3: 0.01, mostIterations: 40, mostHalvings: 10 },
    ...changes,
  };
}

export function box(fromXM: number, topM: number, toXM: number, bottomM: number) {
  return { kind: 'box', fromXM, topM, toXM, bottomM } as const;
}
