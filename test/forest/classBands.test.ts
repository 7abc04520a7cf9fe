import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createBands, planBands, requirePartsFor } from '../../src/forest/bands.ts';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { joinBatches, resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { countVotes, winnerOf } from '../../src/forest/votes.ts';
import { forestOf } from './support/forests.ts';
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
      const { forest } = joinBatches([trainTrees(cryoforest, task)]);
      const cells = columns.map((column) => column.slice());
      cells[1]![7] = Number.NaN;
      const outputs = [0, 1, 2].map(() => new Float32Array(200));
      const classes = Array.from({ length: classCount }, (_, own) => `class ${own}`);
      const model = { forest, rows: null, applicability: missing, classes };
      createBands(model, ['votes', 'class', 'votes:class 2'])(cells, 200, outputs, 200);
      for (let cell = 0; cell < 200; cell++) {
        const votes = countVotes(forest, classCount, columns, cell);
        const winner = winnerOf(votes);
        expect(outputs[1]![cell]).toBe(cell === 7 ? Number.NaN : winner);
        expect(outputs[0]![cell]).toBe(cell === 7 ? Number.NaN : Math.fround(votes[winner]! / 30));
        expect(outputs[2]![cell]).toBe(cell === 7 ? Number.NaN : Math.fround(votes[2]! / 30));
      }
    },
  );

  it('are the only ones of such a model, class always among them', () => {
    expect(planBands(['class', 'votes'], true).map(({ title }) => title)).toEqual(['class', 'share of the votes']);
    expect(planBands(['class', 'votes:bog'], true)[1]!.title).toBe('share of the votes for bog');
    expect(() => planBands(['mean'], true)).toThrow('mean is a band of models that predict numbers');
    expect(() => planBands(['class'])).toThrow('class is a band of models that predict classes');
    expect(() => planBands(['votes'], true)).toThrow('class is missing, which the areas and the picture are made of');
  });

  it('are of classes that the model has', () => {
    const bands = planBands(['class', 'votes:bogs'], true);
    const { columns, target } = makeTable(1, 1);
    const rows = { columns, target, positions: null, folds: null };
    const forest = forestOf(1, [{ value: 0 }]);
    expect(() => requirePartsFor(bands, { forest, rows, applicability: missing, classes: ['bog', 'rock'] })).toThrow(
      'Bands: the model has no class "bogs"; did you mean votes:bog? It has bog, rock',
    );
  });
});
