/** Trees per second of one thread in a process of its own, over some seconds: see train.ts. */
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { makeTable, seed } from './trainTable.ts';

const batch = 20;
/** The first ones are not counted: the compiler is at work, and another process may still be starting. */
const [warmUpMs, countedMs] = [1500, 3000];

const table = makeTable(10_000, 10);
const task = { ...table, options: resolveOptions(cryoforest, { trees: batch }), seed, treeCount: batch };
function treesWithin(milliseconds: number): number {
  const start = performance.now();
  let trees = 0;
  while (performance.now() - start < milliseconds) {
    trainTrees(cryoforest, { ...task, firstTree: trees });
    trees += batch;
  }
  return (1000 * trees) / (performance.now() - start);
}

treesWithin(warmUpMs);
console.log(treesWithin(countedMs));
// Others that started later are not to count alone.
treesWithin(warmUpMs);
