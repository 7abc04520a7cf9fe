/** The benchmark map by this program and by the peers that are installed, each in a process of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python, sharedFolder } from '../support/oracles.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';

interface Peer {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** Side of the map, pixels; another one by BENCH_SIZE. */
const sizePx = Number(process.env['BENCH_SIZE'] ?? 1024);

export async function comparePeers(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'cryoforest-peers-'));
  try {
    const folder = join(scratch, 'map');
    const scripts = sharedFolder('bench');
    const shared =
      scripts !== null && run([python, join(scripts, 'make_benchmark.py'), folder, String(sizePx)]) !== null;
    if (!shared)
      await makeSyntheticStack(folder, { widthPx: sizePx, heightPx: sizePx }, [
        'pre',
        'tdd',
        'tpi',
        'elevation',
        'slope',
        'ndvi',
      ]);
    console.log(
      `Map of ${sizePx} × ${sizePx} cells, six covariates, 104 stations, 500 trees${shared ? '' : ' (the small map of this repository)'}`,
    );
    const out = join(scratch, 'out.tif');
    const map = join(import.meta.dirname, 'map.ts');
    const peers: Peer[] = [{ name: 'cryoforest', command: [process.execPath, map, folder, out] }];
    if (shared) {
      peers.push(
        { name: 'scikit-learn + rasterio', command: [python, join(scripts, 'peer_sklearn.py'), folder, out] },
        { name: 'ranger + terra', command: ['Rscript', join(scripts, 'peer_ranger.R'), folder, out] },
        { name: 'GDAL floor (no forest)', command: ['bash', join(scripts, 'limit_gdal.sh'), folder, out] },
      );
    }
    for (const { name, command } of peers) console.log(`${name.padEnd(26)}${run(command) ?? 'not installed here'}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The last line that the command printed (terra prints summaries before it), or null where it is not installed or failed. */
function run([program, ...args]: readonly [string, ...string[]]): string | null {
  if (program.startsWith('/') && !existsSync(program)) return null;
  try {
    const printed = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return printed.trimEnd().split('\n').at(-1)!;
  } catch {
    return null;
  }
}
