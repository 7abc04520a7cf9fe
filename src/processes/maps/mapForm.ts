/** How a prediction stands in its file: amounts as float32, classes alone as bytes with colours and names. */
import { classColour } from '../../core/classColours.ts';
import { classFormat } from '../../raster/mapClasses.ts';
import type { Band } from '../../forest/bands.ts';
import type { ModelDescription } from '../../forest/modelHeader.ts';
import type { CogFormat } from '../../raster/cogFormat.ts';
import type { MapChoices } from './mapChoices.ts';
import type { MapClass } from '../../raster/mapClasses.ts';

/** Stands in the file where a map of amounts has no value. */
const nodata = -9999;

export function mapFormat(
  bands: readonly Band[],
  model: ModelDescription,
  { compression }: Pick<MapChoices, 'compression'>,
): CogFormat {
  const classes = classesOf(model);
  const format =
    classes !== null && bands.length === 1
      ? classFormat(classes)
      : { nodata, overviews: bands.map(({ kind, name }) => kind.overview?.(name) ?? 'average') };
  return { ...format, compression };
}

/** Of a model of classes; null for numbers. */
export function classesOf({ target }: ModelDescription): readonly MapClass[] | null {
  return target.classes?.map((name, value) => ({ value, name, colour: classColour(value) })) ?? null;
}
