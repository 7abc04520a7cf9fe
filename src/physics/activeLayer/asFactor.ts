/** Stefan's equation where nothing but the degree-days differs from place to place: one factor says all of it. */
import { edaphicFactor } from '../stefan.ts';
import { createLatentHeat } from './latentHeatColumn.ts';
import { mapLeaves } from '../../core/parameterTree.ts';
import type { CellSource } from '../../core/cellSource.ts';
import type { DepthMethod, Season, Water } from './method.ts';

/**
 * The same depths by fewer divisions and roots: a third of the time.
 * @returns the method itself where soil, n-factors or a cover differ from place to place, or have no depth
 */
export function asFactor(method: DepthMethod<CellSource>): DepthMethod<CellSource> {
  if (method.name !== 'stefan' || method.cover !== null) return method;
  const { thaw, freeze, thawedConductivity, frozenConductivity } = method;
  const latentHeatJM3 = latentHeatOf(method.water);
  const ofThaw = seasonAsFactor(thaw, thawedConductivity, latentHeatJM3);
  if (ofThaw === null) return method;
  if (freeze === null || frozenConductivity === null) return { name: 'edaphic', thaw: ofThaw, freeze: null };
  const ofFrost = seasonAsFactor(freeze, frozenConductivity, latentHeatJM3);
  return ofFrost === null ? method : { name: 'edaphic', thaw: ofThaw, freeze: ofFrost };
}

function seasonAsFactor({ index, nFactor }: Season<CellSource>, conductivity: CellSource, latentHeatJM3: number) {
  const value = edaphicFactor(constantOf(conductivity), latentHeatJM3, constantOf(nFactor));
  return Number.isNaN(value) ? null : { index, factor: { kind: 'constant', value } as const };
}

/** NaN where it differs from place to place, or nothing freezes. */
function latentHeatOf(water: Water<CellSource>): number {
  const heat = new Float64Array(1);
  const faults = new Uint8Array(1);
  const columns = mapLeaves<Water<CellSource>, CellSource, Float64Array>(water, (source) =>
    Float64Array.of(constantOf(source)),
  );
  createLatentHeat(columns)(1, heat, faults);
  return faults[0] === 0 ? heat[0]! : Number.NaN;
}

function constantOf(source: CellSource): number {
  return source.kind === 'constant' ? source.value : Number.NaN;
}
