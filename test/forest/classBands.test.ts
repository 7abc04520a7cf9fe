import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createBands, planBands } from '../../src/forest/bands.ts';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { joinBatches, resolveOptions } from '../../src/forest/engine.ts';
import { countVotes, winnerOf } from '../../src/forest/votes.ts';
import { makeTable } from './support/tables.ts';

const missing = { missing: 'not asked for' };

describe('bands of a model of classes', () => {
  it.each([3, 12])(
    'of %i classes equal the votes counted tree by tree; none where a covariate is missing',
    (classCount) => {
      const random = createRandom(8);
      const { columns, rows } = makeTable(200, 3);
      const target = Float64Array.from(columns[0]!, (x) => Math.min(classCount - 1, Math.floor((x / 10) * classCount)));
      const noisy = target.map((own) => (random.nextBelow(4) === 0 ? random.nextBelow(classCount) : own));
      const options = resolveOptions(cryoforest, { trees: 30 });
      const task = { columns, target: noisy, rows, classCount, options, seed: 1, firstTree: 0, treeCount: 30 };
      const { forest } = joinBatches([cryoforest.trainTrees(task)]);
      const cells = columns.map((column) => column.slice());
      cells[1]![7] = Number.NaN;
      const outputs = [new Float32Array(200), new Float32Array(200)];
      const model = { forest, rows: null, applicability: missing, classCount };
      createBands(model, ['votes', 'class'])(cells, 200, outputs, 200);
      for (let cell = 0; cell < 200; cell++) {
        const votes = countVotes(forest, classCount, columns, cell);
        const winner = winnerOf(votes);
        expect(outputs[1]![cell]).toBe(cell === 7 ? Number.NaN : winner);
        expect(outputs[0]![cell]).toBe(cell === 7 ? Number.NaN : Math.fround(votes[winner]! / 30));
      }
    },
  );

  it('are the only ones of such a model, class always among them', () => {
    expect(planBands(['class', 'votes'], true).map(({ title }) => title)).toEqual(['class', 'share of the votes']);
    expect(() => planBands(['mean'], true)).toThrow('there is no band "mean"');
    expect(() => planBands(['class'])).toThrow('there is no band "class"');
    expect(() => planBands(['votes'], true)).toThrow('class is missing, which the areas and the picture are made of');
  });
});
