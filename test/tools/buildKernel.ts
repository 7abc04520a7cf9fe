/** Builds the WASM modules after a change of their sources: node test/tools/buildKernel.ts */
import { writeFile } from 'node:fs/promises';
import { carrierOf, compileWasm, wasmModules } from '../support/compileWasm.ts';

for (const module of wasmModules) {
  const bytes = await compileWasm(module);
  await writeFile(module.path, bytes);
  if (module.carrier) await writeFile(module.carrier.path, carrierOf(bytes, module.path, module.carrier.name));
}
