/** PROJ strings by EPSG code, generated from the package epsg-index by test/tools/makeEpsgTable.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** Lines of `code TAB name TAB proj4`, kept as one string: a lookup takes microseconds and no table is built. */
const table = brotliDecompressSync(readFileSync(join(import.meta.dirname, 'epsg.tsv.br'))).toString('utf8');

export function epsgEntry(code: number): { readonly name: string; readonly proj4: string } | null {
  const start = table.indexOf(`\n${code}\t`);
  if (start < 0) return null;
  const [, name, proj4] = table.slice(start + 1, table.indexOf('\n', start + 1)).split('\t');
  return { name: name!, proj4: proj4! };
}
