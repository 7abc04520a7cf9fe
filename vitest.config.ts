import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Files that start services, commands and crashes by the dozen or make many maps: minutes, for continuous integration. */
const longFiles = [
  'e2e/badInput',
  'e2e/badCommandLine',
  'e2e/access',
  'e2e/jobs',
  'e2e/derivedMaps',
  'e2e/boreholeSeries',
  'e2e/plainTables',
  'e2e/simulateColumn',
  'processes/align',
  'processes/terrain',
  'processes/degreeDaysStack',
  'processes/spectralIndices',
  'processes/groundIce',
  'processes/thermalStability',
  'jobs/crashes',
  'jobs/runWorker',
  'jobs/embeddedPostgres',
  'raster/assembleCog',
  'oracle/cog',
  'oracle/terrain',
  'oracle/warp',
];
const left = process.env['LONG_TESTS'] === '1' ? [] : longFiles.map((name) => `test/${name}.test.ts`);
if (left.length > 0) process.stdout.write(`Left to LONG_TESTS=1: ${left.join(', ')}\n`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: left,
    // Modules are loaded once for all files of a process: tests keep no state in them.
    isolate: false,
    // Every core: many tests wait for servers to start.
    maxWorkers: '100%',
    reporters: ['default', './test/support/closingLine.ts'],
    // As the program does for itself: threads and children start in half the time.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
    // Many tests start real servers, and machines are shared: time is no measure here.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
