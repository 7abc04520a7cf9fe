/** Builds the WASM modules after a change of their sources: node test/tools/buildKernel.ts */
import { writeFile } from 'node:fs/promises';
import { compileWasm, embeddedPath, embedKernel, wasmModules } from '../support/compileWasm.ts';

for (const module of wasmModules) await writeFile(module.path, await compileWasm(module));
await writeFile(embeddedPath, embedKernel(await compileWasm(wasmModules[0])));
