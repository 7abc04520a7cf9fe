import { DomainError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearestName.ts';
import { createKernel, createTreeKernel } from '../kernel.ts';
import { shareForest } from '../votes.ts';
import { requireForest } from '../relation.ts';
import type { BandKind } from './band.ts';

/** Beyond, kernels of tables for every class would take more memory than a thread should: trees are walked instead. */
const MOST_TABLES = 8;
/** Of all kernels together. */
const MOST_BYTES = 256 * 2 ** 20;
const ofClass = 'votes:';

/** Of a model of classes: every class is a forest of ones and zeros, whose mean is its share of the votes. */
export const classBands: BandKind = {
  examples: ['class', 'votes'],
  description:
    'class: number of the class with most votes of the trees, from 0 in the order of the legend; votes: its share of them; votes:bog: the share of a class named bog',
  needsForest: true,
  needsRows: false,
  needsApplicability: false,
  inTargetUnit: () => false,
  overview: (name) => (name === 'class' ? 'mode' : 'average'),
  title: (name) => {
    if (name.startsWith(ofClass)) return `share of the votes for ${name.slice(ofClass.length)}`;
    return name === 'class' ? 'class' : name === 'votes' ? 'share of the votes' : null;
  },
  require: (name, { classes }) => void classOf(name, classes ?? []),
  create: (model, names, report) => {
    const classes = model.classes ?? [];
    const forest = requireForest(model, `Band ${names[0]!}`);
    const create = classes.length <= MOST_TABLES ? createKernel : createTreeKernel;
    const shares = classes.map((_, own) => create(shareForest(forest, own), MOST_BYTES / classes.length));
    const classesOfNames = names.map((name) => classOf(name, classes));
    // Of one shape all, as are their kernels.
    const { name: kernel, passedOver } = shares[0]!;
    const few = `tables are for at most ${MOST_TABLES} classes, here are ${classes.length}`;
    report({ kernel, passedOver: classes.length <= MOST_TABLES ? passedOver : [few, ...passedOver] });
    return (columns, count, outputs, widthPx) => {
      const winner = new Float32Array(count).fill(Number.NaN);
      const most = new Float32Array(count);
      const share = new Float32Array(count);
      for (const [own, kernelOfClass] of shares.entries()) {
        kernelOfClass.predict(columns, count, share, widthPx);
        for (const [place, wanted] of classesOfNames.entries()) if (wanted === own) outputs[place]!.set(share);
        for (let i = 0; i < count; i++) {
          // Not above NaN: a cell without a covariate has no class. Equal shares stay with the lower number.
          if (!(share[i]! > most[i]!)) continue;
          most[i] = share[i]!;
          winner[i] = own;
        }
      }
      for (const [place, name] of names.entries()) {
        if (name === 'class') outputs[place]!.set(winner);
        if (name === 'votes')
          outputs[place]!.set(most.map((votes, i) => (Number.isNaN(winner[i]) ? Number.NaN : votes)));
      }
    };
  },
};

/**
 * The number of the class that a band `votes:…` is of; null for the bands of all.
 * @throws {DomainError} 'invalid-input' for a class that the model does not have
 */
function classOf(name: string, classes: readonly string[]): number | null {
  if (!name.startsWith(ofClass)) return null;
  const label = name.slice(ofClass.length);
  const at = classes.indexOf(label);
  if (at !== -1) return at;
  throw new DomainError(
    'invalid-input',
    `Bands: the model has no class ${JSON.stringify(label)}; did you mean ${ofClass}${nearestName(label, classes)}? It has ${classes.join(', ')}`,
    { errors: [{ pointer: '/bands', detail: `${name} is of no class of the model` }], band: name },
  );
}
