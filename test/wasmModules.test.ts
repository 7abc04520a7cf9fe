import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carrierOf, compileWasm, wasmModules } from './support/compileWasm.ts';

describe('the WASM modules', () => {
  it.each(wasmModules.map((module) => ({ name: basename(module.path), module })))(
    '$name is what its sources compile to, byte for byte',
    async ({ module }) => {
      expect(Buffer.compare(await readFile(module.path), await compileWasm(module))).toBe(0);
    },
  );

  it.each(wasmModules.flatMap(({ path, carrier }) => (carrier ? [{ name: basename(path), path, carrier }] : [])))(
    '$name is carried in TypeScript',
    async ({ path, carrier }) => {
      expect(await readFile(carrier.path, 'utf8')).toBe(carrierOf(await readFile(path), path, carrier.name));
    },
  );
});
