import { createRelationKernel } from '../relation.ts';
import type { BandKind } from './band.ts';

export const meanBand: BandKind = {
  examples: ['mean'],
  description: 'mean: the prediction, the mean of a forest’s trees or the linear relation',
  needsForest: false,
  needsRows: false,
  needsApplicability: false,
  inTargetUnit: () => true,
  title: (name) => (name === 'mean' ? 'mean' : null),
  create: (model, _, report) => {
    const kernel = createRelationKernel(model);
    report({ kernel: kernel.name, passedOver: kernel.passedOver });
    return (columns, count, outputs, widthPx) => kernel.predict(columns, count, outputs[0]!, widthPx);
  },
};
