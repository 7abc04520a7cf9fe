/** A formula as a rule of windows: one band from the layers that it names. */
import { createEvaluator, createTally } from './evaluator.ts';
import { causes } from './operations.ts';
import type { WindowRule } from '../core/windowRule.ts';
import type { Formula } from './expression.ts';

/** Of a whole map. */
export interface CellsWithoutValue {
  readonly total: number;
  /** By layer of the formula. A cell may lack several. */
  readonly byLayer: Readonly<Record<string, number>>;
  /** Cells whose layers all have values, by cause; only what happened. */
  readonly byCause: Readonly<Record<string, number>>;
}

/** Counts cells without a value: all, by layer, by cause. */
export function createFormulaRule(formula: Formula): WindowRule {
  const evaluate = createEvaluator(formula);
  return {
    haloPx: 0,
    bandCount: 1,
    derive(layers, { window }, [out]) {
      const tally = createTally(formula);
      evaluate(layers, window.widthPx * window.heightPx, out!, tally);
      return [out!.reduce((sum, value) => sum + Number(Number.isNaN(value)), 0), ...tally.byLayer, ...tally.byCause];
    },
  };
}

/** @param counts what the rule counted, summed over a map */
export function describeCounts({ layers }: Formula, counts: readonly number[]): CellsWithoutValue {
  const [total, ...cells] = counts;
  const happened = causes.flatMap((cause, i): [string, number][] => {
    const count = cells[layers.length + i]!;
    return count > 0 ? [[cause, count]] : [];
  });
  return {
    total: total!,
    byLayer: Object.fromEntries(layers.map((layer, i) => [layer, cells[i]!])),
    byCause: Object.fromEntries(happened),
  };
}

/** Such as "312 by division by zero, 20 without nir"; null where every cell has a value. */
export function sayCounts({ total, byLayer, byCause }: CellsWithoutValue): string | null {
  if (total === 0) return null;
  const parts = [
    ...Object.entries(byCause).map(([cause, cells]) => `${cells} by ${cause}`),
    ...Object.entries(byLayer).flatMap(([layer, cells]) => (cells > 0 ? [`${cells} for want of ${layer}`] : [])),
  ];
  return parts.join(', ');
}
