/** Builds the forest's WASM module after a change of its source: node test/tools/buildKernel.ts */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileKernel, embedKernel, kernelFolder } from '../forest/support/compileKernel.ts';

const bytes = await compileKernel();
await writeFile(join(kernelFolder, 'kernel.wasm'), bytes);
await writeFile(join(kernelFolder, 'kernelBytes.ts'), embedKernel(bytes));
