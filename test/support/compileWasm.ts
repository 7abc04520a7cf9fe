/** The WASM modules from their AssemblyScript sources, and the TypeScript modules that carry the forest's. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../../src');

interface WasmModule {
  readonly path: string;
  /** Sources whose exports are the module's. */
  readonly entries: readonly string[];
  /** Sources that those import. */
  readonly imported?: readonly string[];
  /** The pure rooms may not read files: the TypeScript module that carries theirs, and the name of its export. */
  readonly carrier?: { readonly path: string; readonly name: string };
}

/** Which sources make which module. */
export const wasmModules: readonly WasmModule[] = [
  {
    path: join(root, 'forest/kernel/kernel.wasm'),
    entries: ['kernel', 'patch', 'distribution'],
    carrier: { path: join(root, 'forest/kernel/kernelBytes.ts'), name: 'kernelBase64' },
  },
  {
    path: join(root, 'forest/grow/grow.wasm'),
    entries: ['tree', 'codes'],
    imported: ['grower', 'radix', 'order', 'errorCuts', 'giniCuts', 'randomCuts', 'random'],
    carrier: { path: join(root, 'forest/grow/growBytes.ts'), name: 'growBase64' },
  },
  {
    path: join(root, 'formula/kernel/cells.wasm'),
    entries: ['arithmetic', 'exponents', 'angles', 'causes'],
    imported: ['tables'],
    carrier: { path: join(root, 'formula/kernel/cellsBytes.ts'), name: 'cellsBase64' },
  },
  {
    path: join(root, 'physics/column/kernel/step.wasm'),
    entries: ['step'],
    carrier: { path: join(root, 'physics/column/kernel/stepBytes.ts'), name: 'stepBase64' },
  },
  { path: join(root, 'raster/kernel/bands.wasm'), entries: ['halve', 'describe', 'between'] },
  { path: join(root, 'raster/kernel/deflate.wasm'), entries: ['deflate', 'predict'], imported: ['adler'] },
  {
    path: join(root, 'raster/kernel/inflate.wasm'),
    entries: ['inflate', 'floats', 'differences'],
    imported: ['inflateCodes', 'adler'],
  },
  {
    path: join(root, 'terrain/kernel/rows.wasm'),
    entries: ['rows'],
    carrier: { path: join(root, 'terrain/kernel/rowsBytes.ts'), name: 'rowsBase64' },
  },
];

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
export async function compileWasm({ path, entries, imported = [] }: WasmModule): Promise<Uint8Array> {
  const { main: compile }: Compiler = await import(compilerModule);
  const sources = new Map<string, string>();
  for (const name of [...entries, ...imported]) {
    // The compiler knows no other ending; the files have their own so that TypeScript leaves them alone.
    sources.set(`${name}.ts`, await readFile(join(dirname(path), `${name}.as`), 'utf8'));
  }
  const written = new Map<string, Uint8Array | string>();
  const { error } = await compile(
    [
      ...entries.map((name) => `${name}.ts`),
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

/** The text of the TypeScript module that carries a WASM module. */
export function carrierOf(bytes: Uint8Array, path: string, name: string): string {
  const base64 = Buffer.from(bytes).toString('base64');
  return `/** ${basename(path)}, for code that may not read files. Written by test/tools/buildKernel.ts. */\nexport const ${name} =\n  '${base64}';\n`;
}
