import { join } from 'node:path';
import { Piscina } from 'piscina';
import { afterAll, describe, expect, it } from 'vitest';
import { resolveOptions } from '../../src/forest/engine.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { trainForest } from '../../src/forest/trainForest.ts';
import { plainErrorFromThread } from '../../src/pool/protocol.ts';
import { makeTable } from './support/tables.ts';

const pool = new Piscina({
  filename: join(import.meta.dirname, '../../workers/trainTrees.ts'),
  maxThreads: 2,
});
afterAll(() => pool.destroy());

const request = { ...makeTable(30, 2), options: resolveOptions(mlRandomForest, { trees: 11 }), seed: 3 };

describe('trainForest', () => {
  it('grows the same forest in one batch here and in six batches on two threads', async () => {
    const here = await trainForest(request, 11, (task) => Promise.resolve(mlRandomForest.trainTrees(task)));
    const there = await trainForest(request, 2, (task) => pool.run({ ...task, engine: 'ml-random-forest' }));
    expect(there.forest.treeStarts).toHaveLength(12);
    expect(Buffer.from(there.forest.buffer).equals(Buffer.from(here.forest.buffer))).toBe(true);
    expect(there.inBag).toEqual(here.inBag);
  });

  it('tells how many trees are done after each batch', async () => {
    const done: number[] = [];
    await trainForest(
      request,
      4,
      (task) => Promise.resolve(mlRandomForest.trainTrees(task)),
      (trees) => done.push(trees),
    );
    expect(done).toEqual([4, 8, 11]);
  });

  it('throws what a batch throws', async () => {
    const failing = trainForest(request, 4, () => Promise.reject(new Error('thread gone')));
    await expect(failing).rejects.toThrow('thread gone');
  });
});

describe('workers/trainTrees', () => {
  it('sends errors home in plain form', async () => {
    const run = pool.run({ ...request, engine: 'ranger', firstTree: 0, treeCount: 1 });
    const error: unknown = await run.catch((caught: unknown) => caught);
    expect(plainErrorFromThread(error)).toMatchObject({ code: 'invalid-input', detail: { found: 'ranger' } });
  });
});
