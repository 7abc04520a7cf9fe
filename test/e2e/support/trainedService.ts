/** A running service that has been given a synthetic stack and has trained a model on it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeSyntheticStack } from '../../support/syntheticStack.ts';
import { execute, jobEnds, makeDataFolder, startService, upload } from './service.ts';
import type { RunningService } from './service.ts';

export interface TrainedService {
  readonly folder: string;
  readonly service: RunningService;
  readonly modelId: string;
}

export async function startTrainedService(size: {
  readonly widthPx: number;
  readonly heightPx: number;
}): Promise<TrainedService> {
  const folder = await makeDataFolder();
  const stack = await makeSyntheticStack(join(folder, 'stack'), size, ['tdd', 'pre']);
  const service = await startService(folder);
  const boreholes = await upload(service.url, 'boreholes', stack.stationsPath, 'stations');
  const covariates: Record<string, string> = {};
  for (const [name, path] of Object.entries(stack.covariates)) {
    covariates[name] = (await upload(service.url, 'rasters', path, name)).id;
  }
  const training = { boreholes: boreholes.id, target: 'magst_c', covariates, crossValidation: { scheme: 'none' } };
  const modelId = (await execute(service.url, 'train', training)).jobID;
  expect((await jobEnds(service.url, modelId)).status).toBe('successful');
  return { folder, service, modelId };
}

export async function endService(folder: string, service: RunningService): Promise<void> {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
}
