/** Whether rasters hold what their parameters can be, looked at before a job is accepted. */
import { outOfBounds, refused } from './cellParameter.ts';
import { layerIndex, parametersIn } from './mapParameters.ts';
import { statedConversion } from '../inputs/rasterUnit.ts';
import { sampleValues } from './sampleWindows.ts';
import type { Conversion } from '../../core/cellSource.ts';
import type { ParameterRule } from './cellParameter.ts';
import type { CovariateStack, StackLayer } from './covariateStack.ts';

/** Above this share of values out of bounds the raster is of something else, or in another unit; below, they are lost cells. */
const mostOutside = 0.5;

/**
 * @param tree of parameters, as given; the stack is that of `openParameters`
 * @throws {DomainError} as `statedConversion`; 'invalid-input' where more than half of the values that a raster has,
 *   of those looked at, are out of bounds, as of a sum in °C·s for one in °C·day, or of a mean in its place
 */
export async function checkSampledBounds(stack: CovariateStack, tree: unknown, pointer: string): Promise<void> {
  const leaves = parametersIn(tree);
  for (const { path, parameter } of leaves) {
    if (parameter.kind !== 'raster') continue;
    const layer = stack.layers[layerIndex(stack, leaves, parameter.source)]!;
    const conversion = statedConversion(layer, parameter.rule, `${pointer}/${path}`);
    await requireWithinBounds(layer, parameter.rule, conversion, `${pointer}/${path}`);
  }
}

/** Of one raster. @param stated the conversion of its values to the unit of the rule; null for none */
export async function requireWithinBounds(
  layer: StackLayer,
  rule: ParameterRule,
  stated: Conversion | null,
  pointer: string,
): Promise<void> {
  const { minimum, maximum, unit } = rule;
  const { scale, offset } = stated ?? { scale: 1, offset: 0 };
  const values = (await sampleValues([layer])).map((value) => value * scale + offset);
  const outside = values.filter((value) => value < minimum || value > maximum).toSorted((a, b) => a - b);
  if (outside.length <= mostOutside * values.length) return;
  const [low, middle, high] = [outside[0]!, outside[outside.length >> 1]!, outside.at(-1)!].map((value) =>
    Number(value.toPrecision(4)),
  );
  throw refused(
    pointer,
    `${outOfBounds(rule, middle!)}; of ${values.length} values looked at in ${layer.file.name}, ${outside.length} lie outside, such as ${low}, ${middle} and ${high}${unit === '' ? '' : ` ${unit}`}`,
  );
}
