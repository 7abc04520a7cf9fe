/** The WASM modules from their AssemblyScript sources, and the TypeScript module that carries the forest's. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../../src');

/** Which sources make which module. */
export const wasmModules = [
  { path: join(root, 'forest/kernel/kernel.wasm'), sources: ['kernel', 'patch'] },
  { path: join(root, 'raster/kernel/floats.wasm'), sources: ['floats'] },
] as const;

/** The pure rooms may not read files, so the forest's module is carried by this one. */
export const embeddedPath = join(root, 'forest/kernel/kernelBytes.ts');

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
export async function compileWasm({ path, sources: names }: (typeof wasmModules)[number]): Promise<Uint8Array> {
  const { main: compile }: Compiler = await import(compilerModule);
  const sources = new Map<string, string>();
  for (const name of names) {
    // The compiler knows no other ending; the files have their own so that TypeScript leaves them alone.
    sources.set(`${name}.ts`, await readFile(join(dirname(path), `${name}.as`), 'utf8'));
  }
  const written = new Map<string, Uint8Array | string>();
  const { error } = await compile(
    [
      ...sources.keys(),
      '--outFile',
      'out.wasm',
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
  const bytes = written.get('out.wasm');
  if (error !== null || !(bytes instanceof Uint8Array)) throw new Error(`${path} does not compile`, { cause: error });
  return bytes;
}

export function embedKernel(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  return `/** kernel.wasm, for code that may not read files. Written by test/tools/buildKernel.ts. */\nexport const kernelBase64 =\n  '${base64}';\n`;
}
