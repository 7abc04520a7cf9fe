import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbersOf } from '../../src/tables/boreholeTable.ts';
import readTable from '../../workers/readTable.ts';

let folder: string;
let task: { path: string; name: string; wantsTable: boolean };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-table-'));
  const path = join(folder, 'a.csv');
  // 0xE9 is é in Latin-1 and half a sign in UTF-8; 1,234 is a thousand or one and a bit.
  await writeFile(path, Buffer.from('station;tdd\nAlert\xe9;1,234\nEureka;2,345\n', 'latin1'));
  task = { path, name: 'a.csv', wantsTable: true };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('readTable', () => {
  it('reads by the encoding and the decimal mark that were given', async () => {
    const given = { ...task, columns: {}, units: {}, encoding: 'latin1', decimalMark: ',' as const };
    const { table, intake } = await readTable(given);
    expect(table!.columns[0]!.values[0]).toBe('Alerté');
    expect([...numbersOf(table!, 'tdd')]).toEqual([1.234, 2.345]);
    expect(intake.encoding).toBe('latin1');
  });

  it.each([
    [{ encoding: 'klingon' }, /"klingon"/],
    [{ encoding: 'utf-8' }, /utf-8|UTF-8/],
  ])('refuses %j', async (options, message) => {
    await expect(readTable({ ...task, columns: {}, units: {}, ...options })).rejects.toThrow(message);
  });
});
