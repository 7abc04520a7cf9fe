/** Grows trees in a process of its own, a batch at a time: see train.ts. */
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { resolveOptions } from '../../src/forest/engine.ts';
import { treesPerBatch } from '../../src/forest/trainForest.ts';
import { answerTurns } from './speedUp.ts';
import { makeTable, seed } from './trainTable.ts';

const table = makeTable(10_000, 10);
const treeCount = treesPerBatch(table.rows.length);
const grow = cryoforest.openTraining({ ...table, options: resolveOptions(cryoforest, { trees: treeCount }), seed });
let firstTree = 0;
answerTurns(() => {
  grow(firstTree, treeCount);
  firstTree += treeCount;
});
