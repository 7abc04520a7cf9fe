/** Where a map of thermal stability takes its temperatures and their spread from. */
import { DomainError } from '../../core/errors.ts';
import { drawMembers } from '../../physics/stability/ttopEnsemble.ts';
import { alignmentOf } from '../rasters/alignment.ts';
import { valuesByCode } from '../rasters/cellParameter.ts';
import { openLayer, openStack } from '../rasters/covariateStack.ts';
import { resolveNFactors } from '../inputs/nFactorInput.ts';
import type { z } from 'zod';
import type { NFactors } from '../../physics/degreeDays.ts';
import type { TemperatureDepth } from '../../physics/stability/stability.ts';
import type { TemperatureSource } from '../../physics/stability/stabilityRule.ts';
import type { TtopMember } from '../../physics/stability/ttopEnsemble.ts';
import type { CovariateStack, RasterSource } from '../rasters/covariateStack.ts';
import type { Library } from '../library.ts';
import type { thermalStabilityInputs } from './thermalStabilityInputs.ts';

export type ThermalStabilityInputs = z.output<typeof thermalStabilityInputs>;

export interface StabilitySource {
  /** Layers in the order that the rule takes them. */
  readonly stack: CovariateStack;
  readonly source: TemperatureSource;
  readonly depth: TemperatureDepth;
  /** About numbers that came from tables. */
  readonly notes: readonly string[];
}

/** @throws {DomainError} 'invalid-input' for both or none of temperature and ttop, no depth, no °C; as `openStack` */
export async function openStabilitySource(library: Library, given: ThermalStabilityInputs): Promise<StabilitySource> {
  const { temperature, depth, ttop } = given;
  if ((temperature === null) === (ttop === null)) {
    throw refused('/temperature', 'expected one of temperature and ttop');
  }
  if (ttop !== null) return openEnsemble(library, given, ttop);
  if (depth === null) {
    throw refused(
      '/depth',
      'say at which depth the temperature is: metres (0 for the surface), zero-annual-amplitude or permafrost-table',
    );
  }
  // One of the two was given.
  const spread = await spreadOf(library, temperature!, given.spread);
  const names = Object.keys(spread.layers);
  const stack = await open(library, { temperature: temperature!, ...spread.layers }, given, '');
  for (const { covariate, info, band } of stack.layers) requireCelsius(covariate, info.bands[band - 1]!.unit, names);
  return { stack, source: spread.source, depth, notes: [] };
}

async function openEnsemble(
  library: Library,
  given: ThermalStabilityInputs,
  ttop: NonNullable<ThermalStabilityInputs['ttop']>,
): Promise<StabilitySource> {
  if (typeof given.spread !== 'string') throw refused('/spread', 'a TTOP ensemble has a spread of its own');
  if (given.depth !== null && given.depth !== 'permafrost-table') {
    throw refused('/depth', 'TTOP is the temperature at the permafrost-table: leave depth out');
  }
  const { thawIndex, freezeIndex, nFactors } = ttop;
  const byClass = typeof nFactors === 'object' && 'classes' in nFactors;
  const surfaces = byClass ? nFactors.values : { everywhere: nFactors };
  const resolved = Object.values(surfaces).map(resolveNFactors);
  const ensembles = resolved.map(({ factors }) => drawEnsemble(factors, ttop, given.seed));
  const sources = { thawIndex, freezeIndex, ...(byClass ? { nFactors: nFactors.classes } : {}) };
  const stack = await open(library, sources, given, '/ttop');
  const places = Object.fromEntries(Object.keys(surfaces).map((name, place) => [name, place]));
  const classes = byClass ? await valuesByCode(places, stack.layers[2]!, '/ttop/nFactors/values') : null;
  const notes = [...new Set(resolved.flatMap((own) => own.notes))];
  return { stack, source: { kind: 'ttop', ensembles, classes }, depth: 'permafrost-table', notes };
}

type Ttop = NonNullable<ThermalStabilityInputs['ttop']>;

