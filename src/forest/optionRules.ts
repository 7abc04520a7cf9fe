/** Options that several engines have, so that they mean the same everywhere. */
import type { OptionRule } from './engine.ts';

export const treesRule: OptionRule = {
  kind: 'integer',
  default: 500,
  minimum: 1,
  maximum: 5_000,
  description: 'Number of trees',
};

export const maxDepthRule: OptionRule = {
  kind: 'integer',
  default: null,
  minimum: 1,
  maximum: 1_000,
  description: 'Most splits between the root and a leaf; null for no limit',
};

export const sampleFractionRule: OptionRule = {
  kind: 'number',
  default: null,
  minimum: 0.1,
  maximum: 0.95,
  description:
    'Share of the rows that each tree sees, drawn without replacement; null for a bootstrap sample, as many draws as rows with replacement',
};

export const minNodeSizeDescription = 'A node of at most this many sampled rows (repeats counted) is not split';
