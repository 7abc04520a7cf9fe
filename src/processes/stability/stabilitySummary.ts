/** What a map of thermal stability says of itself in figures and words. */
import { DomainError } from '../../core/errors.ts';
import { toJson } from '../../core/json.ts';
import { mostDeviationC } from '../../physics/stability/permafrostProbability.ts';
import { permafrostZones } from '../../physics/stability/permafrostZones.ts';
import { extentColumns, probabilitySteps, stabilityCounts } from '../../physics/stability/stabilityRule.ts';
import { alignedIn } from '../rasters/covariateStack.ts';
import { describeAreaMethod } from '../maps/rowCounts.ts';
import { describeDepth } from './stabilityScheme.ts';
import { describeScheme } from '../validation/validation.ts';
import type { Json } from '../../core/json.ts';
import type { TemperatureSource } from '../../physics/stability/stabilityRule.ts';
import type { StabilityScheme } from '../../physics/stability/stability.ts';
import type { Counted } from '../maps/countTally.ts';
import type { CountedArea } from '../maps/rowCounts.ts';
import type { StabilitySource, ThermalStabilityInputs } from './stabilitySource.ts';

/** @throws {DomainError} 'invalid-input' where no cell has a class; as `refuseSpread` */
export function describeStability(
  given: ThermalStabilityInputs,
  scheme: StabilityScheme,
  found: StabilitySource,
  { counts, areas }: Counted,
): { readonly warnings: readonly string[]; readonly [key: string]: Json } {
  const { stack, depth } = found;
  const counted = Object.fromEntries(stabilityCounts.map((name, i) => [name, counts[i]!]));
  const { impossible, withoutSpread, impossibleSpread, withoutFactors } = counted as {
    [Name in (typeof stabilityCounts)[number]]: number;
  };
  const extentAt = scheme.classes.length;
  const zonesAt = extentAt + extentColumns.length;
  const classes = areasOf(scheme.classes, areas);
  const cells = stack.grid.widthPx * stack.grid.heightPx;
  const cellsWithClass = areas.slice(0, extentAt).reduce((sum, area) => sum + area.cells, 0);
  if (cellsWithClass === 0) throw withoutAny(found, impossible, withoutFactors);
  refuseSpread(found.source, { wrong: impossibleSpread, of: cellsWithClass, looked: 'with a class' });
  const spread = sayMethod(found, given);
  return {
    scheme: describeScheme(scheme),
    depth,
    depthInWords: describeDepth(depth),
    cells,
    cellsWithoutClass: cells - cellsWithClass,
    cellsImpossible: impossible,
    ...(found.source.kind === 'ttop' ? { cellsWithoutFactors: withoutFactors } : {}),
    cellsWithoutSpread: withoutSpread,
    cellsImpossibleSpread: impossibleSpread,
    classes,
    permafrost: describeExtent(areas.slice(extentAt, zonesAt), spread !== null, given.interval),
    ...(spread === null
      ? {}
      : {
          probability: { ...spread, isolatedFrom: given.isolatedFrom },
          zones: areasOf(
            permafrostZones.map(({ name }) => name),
            areas.slice(zonesAt),
          ),
        }),
    areaMethod: describeAreaMethod(stack.crs),
    ...alignedIn(stack),
    warnings: warningsOf(scheme, found, { impossible, withoutSpread, impossibleSpread, withoutFactors }),
  };
}

function areasOf(names: readonly string[], areas: readonly CountedArea[]): { readonly [key: string]: Json } {
  const entries = names.map((name, i) => ({ class: name, ...areas[i]! }));
  const totalKm2 = entries.reduce((sum, { areaKm2 }) => sum + areaKm2, 0);
  return {
    totalKm2,
    areas: entries.map((entry) => ({ ...entry, share: totalKm2 === 0 ? null : entry.areaKm2 / totalKm2 })),
  };
}

/**
 * The bounds are of every cell erring the same way: those of the area itself would be narrower, as errors differ from
 * place to place.
 */
