/**
 * Peak memory of a median over few and many scenes of four bands and a quality band: `npm run bench:composite [-- side in
 * pixels, 2048]`. Each count of scenes in a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../../src/cli/runProcess.ts';
import { spectralIndicesProcess } from '../../src/processes/spectralIndices.ts';
import { createRandom } from '../../src/core/random.ts';
import { assembleCog } from '../../src/raster/assembleCog.ts';
import { chunkWindow, planCog } from '../../src/raster/cogPlan.ts';
import { encodeChunk } from '../../src/raster/encodeChunk.ts';
import { heldChunks } from '../support/heldChunks.ts';

const countsOfScenes = [15, 60];
const bands = ['B2', 'B3', 'B4', 'B5'];
const quality = 'QA';
/** Of the quality band: clear. */
const clear = 21_824;
const cloud = 22_280;

/** Numbers as of Landsat's collection 2, level 2: a tenth of the cells under clouds. */
async function writeBand(path: string, sidePx: number, seed: number): Promise<void> {
  const size = { widthPx: sidePx, heightPx: sidePx };
  const plan = planCog(size, 512);
  const isQuality = path.includes(quality);
  const format = { nodata: 0, sampleType: 'uint16' } as const;
  await assembleCog({
    ...format,
    grid: { ...size, transform: [300_000, 30, 0, 5_950_000, 0, -30] },
    geoKeys: { directory: [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32651], doubles: null, ascii: null },
    chunkSizePx: 512,
    chunks: heldChunks((index) => {
      const { widthPx, heightPx } = chunkWindow(plan, index);
      const random = createRandom(seed, index);
      const draw = (): number =>
        isQuality ? (random.nextUnit() < 0.1 ? cloud : clear) : 8000 + random.nextBelow(4000);
      const values = Float32Array.from({ length: widthPx * heightPx }, draw);
      return encodeChunk(plan, index, [values], format);
    }),
    text: { bands: [{ description: 'band', unit: '' }], items: {} },
    path,
    signal: new AbortController().signal,
  });
}

async function composeAndTell(folder: string, scenes: number): Promise<void> {
  const startMs = performance.now();
  const given = { reading: { columns: {}, units: {} }, threads: null, json: true, out: join(folder, 'map.tif') };
  const inputs = {
    scenes: Array.from({ length: scenes }, (_, scene) => ({
      bands: Object.fromEntries(bands.map((band) => [band, join(folder, `${scene}-${band}.tif`)])),
      quality: join(folder, `${scene}-${quality}.tif`),
    })),
    sensor: 'landsat-8-9-oli',
    scaling: 'landsat-collection-2-level-2',
    indices: ['ndvi', 'evi', 'ndwi'],
  };
  const options = { signal: new AbortController().signal, progress: () => {}, log: () => {} };
  await runProcess(spectralIndicesProcess, { ...given, inputs }, options);
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const wallS = Math.round((performance.now() - startMs) / 100) / 10;
  const cpuS = Math.round((userCPUTime + systemCPUTime) / 1e5) / 10;
  console.log(JSON.stringify({ scenes, wall_s: wallS, cpu_s: cpuS, peak_mb: Math.round(maxRSS / 1024) }));
}

async function compareCounts(sidePx: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cryoforest-composite-'));
  try {
    // Memory does not know that some scenes are one file under several names.
    const written = 3;
    for (let scene = 0; scene < Math.max(...countsOfScenes); scene++) {
      for (const [i, band] of [...bands, quality].entries()) {
        const path = join(folder, `${scene}-${band}.tif`);
        if (scene < written) await writeBand(path, sidePx, 10 * scene + i);
        else await symlink(join(folder, `${scene % written}-${band}.tif`), path);
      }
    }
    console.log(
      `${sidePx} × ${sidePx} cells, ${bands.length} bands of uint16 and QA, ${availableParallelism()} threads`,
    );
    for (const scenes of countsOfScenes) {
      const own = [import.meta.filename, String(sidePx), folder, String(scenes)];
      process.stdout.write(execFileSync(process.execPath, own, { encoding: 'utf8' }));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [side = '2048', folder, scenes] = process.argv.slice(2);
if (folder !== undefined) await composeAndTell(folder, Number(scenes));
else await compareCounts(Number(side));