/** From one seed: classes are off the same way, as far as their n-factors are. */
function drawEnsemble(factors: NFactors, ttop: Ttop, seed: number): readonly TtopMember[] {
  const { nFactorDeviations, conductivityRatio, conductivityRatioDeviation, members } = ttop;
  return drawMembers(
    {
      thawNFactor: { mean: factors.thaw, standardDeviation: nFactorDeviations.thaw },
      freezeNFactor: { mean: factors.freeze, standardDeviation: nFactorDeviations.freeze },
      conductivityRatio: { mean: conductivityRatio, standardDeviation: conductivityRatioDeviation },
    },
    members,
    seed,
  );
}

async function open(
  library: Library,
  sources: Readonly<Record<string, RasterSource>>,
  { align }: ThermalStabilityInputs,
  pointer: string,
): Promise<CovariateStack> {
  // At least one layer is asked for.
  return (await openStack(library, sources, {
    pointer,
    alignment: alignmentOf(align, 'nFactors' in sources ? ['nFactors'] : []),
  }))!;
}

interface Spread {
  readonly source: TemperatureSource;
  /** After the temperature, by name. */
  readonly layers: Readonly<Record<string, RasterSource>>;
}

const withoutSpread: Spread = { source: { kind: 'temperature' }, layers: {} };

async function spreadOf(
  library: Library,
  temperature: RasterSource,
  given: ThermalStabilityInputs['spread'],
): Promise<Spread> {
  if (given === 'none') return withoutSpread;
  if (given === 'bands') return spreadInBands(library, temperature);
  if ('deviation' in given) return { source: { kind: 'deviation' }, layers: given };
  return ofQuantiles(Object.entries(given.quantiles).map(([name, layer]) => [Number(name.slice(1)), layer]));
}

/** As `predict` describes its bands. */
async function spreadInBands(library: Library, temperature: RasterSource): Promise<Spread> {
  const { file, info } = await openLayer(library, 'temperature', temperature);
  const found = info.bands.map(({ description, index }) => ({
    percent: /^(\d+(?:\.\d+)?) % quantile of /.exec(description ?? '')?.[1],
    isDeviation: description?.startsWith('standard deviation of ') === true,
    layer: { raster: file.reference, band: index },
  }));
  const quantiles = found.filter(({ percent }) => percent !== undefined);
  if (quantiles.length >= 2) return ofQuantiles(quantiles.map(({ percent, layer }) => [Number(percent), layer]));
  const deviation = found.find(({ isDeviation }) => isDeviation)?.layer;
  return deviation === undefined ? withoutSpread : { source: { kind: 'deviation' }, layers: { deviation } };
}

function ofQuantiles(quantiles: readonly (readonly [percent: number, layer: RasterSource])[]): Spread {
  const ascending = quantiles.toSorted(([a], [b]) => a - b);
  const shares = ascending.map(([percent]) => percent / 100);
  for (const [i, share] of shares.entries()) {
    if (share <= 0 || share >= 1)
      throw refused('/spread', `a quantile lies between 0 and 100 %, found ${share * 100} %`);
    if (share === shares[i - 1]) throw refused('/spread', `the ${share * 100} % quantile is there twice`);
  }
  const layers = Object.fromEntries(ascending.map(([percent, layer]) => [`q${percent}`, layer]));
  return { source: { kind: 'quantiles', shares }, layers };
}

/** A file need not say its unit; one that says another is not read as °C. */
function requireCelsius(name: string, unit: string | null, spread: readonly string[]): void {
  if (unit === null || /^(°|deg(rees?)?[ _]?)?c(elsius)?$/i.test(unit.trim())) return;
  // A difference in kelvin is one in °C.
  if (name === 'deviation' && spread.includes(name) && /^k(elvin)?$/i.test(unit.trim())) return;
  throw refused(
    name === 'temperature' ? '/temperature' : '/spread',
    `${name} is in ${JSON.stringify(unit)}, expected °C: derive one with cryoforest derive --formula "t - 273.15", for example`,
  );
}

function refused(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', `${pointer.slice(1)}: ${detail}`, { errors: [{ pointer, detail }] });
}
