/**
 * Every process there is. Adding one here adds it to HTTP, OpenAPI, the command line, jobs and provenance. Each is loaded
 * when it is asked for: all together keep 40 MB of code and take a second to start.
 */
import { defineProcess } from './process.ts';
import type { Process } from './process.ts';

const loaders: Readonly<Record<string, () => Promise<Process>>> = {
  'check-boreholes': async () => (await import('./checkBoreholes.ts')).checkBoreholesProcess,
  'training-table': async () => (await import('./makeTrainingTable.ts')).trainingTableProcess,
  train: async () => (await import('./train.ts')).trainProcess,
  'cross-validate': async () => (await import('./crossValidate.ts')).crossValidateProcess,
  predict: async () => (await import('./predict.ts')).predictProcess,
  explain: async () => (await import('./explain.ts')).explainProcess,
  'calibrate-active-layer': async () => (await import('./calibrateActiveLayer.ts')).calibrateActiveLayerProcess,
  'cross-validate-active-layer': async () =>
    (await import('./crossValidateActiveLayer.ts')).crossValidateActiveLayerProcess,
  compare: async () => (await import('./compare.ts')).compareProcess,
  export: async () => (await import('./export.ts')).exportProcess,
  align: async () => (await import('./align.ts')).alignProcess,
  terrain: async () => (await import('./terrain.ts')).terrainProcess,
  derive: async () => (await import('./derive.ts')).deriveProcess,
  'degree-days': async () => (await import('./degreeDays.ts')).degreeDaysProcess,
  'thermal-stability': async () => (await import('./thermalStability.ts')).thermalStabilityProcess,
  'active-layer': async () => (await import('./activeLayer.ts')).activeLayerProcess,
  'summarise-boreholes': async () => (await import('./summariseBoreholes.ts')).summariseBoreholesProcess,
  'spectral-indices': async () => (await import('./spectralIndices.ts')).spectralIndicesProcess,
  'summarise-ice-logs': async () => (await import('./summariseIceLogs.ts')).summariseIceLogsProcess,
  'ground-ice': async () => (await import('./groundIce.ts')).groundIceProcess,
  'calibrate-column': async () => (await import('./calibrateColumn.ts')).calibrateColumnProcess,
  'simulate-column': async () => (await import('./simulateColumn.ts')).simulateColumnProcess,
  'simulate-section': async () => (await import('./simulateSection.ts')).simulateSectionProcess,
  echo: async () => defineProcess((await import('./echo.ts')).echo),
};

/** In the order of help and of lists. */
export const processIds: readonly string[] = Object.keys(loaders);

/** @returns null where there is no process of this name */
export async function loadProcess(id: string): Promise<Process | null> {
  return Object.hasOwn(loaders, id) ? loaders[id]!() : null;
}

export function loadProcesses(): Promise<readonly Process[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}
