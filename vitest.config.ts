import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
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
