import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { epsgEntry } from '../../src/raster/epsgTable.ts';
import { makeEpsgTable } from '../tools/makeEpsgTable.ts';

describe('epsgEntry', () => {
  it('finds the first, the last and no code between two', () => {
    expect(epsgEntry(2001)).toMatchObject({ name: 'Antigua 1943 / British West Indies Grid' });
    expect(epsgEntry(900913)?.proj4).toContain('+proj=merc');
    expect(epsgEntry(4326)).toEqual({ name: 'WGS 84', proj4: '+proj=longlat +datum=WGS84' });
    expect(epsgEntry(326)).toBeNull();
    expect(epsgEntry(Number.NaN)).toBeNull();
  });

  it('has no system in grads, from Paris, or with grid files', () => {
    const lacking = [4807, 4902, 37225].map(epsgEntry);
    expect(lacking).toEqual([null, null, null]);
    expect(epsgEntry(4203)?.proj4).toBe('+proj=longlat +ellps=aust_SA');
  });
});

describe('epsg.tsv.br', () => {
  it('is what test/tools/makeEpsgTable.ts makes from epsg-index now', () => {
    const path = join(import.meta.dirname, '..', '..', 'src', 'raster', 'epsg.tsv.br');
    const committed = readFileSync(path);
    expect(brotliDecompressSync(committed).toString('utf8') === makeEpsgTable(), 'run makeEpsgTable.ts').toBe(true);
    expect(committed.length).toBeLessThan(120_000);
  });
});
