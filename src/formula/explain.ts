/** How the kernel tells why a step has no result. */
import { isStrict, strictOperations } from './operations.ts';
import type { Explanation } from './kernel/cellKernel.ts';
import type { OperationName } from './operations.ts';

export function explanationOf(operation: OperationName): Explanation {
  if (!isStrict(operation)) return operation === 'choose' ? 'choice' : 'either';
  return strictOperations[operation].cause ?? 'overflow';
}
