/** Whether rasters hold what their parameters can be, looked at before a job is accepted. */
import { outOfBounds, refused } from './cellParameter.ts';
import { layerIndex, parametersIn } from './mapParameters.ts';
import { statedConversion } from '../inputs/rasterUnit.ts';
import { sampleValues } from './sampleWindows.ts';
import type { CovariateStack } from './covariateStack.ts';

/**
 * @param tree of parameters, as given; the stack is that of `openParameters`
 * @throws {DomainError} as `statedConversion`; 'invalid-input' where a raster has values and none of those looked at lies within the bounds,
 *   as of a sum in °C·s for one in °C·day
 */
export async function checkSampledBounds(stack: CovariateStack, tree: unknown, pointer: string): Promise<void> {
  const leaves = parametersIn(tree);
  for (const { path, parameter } of leaves) {
    if (parameter.kind !== 'raster') continue;
    const { minimum, maximum } = parameter.rule;
    const layer = stack.layers[layerIndex(stack, leaves, parameter.source)]!;
    const { scale, offset } = statedConversion(layer, parameter.rule, `${pointer}/${path}`) ?? { scale: 1, offset: 0 };
    const values = (await sampleValues([layer])).map((value) => value * scale + offset);
    if (values.length === 0 || values.some((value) => value >= minimum && value <= maximum)) continue;
    const middle = values.toSorted((a, b) => a - b)[values.length >> 1]!;
    throw refused(
      `${pointer}/${path}`,
      `${outOfBounds(parameter.rule, middle)}; ${layer.file.name} has values around ${middle}`,
    );
  }
}
