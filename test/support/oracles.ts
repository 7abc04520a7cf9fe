/**
 * Other people's programs and reference data as judges. A developer without them gets a skip that names what is
 * missing; where CRYOFOREST_REQUIRE_ORACLES is set, as in CI, their absence is a failure.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';

const required = process.env['CRYOFOREST_REQUIRE_ORACLES'] === '1';
const repository = join(import.meta.dirname, '..', '..');

/** Debian's interpreter, which sees the packages of python3-gdal, python3-rasterio and python3-sklearn. */
export const python = '/usr/bin/python3';

/** Runs a program of GDAL, Python or R and returns what it printed. */
export function runOracle(program: string, args: readonly string[], input?: string): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  });
}

/** Folder of the reference data that is not part of this repository, or null; a variable may name another one. */
export function sharedFolder(part: string, variable?: string): string | null {
  const named = variable === undefined ? undefined : process.env[variable];
  const folder = named ?? join(repository, '..', 'shared', part);
  return existsSync(folder) ? folder : null;
}

const needs = {
  gdal: () => succeeds('gdalinfo', ['--version']) && succeeds(python, ['-c', 'import osgeo.gdal, numpy']),
  rasterio: () => succeeds(python, ['-c', 'import rasterio, numpy']),
  r: () => succeeds('Rscript', ['--version']),
  sklearn: () => succeeds(python, ['-c', 'import sklearn, numpy']),
  ranger: () => succeeds('Rscript', ['-e', 'library(ranger)']),
  /** Named by what takes long. */
  'LONG_TESTS=1': () => process.env['LONG_TESTS'] === '1',
};

const known = new Map<string, boolean>();

/** `test` where every named need is met (a program, or a folder that `sharedFolder` found), else a named skip. */
export function oracleTest(
  wanted: readonly (keyof typeof needs | { readonly folder: string | null; readonly name: string })[],
): typeof test {
  const missing = wanted.flatMap((need) => {
    if (typeof need !== 'string') return need.folder === null ? [need.name] : [];
    if (!known.has(need)) known.set(need, needs[need]());
    return known.get(need) === true ? [] : [need];
  });
  if (missing.length === 0 || required) return test;
  return skipNaming(`${missing.join(', ')} not here`);
}

/** `test` for what takes minutes: run where LONG_TESTS=1 is set, as in CI. */
export const longTest = process.env['LONG_TESTS'] === '1' ? test : skipNaming('takes long; set LONG_TESTS=1');

function skipNaming(reason: string): typeof test {
  const skipped = (name: string, ...rest: unknown[]): unknown =>
    Reflect.apply(test.skip, test, [`${name} (skipped: ${reason})`, ...rest]);
  return Object.assign(skipped, test) as typeof test;
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
