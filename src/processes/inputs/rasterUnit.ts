/** Rasters that state the unit of their values, which need not be the one that is wanted. */
import { DomainError } from '../../core/errors.ts';
import { unitConversion } from '../../units/convert.ts';
import { isUnit } from '../../units/parseUnit.ts';
import { refused } from '../rasters/cellParameter.ts';
import type { Conversion } from '../../core/cellSource.ts';
import type { ParameterRule } from '../rasters/cellParameter.ts';
import type { StackLayer } from '../rasters/covariateStack.ts';

/**
 * From the unit that a band states to the one that is wanted.
 * @param pointer to the raster in the inputs, for messages
 * @returns null where they are the same, and where the band states none, or none that is known
 * @throws {DomainError} 'invalid-input' for a unit of other dimensions
 */
export function statedConversion(
  { info, band, file }: StackLayer,
  { unit: wanted, difference }: Pick<ParameterRule, 'unit' | 'difference'>,
  pointer: string,
): Conversion | null {
  const stated = info.bands[band - 1]!.unit?.trim() ?? '';
  // 1 is what programs write where there is nothing to be said.
  if (stated === '' || stated === '1' || stated === wanted || !isUnit(stated)) return null;
  try {
    const conversion = unitConversion(stated, { unit: wanted, difference: difference === true });
    return conversion.scale === 1 && conversion.offset === 0 ? null : conversion;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw refused(pointer, `${file.name} states that its values are in ${stated}: ${error.message}`);
  }
}
