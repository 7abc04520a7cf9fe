import { describe, expect, it } from 'vitest';
import { logKernels, takeKernels } from '../../../src/processes/maps/mapKernels.ts';

const kernels = [{ bands: ['mean'], kernel: 'wasm-walk', passedOver: ['wasm-masks-64 needs 80 MB'] }];
const frame = new TextEncoder().encode(JSON.stringify(kernels));

describe('takeKernels', () => {
  it('takes them out of the frames of a chunk', () => {
    const [tally, tiles] = [Uint8Array.of(1), Uint8Array.of(2)];
    expect(takeKernels(0, [tally, frame, tiles])).toEqual({ kernels, others: [tally, tiles] });
  });

  it.each([[[]], [[frame]], [[Uint8Array.of(1, 2), frame]]])('refuses frames without them: %j', (frames) => {
    expect(() => takeKernels(7, frames)).toThrow(expect.objectContaining({ code: 'artefact-damaged' }));
    expect(() => takeKernels(7, frames)).toThrow(/Chunk 7 does not say/);
  });
});

describe('logKernels', () => {
  it('warns of a forest that is too large for a kernel, and informs of any other', () => {
    const lines: string[] = [];
    const log = (level: string, message: string) => void lines.push(`${level}: ${message}`);
    logKernels({ log }, [...kernels, { bands: ['q05', 'sd'], kernel: 'wasm-distribution', passedOver: [] }]);
    expect(lines).toEqual([
      'warning: mean by kernel wasm-walk, as wasm-masks-64 needs 80 MB',
      'info: q05, sd by kernel wasm-distribution',
    ]);
  });
});
