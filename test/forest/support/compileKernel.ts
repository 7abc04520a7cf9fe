/** The forest's WASM module from its AssemblyScript source, and the TypeScript module that carries its bytes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const kernelFolder = join(import.meta.dirname, '../../../src/forest/kernel');

interface Compiler {
  readonly main: (
    flags: readonly string[],
    files: {
      readonly readFile: (name: string) => string | null;
      readonly writeFile: (name: string, contents: Uint8Array | string) => void;
      readonly listFiles: () => readonly string[];
    },
  ) => Promise<{ readonly error: Error | null }>;
}

/** By a name that TypeScript does not follow: the compiler's types redeclare parts of JavaScript for every file. */
const compilerModule: string = 'assemblyscript/asc';

/** @throws Error where it does not compile */
export async function compileKernel(): Promise<Uint8Array> {
  const { main: compile }: Compiler = await import(compilerModule);
  const sources = new Map<string, string>();
  for (const name of ['kernel', 'patch']) {
    // The compiler knows no other ending; the files have their own so that TypeScript leaves them alone.
    sources.set(`${name}.ts`, await readFile(join(kernelFolder, `${name}.as`), 'utf8'));
  }
  const written = new Map<string, Uint8Array | string>();
  const { error } = await compile(
    [
      ...sources.keys(),
      '--outFile',
      'kernel.wasm',
      '-O3',
      '--runtime',
      'stub',
      '--use',
      'abort=',
      '--noAssert',
      '--enable',
      'simd',
      '--enable',
      'nontrapping-f2i',
      '--importMemory',
      '--noExportMemory',
    ],
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (name, contents) => void written.set(name, contents),
      listFiles: () => [],
    },
  );
  const bytes = written.get('kernel.wasm');
  if (error !== null || !(bytes instanceof Uint8Array)) throw new Error('The kernels do not compile', { cause: error });
  return bytes;
}

export function embedKernel(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  return `/** kernel.wasm, for code that may not read files. Written by test/tools/buildKernel.ts. */\nexport const kernelBase64 =\n  '${base64}';\n`;
}
