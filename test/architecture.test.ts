/** The layers of the README's table: an import may only point down, and pure science touches nothing impure. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const below: Readonly<Record<string, readonly string[]>> = {
  core: [],
  units: ['core'],
  physics: ['core'],
  forest: ['core'],
  terrain: ['core'],
  formula: ['core'],
  spectral: ['core', 'formula'],
  figures: ['core'],
  derive: ['core', 'physics', 'forest', 'terrain', 'formula', 'spectral'],
  raster: ['core'],
  tables: ['core', 'units'],
  quality: ['core', 'forest', 'tables'],
  jobs: ['core', 'store'],
  store: ['core'],
  pool: ['core'],
  processes: [
    'core',
    'units',
    'physics',
    'forest',
    'terrain',
    'formula',
    'spectral',
    'derive',
    'quality',
    'figures',
    'raster',
    'tables',
    'jobs',
    'store',
    'pool',
    'workers',
  ],
  http: ['core', 'processes', 'jobs', 'store'],
  workers: [
    'core',
    'physics',
    'forest',
    'terrain',
    'formula',
    'spectral',
    'derive',
    'quality',
    'raster',
    'tables',
    'store',
    'pool',
  ],
};
const pure = ['core', 'physics', 'forest', 'terrain', 'formula', 'spectral', 'derive', 'figures'];
const packages: Readonly<Record<string, readonly string[]>> = {
  forest: ['ml-random-forest'],
  raster: [
    'geotiff',
    'netcdfjs',
    'h5wasm',
    'proj4',
    'sharp',
    'lerc',
    'opentype.js',
    '@expo-google-fonts/source-sans-3',
  ],
  tables: ['hyparquet-writer', 'csv-parse', 'iconv-lite', '@e965/xlsx'],
  quality: ['topojson-client', 'world-atlas', 'geojson', 'topojson-specification'],
  jobs: ['pg', 'pg-boss'],
  store: ['pg'],
  pool: ['piscina'],
  // mathjs parses and knows units; it computes nothing.
  processes: ['zod', 'mathjs'],
  units: ['mathjs'],
  http: ['hono', '@hono', 'zod', 'busboy', '@fastify/busboy'],
  workers: ['piscina'],
};

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
}

const files = ['src', 'workers'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);
const imports: readonly Import[] = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const room = file.startsWith('workers') ? 'workers' : roomIn(file);
  return [
    ...text.matchAll(
      /^(?:import|export)\b[^;]*?from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'|\bcreateRequire\(import\.meta\.url\)\('([^']+)'\)/gm,
    ),
  ].map((match) => ({ file, room, target: (match[1] ?? match[2] ?? match[3] ?? match[4])! }));
});

/** Files directly in src, and the command line's own folder, wire everything together. */
function roomIn(path: string): string {
  const room = /^src\/(\w+)\//.exec(path)?.[1] ?? 'roots';
  return room === 'cli' ? 'roots' : room;
}

function roomOf(entry: Import): string {
  const path = relative(root, join(root, dirname(entry.file), entry.target));
  if (path.startsWith('workers')) return 'workers';
  return roomIn(path);
}

/** Lines of a worker but for imports and the description of its task. */
function codeLines(file: string): number {
  const text = readFileSync(join(root, file), 'utf8')
    .replace(/^import .*$/gm, '')
    .replace(/export interface [^}]*}/g, '');
  return text.split('\n').filter((line) => line.trim() !== '' && !/^\s*(\/\*\*|\*)/.test(line)).length;
}

describe('architecture', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(imports.length).toBeGreaterThan(50);
  });

  it('lets imports point down only', () => {
    const wrong = imports
      .filter((entry) => entry.target.startsWith('.') && entry.room !== 'roots')
      .filter((entry) => roomOf(entry) !== entry.room && below[entry.room]?.includes(roomOf(entry)) !== true)
      .map((entry) => `${entry.file} imports ${entry.target}`);
    expect(wrong).toEqual([]);
  });

  it('keeps pure science free of node but for loading a package late, of clocks and of unseeded randomness', () => {
    const wrong = files
      .filter((file) => pure.some((room) => file.startsWith(`src/${room}/`)))
      .filter((file) =>
        /from 'node:(?!module')|Math\.random|Date\.now|new Date\(\)|performance\.now|process\./.test(
          readFileSync(join(root, file), 'utf8'),
        ),
      );
    expect(wrong).toEqual([]);
  });

  it('uses each package only in its own room', () => {
    const wrong = imports
      .filter((entry) => !entry.target.startsWith('.') && !entry.target.startsWith('node:') && entry.room !== 'roots')
      .filter(
        (entry) =>
          packages[entry.room]?.some((name) => entry.target === name || entry.target.startsWith(`${name}/`)) !== true,
      )
      .map((entry) => `${entry.file} uses ${entry.target}`);
    expect(wrong).toEqual([]);
  });

  it('reads the environment in config.ts alone, and tells Node there where to keep compiled code', () => {
    const touches = files.filter((file) => /process\.env/.test(readFileSync(join(root, file), 'utf8')));
    expect(touches.toSorted()).toEqual(['src/compileCache.ts', 'src/config.ts']);
  });

  it('keeps workers to 40 lines of code', () => {
    const long = files.filter((file) => file.startsWith('workers')).filter((file) => codeLines(file) > 40);
    expect(long).toEqual([]);
  });
});
