/** Whether rasters hold temperatures and their spread, looked at before a job is accepted. */
import { isPossibleC } from '../../core/possibleTemperature.ts';
import { mostDeviationC, probabilityOfQuantiles } from '../../physics/stability/permafrostProbability.ts';
import { refused } from '../rasters/cellParameter.ts';
import { sampleRaster, sampleValues } from '../rasters/sampleWindows.ts';
import { refuseSpread } from './stabilitySummary.ts';
import type { StackLayer } from '../rasters/covariateStack.ts';
import type { StabilitySource } from './stabilitySource.ts';

/**
 * @throws {DomainError} 'invalid-input' where none of the values looked at is a ground temperature, or most of them are no
 *   spread of one
 */
export async function checkSampledTemperatures({ stack, source }: StabilitySource): Promise<void> {
  if (source.kind === 'ttop') return;
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

async function requireTemperatures(layer: StackLayer): Promise<void> {
  const values = await sampleValues([layer]);
  if (values.length === 0 || values.some(isPossibleC)) return;
  throw refused(
    '/temperature',
    `none of the ${values.length} values looked at in ${layer.file.name} is a temperature from −95 to 75 °C, such as ${values[0]}: is it in other units, or another raster?`,
  );
}
