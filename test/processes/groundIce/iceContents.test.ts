import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalLibrary } from '../../../src/cli/localLibrary.ts';
import { readIceContents } from '../../../src/processes/groundIce/iceContents.ts';
import { hashFile } from '../../../src/store/hashFile.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-ice-contents-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const read = (path: string, reading: object) =>
  readIceContents(createLocalLibrary({ columns: {}, units: {}, ...reading }, hashFile), path, {
    gaps: 'refuse',
    additionalThawM: null,
  });

describe('readIceContents', () => {
  it('reads a table with the edits that its owner gave with it', async () => {
    const path = join(folder, 'ice.csv');
    await writeFile(path, 'unit,topM,bottomM,iceVolumetric\nmarsh,0,10,42\nhill,0,10,0.1\n');
    const edits = [
      { line: 2, column: 'iceVolumetric', value: '0.42', reason: 'typing error' },
      { line: 3, exclude: true, reason: 'a thawed core' },
    ] as const;
    await expect(read(path, {})).rejects.toThrow('expected 0 to 1');
    expect((await read(path, { edits })).strata).toMatchObject([{ unit: 'marsh', ice: { value: 0.42 } }]);
  });

  it('refuses roles and units of columns, which it would pass over', async () => {
    const path = join(folder, 'feet.csv');
    await writeFile(path, 'unit,topM,bottomM,iceVolumetric\nmarsh,0,10,0.4\n');
    await expect(read(path, { units: { topM: 'ft' } })).rejects.toThrow('feet.csv is read by the names of its columns');
  });

  it('refuses depths in centimetres with the line of the file', async () => {
    const path = join(folder, 'centimetres.csv');
    await writeFile(path, 'unit,topM,bottomM,iceVolumetric\n\nmarsh,0,200,0.4\nmarsh,200,1000,0.3\n');
    await expect(read(path, {})).rejects.toThrow(
      /centimetres\.csv, line 4: .* found 200 and 1000: is it in centimetres\?/,
    );
  });
});
