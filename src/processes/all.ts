/** Every process there is. Adding one here adds it to HTTP, OpenAPI, the command line, jobs and provenance. */
import { activeLayerProcess } from './activeLayer.ts';
import { alignProcess } from './align.ts';
import { calibrateActiveLayerProcess } from './calibrateActiveLayer.ts';
import { checkBoreholesProcess } from './checkBoreholes.ts';
import { compareProcess } from './compare.ts';
import { crossValidateActiveLayerProcess } from './crossValidateActiveLayer.ts';
import { crossValidateProcess } from './crossValidate.ts';
import { deriveProcess } from './derive.ts';
import { degreeDaysProcess } from './degreeDays.ts';
import { echo } from './echo.ts';
import { explainProcess } from './explain.ts';
import { exportProcess } from './export.ts';
import { groundIceProcess } from './groundIce.ts';
import { trainingTableProcess } from './makeTrainingTable.ts';
import { predictProcess } from './predict.ts';
import { simulateColumnProcess } from './simulateColumn.ts';
import { simulateSectionProcess } from './simulateSection.ts';
import { summariseBoreholesProcess } from './summariseBoreholes.ts';
import { summariseIceLogsProcess } from './summariseIceLogs.ts';
import { spectralIndicesProcess } from './spectralIndices.ts';
import { terrainProcess } from './terrain.ts';
import { thermalStabilityProcess } from './thermalStability.ts';
import { trainProcess } from './train.ts';
import { defineProcess } from './process.ts';
import type { Process } from './process.ts';

export const processes: readonly Process[] = [
  checkBoreholesProcess,
  trainingTableProcess,
  trainProcess,
  crossValidateProcess,
  predictProcess,
  explainProcess,
  calibrateActiveLayerProcess,
  crossValidateActiveLayerProcess,
  compareProcess,
  exportProcess,
  alignProcess,
  terrainProcess,
  deriveProcess,
  degreeDaysProcess,
  thermalStabilityProcess,
  activeLayerProcess,
  summariseBoreholesProcess,
  spectralIndicesProcess,
  summariseIceLogsProcess,
  groundIceProcess,
  simulateColumnProcess,
  simulateSectionProcess,
  defineProcess(echo),
];
