import { join } from 'node:path';
import { Piscina } from 'piscina';
import { afterAll, describe, expect, it } from 'vitest';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import type { TrainTask, TreeBatch } from '../../src/forest/engine.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { trainForest, treesPerBatch } from '../../src/forest/trainForest.ts';
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
    const here = await trainForest(request, 11, (task) => Promise.resolve(trainTrees(mlRandomForest, task)));
    const there = await trainForest(request, 2, (task) =>
      pool.run({ ...task, engine: 'ml-random-forest', training: 'one' }),
    );
    expect(there.forest.treeStarts).toHaveLength(12);
    expect(Buffer.from(there.forest.buffer).equals(Buffer.from(here.forest.buffer))).toBe(true);
    expect(there.inBag).toEqual(here.inBag);
  });

  it('tells how many trees are done after each batch', async () => {
    const done: number[] = [];
    await trainForest(
      request,
      4,
      (task) => Promise.resolve(trainTrees(mlRandomForest, task)),
      (trees) => done.push(trees),
    );
    expect(done).toEqual([4, 8, 11]);
  });

  it('throws what a batch throws', async () => {
    const failing = trainForest(request, 4, () => Promise.reject(new Error('thread gone')));
    await expect(failing).rejects.toThrow('thread gone');
  });
});

describe('a forest of cryoforest', () => {
  const table = makeTable(200, 4);
  const bytesBy = async (batchTrees: number, threads: number): Promise<Buffer> => {
    const options = resolveOptions(cryoforest, { trees: 30 });
    const worker = join(import.meta.dirname, '../../workers/trainTrees.ts');
    const own = new Piscina({ filename: worker, maxThreads: threads });
    const run = (task: TrainTask): Promise<TreeBatch> => own.run({ ...task, engine: cryoforest.name, training: 'one' });
    const { forest, inBag } = await trainForest({ ...table, options, seed: 3 }, batchTrees, run);
    await own.destroy();
    return Buffer.concat([Buffer.from(forest.buffer), Buffer.from(inBag.buffer)]);
  };

  it('has the same bytes on 1, 2 and 4 threads', async () => {
    const one = await bytesBy(30, 1);
    expect((await bytesBy(4, 2)).equals(one)).toBe(true);
    expect((await bytesBy(7, 4)).equals(one)).toBe(true);
  });
});

describe('treesPerBatch', () => {
  it('gives small tables 20 trees, 10,000 rows 4, and a million one', () => {
    expect([104, 10_000, 1_000_000].map(treesPerBatch)).toEqual([20, 4, 1]);
  });
});

describe('workers/trainTrees', () => {
  it('keeps what it prepared for the next batch of a training, and prepares anew for another one', async () => {
    const own = new Piscina({ filename: join(import.meta.dirname, '../../workers/trainTrees.ts'), maxThreads: 1 });
    const grow = (training: string, table: typeof request): Promise<TreeBatch> =>
      own.run({ ...table, engine: cryoforest.name, training, firstTree: 0, treeCount: 3 });
    const options = resolveOptions(cryoforest, { trees: 3 });
    const first = { ...request, options };
    const other = { ...first, seed: first.seed + 1 };
    const { forest: grown } = await grow('one', first);
    // The table of a known training is not looked at.
    const again = await grow('one', other);
    expect(Buffer.from(again.forest).equals(Buffer.from(grown))).toBe(true);
    const different = await grow('two', other);
    expect(Buffer.from(different.forest).equals(Buffer.from(grown))).toBe(false);
    await own.destroy();
  });

  it('sends errors home in plain form', async () => {
    const run = pool.run({ ...request, engine: 'ranger', training: 'none', firstTree: 0, treeCount: 1 });
    const error: unknown = await run.catch((caught: unknown) => caught);
    expect(plainErrorFromThread(error)).toMatchObject({ code: 'invalid-input', detail: { found: 'ranger' } });
  });
});
