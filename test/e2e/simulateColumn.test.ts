/** A column of ground under a real station's series, from the command line and as a job. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { oracleTest, sharedFolder } from '../support/oracles.ts';
import { runCommand } from './support/command.ts';
import { execute, jobEnds, makeDataFolder, results, startService, upload } from './support/service.ts';
import type { RunningService } from './support/service.ts';

const stations = sharedFolder(join('data', 'climate-stations'));
const withStation = oracleTest([{ folder: stations, name: 'climate-stations' }]);
/** Mean and coarse gravel: enough for what is asked here. */
const layers = [
  {
    name: 'gravel',
    thicknessM: 25,
    properties: {
      from: 'values',
      frozenConductivityWMK: '2.61 W/(m K)',
      thawedConductivityWMK: 1.91,
      frozenHeatCapacityJM3K: '1.863 MJ/(m^3 K)',
      thawedHeatCapacityJM3K: 2.401e6,
      waterVolume: '7 %',
    },
  },
];
const inputs = {
  columns: { air: 'Temperature' },
  units: { air: '0.1C' },
  surface: { nFactors: 'qtp-wudaoliang' },
  grid: { finestM: 0.1, fineToM: 2, growth: 1.3, widestM: 1 },
  spinUp: { mostYears: 20 },
  years: 3,
};

let folder: string;
let service: RunningService;
beforeAll(async () => {
  folder = await makeDataFolder();
  await writeFile(join(folder, 'layers.json'), JSON.stringify(layers));
  service = await startService(folder);
}, 60_000);
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('simulate-column', () => {
  withStation(
    'runs Wudaoliang from a shell and as a job to the same years, and goes on from its restart file',
    async () => {
      const series = join(stations!, 'Wudaoliang_daily.csv');
      const flags = Object.entries(inputs).flatMap(([name, value]) => [
        `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
        JSON.stringify(value),
      ]);
      const command = ['simulate-column', '--series', series, '--layers', `@${join(folder, 'layers.json')}`, ...flags];
      const shell = await runCommand('cli.ts', [...command, '--out', 'shell/'], { folder });
      expect(shell).toMatchObject({ code: 0 });
      const years = await readFile(join(folder, 'shell', 'years.csv'), 'utf8');
      expect(
        years
          .split('\r\n')
          .slice(1, 4)
          .map((row) => row.slice(0, 6)),
      ).toEqual(['1957,2', '1958,2', '1959,2'].map(() => expect.stringMatching(/^195\d,\d/)));
      for (const picture of ['trumpetPlot.svg', 'timeDepthPlot.svg']) {
        expect(await readFile(join(folder, 'shell', picture), 'utf8')).toMatch(/^<svg/);
      }

      const { id } = await upload(service.url, 'boreholes', series, 'Wudaoliang', { content: 'series' });
      const { jobID } = await execute(service.url, 'simulate-column', { ...inputs, layers, series: id });
      expect(await jobEnds(service.url, jobID)).toMatchObject({ status: 'successful' });
      const outputs = await results(service.url, jobID);
      expect(await (await fetch(outputs['years']!.href!)).text()).toBe(years);

      const restart = join(folder, 'shell', 'restart.json');
      const next = await runCommand('cli.ts', [...command, '--restart', `@${restart}`, '--out', 'next/'], { folder });
      expect(next).toMatchObject({ code: 0 });
      expect(await readFile(join(folder, 'next', 'years.csv'), 'utf8')).toMatch(/^year,[^\n]*\n1960,/);
    },
  );

  withStation('says over HTTP what is wrong before a job is accepted', async () => {
    const { id } = await upload(service.url, 'boreholes', join(stations!, 'Wudaoliang_daily.csv'), 'Wudaoliang', {
      content: 'series',
    });
    const response = await fetch(`${service.url}/processes/simulate-column/execution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'respond-async' },
      body: JSON.stringify({
        inputs: {
          ...inputs,
          series: id,
          layers: [...layers, { ...layers[0], topM: 26, bottomM: 40, thicknessM: undefined }],
        },
      }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      detail: expect.stringMatching(/leaves a gap: it must begin at 25 m/),
      errors: [{ pointer: expect.stringMatching(/layers\/1$/) }],
    });
  });
});
