/** The rule of a map that holds its layers as they are read. */
import type { WindowRule } from '../core/windowRule.ts';

export function createCopyRule({ bandCount }: { readonly bandCount: number }): WindowRule {
  return {
    haloPx: 0,
    bandCount,
    derive(layers, _, out) {
      layers.forEach((layer, i) => out[i]!.set(layer));
      return [];
    },
  };
}
