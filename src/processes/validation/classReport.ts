/** What cross-validation says of classes: of a classification, or of a temperature that falls into classes. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { toJsonObject } from '../../core/json.ts';
import { areaAdjusted } from '../../forest/areaAdjusted.ts';
import { confusionMatrix } from '../../forest/confusion.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AreaAdjusted } from '../../forest/areaAdjusted.ts';
import type { Confusion } from '../../forest/confusion.ts';

export const mappedAreasInput = z.record(z.string().min(1), z.number().min(0)).nullable().default(null).meta({
  title: 'Mapped areas',
  description:
    'Area of every class on the map, by class, in any unit, such as the areasKm2 of a prediction: adds accuracy and areas adjusted by them, with 95 % confidence intervals (Olofsson et al. 2014). They hold for check points drawn at random from the map or within its classes; for stations that stand where people put them they are too narrow.',
});

export type MappedAreas = z.output<typeof mappedAreasInput>;

/**
 * Agreement of classes, adjusted by mapped areas where they are of these classes.
 * @param predicted NaN where there is no prediction: such rows are counted as missing and otherwise left out
 * @throws {DomainError} 'invalid-input' as `areaAdjusted`
 */
export function reportConfusion(
  classes: readonly string[],
  observed: ArrayLike<number>,
  predicted: ArrayLike<number>,
  areas: MappedAreas = null,
): JsonObject {
  const { confusion, missing } = confusionOfPredicted(classes, observed, predicted);
  if (confusion === null) return { n: 0, missing };
  const report = { ...toJsonObject(confusion), missing };
  if (areas === null || !namesClasses(areas, classes)) return report;
  const adjusted = areaAdjusted(
    confusion,
    classes.map((name) => areas[name]!),
  );
  return { ...report, areaAdjusted: { ...toJsonObject(adjusted), notes: noteMargins(adjusted) } };
}

function noteMargins({ withoutVariance }: AreaAdjusted): string[] {
  return withoutVariance.map(({ mapped, observed, rows, otherwiseBelow }) => {
    const seen = `All ${rows} rows predicted as ${mapped} were observed as ${observed}`;
    const percent = (100 * otherwiseBelow).toPrecision(2);
    return `${seen}: a margin of 0 says that no other was among them, not that none is on the map, where up to ${percent} % of ${mapped} may be otherwise (95 % confidence). The other margins leave that out`;
  });
}

/** @throws {DomainError} 'invalid-input' where the areas are not those of exactly the classes of one of the reports */
export function checkMappedAreas(areas: MappedAreas, reports: readonly (readonly string[])[]): void {
  if (areas === null || reports.some((classes) => namesClasses(areas, classes))) return;
  const expected =
    reports.length === 0
      ? 'but the target has neither classes nor a ground temperature that falls into any'
      : `expected those of ${reports.map((classes) => classes.join(', ')).join('; or of ')}`;
  throw new DomainError('invalid-input', `mappedAreas names ${Object.keys(areas).join(', ')}; ${expected}`, {
    errors: [{ pointer: '/mappedAreas', detail: 'must name every class of one report and no other' }],
  });
}

function namesClasses(areas: Readonly<Record<string, number>>, classes: readonly string[]): boolean {
  return Object.keys(areas).length === classes.length && classes.every((name) => Object.hasOwn(areas, name));
}

/** @param predicted NaN where there is no prediction */
export function confusionOfPredicted(
  classes: readonly string[],
  observed: ArrayLike<number>,
  predicted: ArrayLike<number>,
): { readonly confusion: Confusion | null; readonly missing: number } {
  const rows = Array.from({ length: observed.length }, (_, row) => row).filter((row) => !Number.isNaN(predicted[row]));
  const confusion = confusionMatrix(
    classes,
    rows.map((row) => observed[row]!),
    rows.map((row) => predicted[row]!),
  );
  return { confusion, missing: observed.length - rows.length };
}