function describeExtent(
  [permafrost, certain, possible, steps]: readonly CountedArea[],
  hasSpread: boolean,
  interval: number,
): { readonly [key: string]: Json } {
  const best = { ...permafrost!, of: 'cells at 0 °C or below' };
  if (!hasSpread) return best;
  const [low, high] = [(1 - interval) / 2, (1 + interval) / 2].map((share) => Number(share.toFixed(6)));
  return {
    ...best,
    lowerKm2: certain!.areaKm2,
    upperKm2: possible!.areaKm2,
    bounds: `cells with a probability of at least ${high} and of at least ${low}, as if every cell erred the same way`,
    expectedKm2: steps!.areaKm2 / probabilitySteps,
    expectedOf: 'probability times area',
  };
}

/** @returns null for a temperature without a spread */
function sayMethod(
  { source }: StabilitySource,
  { ttop, seed }: ThermalStabilityInputs,
): { readonly [key: string]: Json } | null {
  if (source.kind === 'temperature') return null;
  if (source.kind === 'deviation') {
    return { from: 'standard deviation', method: 'Φ(−T ÷ σ) of a normal distribution' };
  }
  if (source.kind === 'quantiles') {
    return {
      from: `quantiles ${source.shares.map((share) => `${Number((100 * share).toPrecision(6))} %`).join(', ')}`,
      method: 'where they pass 0 °C, straight between them and beyond on the scale of normal scores',
    };
  }
  return {
    from: `TTOP ensemble of ${source.ensembles[0]!.length} members`,
    method: 'share of the members at 0 °C or below; normal draws, cut at possible values, the same in every cell',
    parameters: toJson(ttop),
    seed,
  };
}

function warningsOf(
  { id, depth: wanted }: StabilityScheme,
  { depth, notes, source }: StabilitySource,
  {
    impossible,
    withoutSpread,
    impossibleSpread,
    withoutFactors,
  }: Readonly<Record<(typeof stabilityCounts)[number], number>>,
): string[] {
  return [
    ...notes,
    ...(wanted === null || wanted === depth
      ? []
      : [
          `Scheme ${id} is for temperatures at ${describeDepth(wanted)}; these are of ${describeDepth(depth)}, where the same ground may be of another class`,
        ]),
    ...(impossible === 0
      ? []
      : [`${impossible} cells hold what no cell can here, such as an undeclared −999: they have no class`]),
    ...(withoutFactors === 0
      ? []
      : [`${withoutFactors} cells are of a class without n-factors in ttop.nFactors: they have no class of stability`]),
    ...(withoutSpread === 0
      ? []
      : [`${withoutSpread} cells have a class but no usable spread: they have no probability and no zone`]),
    ...(impossibleSpread === 0 ? [] : [`${impossibleSpread} of these cells hold no ${spreadOf(source)}`]),
  ];
}

/**
 * A few cells may be off; where most are, it is the raster that is another, or in other units.
 * @throws {DomainError} 'invalid-input'
 */
export function refuseSpread(
  source: TemperatureSource,
  { wrong, of, looked }: { readonly wrong: number; readonly of: number; readonly looked: string },
): void {
  if (wrong * 2 <= of) return;
  const detail = `${wrong} of the ${of} cells ${looked} hold no ${spreadOf(source)}`;
  throw new DomainError('invalid-input', `spread: ${detail}`, { errors: [{ pointer: '/spread', detail }] });
}

/** What a usable spread is. */
function spreadOf({ kind }: TemperatureSource): string {
  return kind === 'quantiles'
    ? 'quantiles of a ground temperature, each at least as warm as the lower one: are the bands named the other way round?'
    : `standard deviation of a ground temperature, 0 to ${mostDeviationC} °C: is it another raster, or in other units?`;
}

function withoutAny({ source }: StabilitySource, impossible: number, withoutFactors: number): DomainError {
  const expected =
    source.kind === 'ttop'
      ? 'indices from 0 to 20,000 °C·day (a freezing index is positive)'
      : 'temperatures from −95 to 75 °C';
  return new DomainError(
    'invalid-input',
    `No cell has a class: ${impossible} cells hold other numbers than ${expected}, ${withoutFactors === 0 ? '' : `${withoutFactors} are of a class without n-factors, `}the others none`,
    { impossible, withoutFactors },
  );
}
