/** From raw series to stations, over HTTP and on the command line. */
import { rm, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoDateOf } from '../../src/core/calendar.ts';
import { start2001, temperature } from '../physics/ground/heatWave.ts';
import { runCommand } from './support/command.ts';
import { execute, jobEnds, makeDataFolder, results, startService, upload } from './support/service.ts';
import type { RunningService } from './support/service.ts';

const wave = { meanC: -2, amplitudeC: 10, dampingM: 3, gradientCPerM: 0.02 };
let folder: string;

/** A Chinese table of a value per row, in tenths of a degree; GBK. */
function tenths(): Buffer {
  const rows = Array.from({ length: 365 }, (_, i) =>
    [0.1, 1, 5, 10, 14, 16].map((depth) => {
      const value = Math.round(10 * temperature(wave, depth, start2001 + i));
      return `五道梁,${isoDateOf(start2001 + i)},${depth},${value}`;
    }),
  ).flat();
  return iconv.encode(`站名,日期,深度(m),地温\n${rows.join('\n')}\n`, 'gbk');
}

beforeAll(async () => {
  folder = await makeDataFolder();
  await writeFile(join(folder, 'raw.csv'), tenths());
  await writeFile(join(folder, 'sites.csv'), '站名,纬度,经度,海拔\n五道梁,35.22,93.08,4612\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('summarise-boreholes over HTTP', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService(folder);
  });
  afterAll(() => service.stop());

  it('takes an upload of series, hands out stations, and these are a dataset again', async () => {
    const series = await upload(service.url, 'boreholes', join(folder, 'raw.csv'), 'raw', { content: 'series' });
    const sites = await upload(service.url, 'boreholes', join(folder, 'sites.csv'), 'sites');
    const inputs = { series: [series.id], sites: sites.id, temperatureUnit: '0.1C' };
    const { jobID } = await execute(service.url, 'summarise-boreholes', inputs);
    const job = await jobEnds(service.url, jobID);
    expect(job).toMatchObject({ status: 'successful' });
    const outputs = await results(service.url, jobID);
    expect(Object.keys(outputs).toSorted()).toEqual(['profiles', 'report', 'stationPoints', 'stations', 'trumpetPlot']);
    const table = await (await fetch(outputs['stations']!.href!)).text();
    expect(table.split('\r\n')[1]).toMatch(/^五道梁,93\.08,35\.22,4612,-1\.69\d*,15,"measured, interpolated",0,1,365,/);
    await writeFile(join(folder, 'stations.csv'), table);
    const stations = await upload(service.url, 'boreholes', join(folder, 'stations.csv'), 'stations');
    expect(stations['intake']).toMatchObject({
      rowsAccepted: 1,
      roles: { magt: { column: 'magt_c' }, magst: { column: 'magst_c' }, location: { column: 'site' } },
    });
  });

  it('refuses raw tenths as stations, series as what to train on, and an unknown content', async () => {
    const bytes = new Blob([await readFile(join(folder, 'raw.csv'))]);
    const post = (content: string | null): Promise<Response> => {
      const form = new FormData();
      form.set('file', bytes, 'raw.csv');
      if (content !== null) form.set('content', content);
      return fetch(`${service.url}/boreholes`, { method: 'POST', body: form });
    };
    const unknown = await post('readings');
    expect([unknown.status, await unknown.text()]).toEqual([
      400,
      expect.stringMatching(/"stations\\" or \\"series\\"/),
    ]);
    const { id } = (await (await post('series')).json()) as { id: string };
    const response = await fetch(`${service.url}/processes/train/execution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: { boreholes: id, target: '地温', columns: 'all' } }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/holds series of readings.*summarise-boreholes/);
  });

  it('says in a failed job what was wrong with the table', async () => {
    const series = await upload(service.url, 'boreholes', join(folder, 'raw.csv'), 'raw', { content: 'series' });
    const { jobID } = await execute(service.url, 'summarise-boreholes', { series: [series.id] });
    const job = await jobEnds(service.url, jobID);
    expect(job).toMatchObject({ status: 'failed' });
    expect(job.exception?.detail).toMatch(/cannot be ground temperatures in C.*they look like "0\.1C"/);
  });
});

describe('summarise-boreholes on the command line', () => {
  it('writes the stations, the report and the curves', async () => {
    const words = 'summarise-boreholes --series raw.csv --sites sites.csv --temperature-unit 0.1C --out out/';
    const { code, stderr } = await runCommand('cli.ts', words.split(' '), { folder });
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(await readFile(join(folder, 'out', 'stations.csv'), 'utf8')).toContain('五道梁');
    expect(await readFile(join(folder, 'out', 'trumpetPlot.svg'), 'utf8')).toContain('ZAA');
  });

  it('says what is wrong, and ends with 1', async () => {
    const { code, stderr } = await runCommand('cli.ts', ['summarise-boreholes', '--series', 'raw.csv'], { folder });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/they look like "0\.1C".*\[invalid-input\]/)]);
  });
});
