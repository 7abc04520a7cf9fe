import { DomainError } from '../../core/errors.ts';
import { createKernel } from '../kernel.ts';
import { createWalkKernel } from '../kernel/walkKernel.ts';
import { predictBlock } from '../predict.ts';
import { shareForest } from '../votes.ts';
import type { Forest } from '../forest.ts';
import type { PredictColumns } from '../predict.ts';
import { requireForest } from '../relation.ts';
import type { BandKind } from './band.ts';

/** Beyond, kernels of tables for every class would take more memory than a thread should: trees are walked instead. */
const MOST_TABLES = 8;
/** Of all kernels together. */
const MOST_BYTES = 256 * 2 ** 20;

/** Of a model of classes: every class is a forest of ones and zeros, whose mean is its share of the votes. */
export const classBands: BandKind = {
  examples: ['class', 'votes'],
  description:
    'class: number of the class with most votes of the trees, from 0 in the order of the legend; votes: its share of them',
  needsForest: true,
  needsRows: false,
  needsApplicability: false,
  inTargetUnit: () => false,
  overview: (name) => (name === 'class' ? 'mode' : 'average'),
  title: (name) => (name === 'class' ? 'class' : name === 'votes' ? 'share of the votes' : null),
  create: (model, names) => {
    const { classCount } = model;
    const forest = requireForest(model, `Band ${names[0]!}`);
    if (typeof classCount !== 'number') throw new DomainError('internal', 'A model of numbers has no band of classes');
    const shares = Array.from({ length: classCount }, (_, own) => sharePredictor(shareForest(forest, own), classCount));
    return (columns, count, outputs, widthPx) => {
      const winner = new Float32Array(count).fill(Number.NaN);
      const most = new Float32Array(count);
      const share = new Float32Array(count);
      for (const [own, predict] of shares.entries()) {
        predict(columns, count, [share], widthPx);
        for (let i = 0; i < count; i++) {
          // Not above NaN: a cell without a covariate has no class. Equal shares stay with the lower number.
          if (!(share[i]! > most[i]!)) continue;
          most[i] = share[i]!;
          winner[i] = own;
        }
      }
      for (const [place, name] of names.entries()) {
        outputs[place]!.set(
          name === 'class' ? winner : most.map((votes, i) => (Number.isNaN(winner[i]) ? Number.NaN : votes)),
        );
      }
    };
  },
};

function sharePredictor(forest: Forest, classCount: number): PredictColumns {
  const limitBytes = MOST_BYTES / classCount;
  if (classCount <= MOST_TABLES) {
    const kernel = createKernel(forest, limitBytes);
    return (columns, count, outputs, widthPx) => kernel.predict(columns, count, outputs[0]!, widthPx);
  }
  const walk = createWalkKernel(forest, limitBytes);
  if (walk === null) return (columns, count, outputs) => predictBlock(forest, columns, count, outputs[0]!);
  return (columns, count, outputs, widthPx) => walk.predict(columns, count, outputs[0]!, widthPx);
}
