import { describe, expect, it } from 'vitest';
import { echo } from '../../src/processes/echo.ts';
import type { ProcessContext } from '../../src/processes/process.ts';

function missing(): never {
  throw new Error('echo needs none of this');
}

function contextOf(signal: AbortSignal): ProcessContext {
  return {
    library: { resolve: missing, findRaster: missing },
    pool: { threads: 1, run: missing, rest: missing, close: missing },
    folder: '',
    signal,
    progress: () => {},
    remember: missing,
    log: missing,
  };
}

const refuse = () => Promise.reject(new Error('no chunks'));
const noChunks = { count: 0, read: refuse, readPart: refuse };
const run = (inputs: unknown, signal = new AbortController().signal) =>
  echo.run(contextOf(signal), echo.inputs.parse(inputs), noChunks);

describe('echo', () => {
  it('gives back each input under its own id, and nothing for what was not given', async () => {
    const bbox = { bbox: [345345345, 345345345, 345345345, 345345345], crs: 'urn:ogc:def:crs:EPSG:6.6:4326' };
    expect(await run({ message: 'hi', bbox })).toEqual({
      message: { kind: 'value', value: 'hi' },
      bbox: { kind: 'value', value: bbox },
      pause: { kind: 'value', value: 0 },
    });
  });

  it('describes every input as an output', () => {
    expect(Object.keys(echo.outputs)).toEqual(Object.keys(echo.inputs.shape));
  });

  it('stops its pause when it is cancelled', async () => {
    const controller = new AbortController();
    const answer = run({ pause: 60 }, controller.signal);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses a format that is not its own', () => {
    expect(echo.inputs.safeParse({ feature: { type: 'wrong/type' } }).success).toBe(false);
    expect(echo.inputs.safeParse({ feature: 'teststring' }).success).toBe(true);
  });
});
