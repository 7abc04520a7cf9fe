/**
 * What the active layer costs beside reading its inputs, in one thread: `npm run bench:activelayer [pixels per side]`
 * prints one JSON line of CPU-seconds over rasters that the program wrote itself.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createActiveLayerRule } from '../../src/physics/activeLayer/activeLayerRule.ts';
import { tileSizePx } from '../../src/raster/cogPlan.ts';
import { createHaloReader } from '../../src/raster/haloReader.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { placeOf, rounded, secondsSince } from './costs.ts';
import type { CellSource } from '../../src/core/cellSource.ts';
import type { DepthMethod } from '../../src/physics/activeLayer/method.ts';

const side = Number(process.argv[2] ?? 4096);
const names = ['thaw', 'frost', 'cover'] as const;

const constant = (value: number): CellSource => ({ kind: 'constant', value });
/** The synthetic layers run from −200 to 200; a negative index has no depth. */
const layer = (index: number): CellSource => ({ kind: 'layer', layer: index, minimum: -1e4, maximum: 1e4 });
const classes: CellSource = {
  kind: 'classes',
  layer: 2,
  values: Array.from({ length: 256 }, (_, i) => [i, 0.7 + (i % 3) / 10] as const),
};
const season = (index: number, nFactor: CellSource) => ({ index: layer(index), nFactor });
const water = { by: 'weight', dryDensity: constant(1300), content: constant(0.3), unfrozen: constant(0.05) } as const;
const soil = { thawedConductivity: constant(0.9), frozenConductivity: constant(1.6), water };
const layered = { thickness: constant(0.2), ...soil };

const methods: Readonly<Record<string, { readonly method: DepthMethod<CellSource>; readonly layers: number }>> = {
  'edaphic, thaw': {
    method: { name: 'edaphic', thaw: { index: layer(0), factor: constant(0.03) }, freeze: null },
    layers: 1,
  },
  'edaphic, thaw and frost': {
    method: {
      name: 'edaphic',
      thaw: { index: layer(0), factor: constant(0.03) },
      freeze: { index: layer(1), factor: constant(0.03) },
    },
    layers: 2,
  },
  'stefan, thaw and frost': {
    method: { name: 'stefan', thaw: season(0, constant(1)), freeze: season(1, constant(0.7)), ...soil, cover: null },
    layers: 2,
  },
  'stefan, n-factor by class': {
    method: { name: 'stefan', thaw: season(0, classes), freeze: season(1, constant(0.7)), ...soil, cover: null },
    layers: 3,
  },
  'two layers': {
    method: {
      name: 'layered-stefan',
      algorithm: 'series',
      thaw: season(0, constant(1)),
      freeze: season(1, constant(0.7)),
      layers: [layered, { ...layered, thickness: null }],
    },
    layers: 2,
  },
};

const folder = await mkdtemp(join(tmpdir(), 'cryoforest-bench-'));
try {
  const { covariates } = await makeSyntheticStack(folder, { widthPx: side, heightPx: side }, [...names]);
  const paths = names.map((name) => covariates[name]!);
  const costs: Record<string, { read: number; compute: number; share: number }> = {};
  for (const [name, { method, layers }] of Object.entries(methods)) {
    // Of three, so that compilation and a busy machine count less.
    const runs = [];
    for (let i = 0; i < 3; i++) runs.push(await measure(method, paths.slice(0, layers)));
    const [read, compute] = [Math.min(...runs.map((run) => run.read)), Math.min(...runs.map((run) => run.compute))];
    costs[name] = { read: rounded(read), compute: rounded(compute), share: rounded(compute / read) };
  }
  console.log(JSON.stringify({ bench: 'active-layer', unit: 'CPU-seconds', side, costs }));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** In the windows of a map's chunks. */
async function measure(method: DepthMethod<CellSource>, paths: readonly string[]) {
  const layers = paths.map((path) => ({ kind: 'raster', path, band: 1 }) as const);
  const { grid, crs } = await placeOf(paths[0]!);
  const reader = createHaloReader(grid, crs);
  const { derive, bandCount, rowCountColumns = 0 } = createActiveLayerRule(method);
  const spent = { read: 0, compute: 0 };
  const width = Math.min(1024, side);
  const out = Array.from({ length: bandCount }, () => new Float32Array(width * tileSizePx));
  for (let xPx = 0; xPx + width <= side; xPx += width) {
    for (let yPx = 0; yPx + tileSizePx <= side; yPx += tileSizePx) {
      const window = { xPx, yPx, widthPx: width, heightPx: tileSizePx };
      const start = process.cpuUsage();
      const columns = await reader.read(layers, { window, haloPx: 0 });
      spent.read += secondsSince(start);
      // Classes are whole numbers.
      columns[2]?.set(columns[2].map((value) => Math.abs(Math.round(value))));
      const middle = process.cpuUsage();
      derive(columns, { window, haloPx: 0 }, out, new Uint32Array(tileSizePx * rowCountColumns));
      spent.compute += secondsSince(middle);
    }
  }
  await reader.close();
  return spent;
}
