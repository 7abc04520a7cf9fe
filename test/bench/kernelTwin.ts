/** The mask kernel beside its twin in C on the same tables and pixels, where a C compiler is installed. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Forest } from '../../src/forest/forest.ts';
import { treeCountOf } from '../../src/forest/forest.ts';
import { planMaskTables } from '../../src/forest/kernel/maskKernel.ts';
import { MemoryPlan } from '../../src/core/wasm.ts';

/** @returns seconds of processor time for all pixels; null without a compiler, or for a forest of other kernels */
export async function runTwin(forest: Forest, columns: readonly Float32Array[]): Promise<number | null> {
  const tables = planMaskTables(forest, new MemoryPlan(), Infinity);
  if (tables === null) return null;
  const folder = await mkdtemp(join(tmpdir(), 'cryoforest-twin-'));
  try {
    const [program, file] = [join(folder, 'twin'), join(folder, 'tables')];
    const source = join(import.meta.dirname, 'kernelTwin.c');
    execFileSync('gcc', ['-O3', '-march=native', '-o', program, source], { stdio: 'ignore' });
    const pixels = columns[0]!.length;
    const pixelCodes = new Uint16Array(pixels * tables.codes.length);
    for (const [place, { code, firstCode }] of tables.codes.entries()) {
      const column = columns[code.covariate]!;
      for (let i = 0; i < pixels; i++) {
        pixelCodes[i * tables.codes.length + place] = firstCode + countBelow(code.thresholds, column[i]!);
      }
    }
    const head = Int32Array.of(tables.laneBits, tables.codes.length, tables.tiles.length, pixels, treeCountOf(forest));
    const parts = tables.tiles.flatMap(({ tile }) => [tile.rowOfCode, tile.masks, tile.leaves]);
    await writeFile(file, Buffer.concat([bytesOf(head), ...[...parts, pixelCodes].flatMap(sized)]));
    const printed: unknown = JSON.parse(execFileSync(program, [file, '4'], { encoding: 'utf8' }));
    return (printed as { readonly seconds: number }).seconds;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function countBelow(thresholds: Float32Array, x: number): number {
  const first = thresholds.findIndex((threshold) => threshold >= x);
  return first === -1 ? thresholds.length : first;
}

function sized(part: ArrayBufferView): Uint8Array[] {
  return [bytesOf(Int32Array.of(part.byteLength)), bytesOf(part)];
}

function bytesOf(part: ArrayBufferView): Uint8Array {
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
}
