import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../e2e/support/command.ts';

const sites = join(import.meta.dirname, '..', '..', 'seeds', 'siberia-nechina', 'active-layer.csv');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-destination-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['errors.csv', ['errors.calibration.json', 'errors.csv', 'errors.report.json'], /^code,/],
  ['factor.json', ['factor.json', 'factor.report.json', 'factor.sites.csv'], /^\{\s*"format"/],
  ['plain', ['plain', 'plain.calibration.json', 'plain.report.json'], /^code,/],
])('--out %s names the first output of that kind, or the first table', async (out, expected, start) => {
  const words = ['calibrate-active-layer', '--boreholes', sites, '--target', 'alt_cm'];
  const index = ['--thaw-index.column', 'tdd_c_days', '--out', out];
  const { code, stderr } = await runCommand('cli.ts', [...words, ...index], { folder });
  expect([code, stderr.match(/\[[a-z-]+\]$/m)]).toEqual([0, null]);
  expect(await readdir(folder)).toEqual(expect.arrayContaining(expected));
  expect(await readFile(join(folder, out), 'utf8')).toMatch(start);
});
