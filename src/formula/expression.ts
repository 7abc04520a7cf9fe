/** A formula over named layers after parsing: plain data, so that it crosses to threads and rests in job records. */
import type { OperationName } from './operations.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** A place in the formula's list of layers. */
  | { readonly kind: 'layer'; readonly layer: number }
  | { readonly kind: 'call'; readonly operation: OperationName; readonly operands: readonly Expression[] };

export interface Formula {
  /** As the user wrote it. */
  readonly text: string;
  /** The layers that it names, each once, in the order of their first mention. */
  readonly layers: readonly string[];
  readonly expression: Expression;
}
