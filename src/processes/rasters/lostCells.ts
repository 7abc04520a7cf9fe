/** The cells of a map that have no result because of a parameter, told by its name and that of the class. */
import { readClassNames } from '../../raster/classNames.ts';
import { outOfBounds } from './cellParameter.ts';
import { layerIndex, parametersIn } from './mapParameters.ts';
import type { LostCells } from '../../core/cellSource.ts';
import type { CovariateStack } from './covariateStack.ts';

type DescribedLoss = {
  /** Path of the parameter. */
  readonly cause: string;
  readonly reason: string;
  readonly cells: number;
};

/** @param tree of parameters, as given; the stack is that of `openParameters` */
export async function describeLost(
  lost: readonly LostCells[],
  tree: unknown,
  stack: CovariateStack,
): Promise<readonly DescribedLoss[]> {
  const leaves = parametersIn(tree);
  const described: DescribedLoss[] = [];
  for (const { path, code, cells } of lost) {
    const { parameter } = leaves.find((leaf) => leaf.path === path)!;
    if (parameter.kind !== 'classes') {
      described.push({
        cause: path,
        reason: `${path} is out of its bounds: ${outOfBounds(parameter.rule, Number.NaN)}`,
        cells,
      });
      continue;
    }
    const { file, band } = stack.layers[layerIndex(stack, leaves, parameter.source)]!;
    const names = await readClassNames(file.path, file.name, band);
    const name = code === null ? undefined : names?.get(code);
    const what =
      code === null
        ? 'classes that are no numbers from 0 to 255 have'
        : `class ${code}${name === undefined ? '' : ` (${name})`} has`;
    described.push({ cause: path, reason: `${what} no value of ${path}`, cells });
  }
  return described;
}
