/** Whether a raster holds standard deviations, looked at before a job is accepted. */
import { mostDeviationC } from '../../physics/stability/permafrostProbability.ts';
import { sampleValues } from '../rasters/sampleWindows.ts';
import { refuseSpread } from './stabilitySummary.ts';
import type { StabilitySource } from './stabilitySource.ts';

/** @throws {DomainError} 'invalid-input' where most of the values looked at are no standard deviations of temperatures */
export async function checkSampledSpread({ stack, source }: StabilitySource): Promise<void> {
  if (source.kind !== 'deviation') return;
  const values = await sampleValues(stack.layers.filter(({ covariate }) => covariate === 'deviation'));
  const wrong = values.filter((value) => !(value >= 0 && value <= mostDeviationC));
  refuseSpread(source, { wrong: wrong.length, of: values.length, looked: 'sampled' });
}
