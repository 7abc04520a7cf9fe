import { DomainError } from '../../core/errors.ts';
import { createKernel, createTreeKernel } from '../kernel.ts';
import { shareForest } from '../votes.ts';
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
  create: (model, names, report) => {
    const { classCount } = model;
    const forest = requireForest(model, `Band ${names[0]!}`);
    if (typeof classCount !== 'number') throw new DomainError('internal', 'A model of numbers has no band of classes');
    const create = classCount <= MOST_TABLES ? createKernel : createTreeKernel;
    const shares = Array.from({ length: classCount }, (_, own) =>
      create(shareForest(forest, own), MOST_BYTES / classCount),
    );
    // Of one shape all, as are their kernels.
    const { name: kernel, passedOver } = shares[0]!;
    const few = `tables are for at most ${MOST_TABLES} classes, here are ${classCount}`;
    report({ kernel, passedOver: classCount <= MOST_TABLES ? passedOver : [few, ...passedOver] });
    return (columns, count, outputs, widthPx) => {
      const winner = new Float32Array(count).fill(Number.NaN);
      const most = new Float32Array(count);
      const share = new Float32Array(count);
      for (const [own, kernelOfClass] of shares.entries()) {
        kernelOfClass.predict(columns, count, share, widthPx);
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
