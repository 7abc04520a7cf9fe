import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileWasm, embeddedPath, embedKernel, wasmModules } from './support/compileWasm.ts';

describe('the WASM modules', () => {
  it.each(wasmModules.map((module) => ({ name: basename(module.path), module })))(
    '$name is what its sources compile to, byte for byte',
    async ({ module }) => {
      expect(Buffer.compare(await readFile(module.path), await compileWasm(module))).toBe(0);
    },
  );

  it('carry the forest’s one in TypeScript', async () => {
    expect(await readFile(embeddedPath, 'utf8')).toBe(embedKernel(await readFile(wasmModules[0].path)));
  });
});
