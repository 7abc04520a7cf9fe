/** What a model's report says of its error. */
import type { Json } from '../../core/json.ts';
import type { ModelDescription } from '../../forest/modelHeader.ts';

/**
 * RMSE in the unit of the target, and the scheme of its folds. The report is for people: what is not there, as in a model
 * from elsewhere or one that was not cross-validated, is not said.
 */
export function crossValidatedScore({
  report,
}: ModelDescription): { readonly rmse: number; readonly scheme: string } | null {
  const rmse = valueAt(report, ['crossValidated', 'overall', 'rmse']);
  const scheme = valueAt(report, ['crossValidated', 'scheme']);
  return typeof rmse === 'number' && typeof scheme === 'string' ? { rmse, scheme } : null;
}

function valueAt(json: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = json;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return value;
}
