import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Every core: many tests wait for servers to start.
    maxWorkers: '100%',
    reporters: ['default', './test/support/closingLine.ts'],
    // Many tests start real servers, and machines are shared: time is no measure here.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
