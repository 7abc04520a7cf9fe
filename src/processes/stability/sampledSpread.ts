/** Whether rasters hold temperatures and their spread, or indices, looked at before a job is accepted. */
import { isPossibleC } from '../../core/possibleTemperature.ts';
import { mostDeviationC, probabilityOfQuantiles } from '../../physics/stability/permafrostProbability.ts';
import { freezeIndexRule, thawIndexRule } from '../inputs/indexRules.ts';
import { statedConversion } from '../inputs/rasterUnit.ts';
import { refused } from '../rasters/cellParameter.ts';
import { requireWithinBounds } from '../rasters/sampledBounds.ts';
import { sampleRaster, sampleValues } from '../rasters/sampleWindows.ts';
import { refuseSpread } from './stabilitySummary.ts';
import type { ParameterRule } from '../rasters/cellParameter.ts';
import type { StackLayer } from '../rasters/covariateStack.ts';
import type { StabilitySource } from './stabilitySource.ts';

/**
 * @throws {DomainError} 'invalid-input' where none of the values looked at is a ground temperature, or most of them are no
 *   spread of one, or no index of a year in °C·day
 */
export async function checkSampledTemperatures({ stack, source }: StabilitySource): Promise<void> {
  if (source.kind === 'ttop') {
    const [thaw, freeze] = stack.layers;
    await requireIndices(thaw!, thawIndexRule, '/ttop/thawIndex');
    await requireIndices(freeze!, freezeIndexRule, '/ttop/freezeIndex');
    return;
  }
  const [temperature, ...spread] = stack.layers;
  await requireTemperatures(temperature!);
  if (source.kind === 'deviation') {
    const values = await sampleValues(spread);
    const wrong = values.filter((value) => !(value >= 0 && value <= mostDeviationC));
    refuseSpread(source, { wrong: wrong.length, of: values.length, looked: 'sampled' });
  }
  // Rasters that are to be aligned have their values at other places.
  if (source.kind === 'quantiles' && spread.every(({ onGrid }) => onGrid.kind === 'raster')) {
    const values: Float64Array[] = [];
    for (const layer of spread) values.push(await sampleRaster(layer));
    const quantiles = [...values[0]!.keys()]
      .map((cell) => Float64Array.from(values, (own) => own[cell]!))
      .filter((own) => !own.some(Number.isNaN));
    const probabilityOf = probabilityOfQuantiles(source.shares);
    const wrong = quantiles.filter((own) => Number.isNaN(probabilityOf(own)));
    refuseSpread(source, { wrong: wrong.length, of: quantiles.length, looked: 'sampled' });
  }
}

async function requireIndices(layer: StackLayer, rule: ParameterRule, pointer: string): Promise<void> {
  if (statedConversion(layer, rule, pointer) !== null) {
    const stated = layer.info.bands[layer.band - 1]!.unit;
    throw refused(pointer, `${layer.file.name} states that its values are in ${stated}, expected ${rule.unit}`);
  }
  await requireWithinBounds(layer, rule, null, pointer);
}

async function requireTemperatures(layer: StackLayer): Promise<void> {
  const values = await sampleValues([layer]);
  if (values.length === 0 || values.some(isPossibleC)) return;
  throw refused(
    '/temperature',
    `none of the ${values.length} values looked at in ${layer.file.name} is a temperature from −95 to 75 °C, such as ${values[0]}: is it in other units, or another raster?`,
  );
}
