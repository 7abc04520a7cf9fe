import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { checkBoreholesProcess } from '../../src/processes/checkBoreholes.ts';
import { parseTableEdits } from '../../src/processes/stations/tableEdits.ts';
import { readBoreholes } from '../../src/tables/boreholes.ts';
import { runIn } from './support/runProcess.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

const csv = `name,lat,lon,magt_c,note
A,62.11111,120.22222,-3.1,road
B,62.22222,121.33333,-2.9,bog
C,62.33333,122.44444,-3.3,bog
D,62.44444,-123.55555,-3.2,bog
E,62.55555,124.66666,-3.0,bog
E,62.55555,124.66666,-3.0,bog
`;
let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-check-'));
  pool = createComputePool(1);
  await writeFile(join(folder, 'sites.csv'), csv);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

it('refuses a list of edits that nests deeper than a walk can follow', () => {
  const deep = `[${'['.repeat(5000)}${']'.repeat(5000)}]`;
  expect(() => parseTableEdits(deep)).toThrow('The list of edits nests more than 64 levels');
});

it('suggests edits that mend the table when they are given with it', async () => {
  const ran = await runIn(folder, pool, checkBoreholesProcess, {
    boreholes: join(folder, 'sites.csv'),
    target: 'magt_c',
  });
  expect(ran.values['report']).toMatchObject({ stations: 6, stationsFlagged: 3, rowsRejected: 0 });
  expect(await ran.text('flags')).toMatch(/^line,station,check,reason\r\n2,A,disturbed,/);
  const edits = parseTableEdits(JSON.stringify(ran.values['edits']));
  const { table, intake } = readBoreholes(new TextEncoder().encode(csv), { fileName: 'sites.csv', edits });
  expect([...table.lines]).toEqual([3, 4, 5, 6]);
  expect(intake.repaired.listed).toMatchObject([{ line: 5, column: 'lon', found: '-123.55555', value: '123.55555' }]);
});

it('says which rows are no stations, and why', async () => {
  const boreholes = join(folder, 'gaps.csv');
  await writeFile(boreholes, 'name;lat;lon;magt_c;;\nA;62,1;120,2;-3,1;;\n;;;;;\nB;;121,3;-2,9;;\n');
  const { values } = await runIn(folder, pool, checkBoreholesProcess, { boreholes });
  expect(values['report']).toMatchObject({
    stations: 1,
    rowsRejected: 1,
    rejected: [{ line: 4, column: 'lat', value: '', reason: 'the coordinate is missing' }],
  });
});
