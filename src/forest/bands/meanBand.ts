import { createKernel } from '../kernel.ts';
import type { BandKind } from './band.ts';

export const meanBand: BandKind = {
  examples: ['mean'],
  description: 'mean: the mean of the trees, the prediction of the forest',
  needsRows: false,
  needsApplicability: false,
  inTargetUnit: () => true,
  title: (name) => (name === 'mean' ? 'mean' : null),
  create: ({ forest }) => {
    const kernel = createKernel(forest);
    return (columns, count, outputs, widthPx) => kernel.predict(columns, count, outputs[0]!, widthPx);
  },
};
