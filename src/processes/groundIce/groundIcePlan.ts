/** What a map of ground ice is made of, found and checked before any pixel is read. */
import { alignmentOf } from '../rasters/alignment.ts';
import { refused } from '../rasters/cellParameter.ts';
import { openStack } from '../rasters/covariateStack.ts';
import { readIceContents, requireOneContent } from './iceContents.ts';
import { openUnits, unitRaster } from './landformUnits.ts';
import { statedConversion } from '../inputs/rasterUnit.ts';
import type { CellNumber, GroundIceOptions, IceTerm } from '../../physics/ice/groundIceOptions.ts';
import type { IceStratum } from '../../physics/ice/iceLayers.ts';
import type { CovariateStack, RasterSource } from '../rasters/covariateStack.ts';
import type { Derivation } from '../maps/derivedMap.ts';
import type { GroundIceInputs } from './groundIceInputs.ts';
import type { IceContents } from './iceContents.ts';
import type { LandformUnits } from './landformUnits.ts';
import type { Library } from '../library.ts';

export interface GroundIcePlan {
  readonly derivation: Derivation;
  readonly options: GroundIceOptions;
  readonly stack: CovariateStack;
  readonly unitNames: readonly string[];
  /** Of what each term is a layer. */
  readonly strata: readonly IceStratum[];
  readonly source: string;
  /** Name of a code of the map that is none of the units, where there is one. */
  readonly nameOfCode: (code: number) => string | null;
  readonly warnings: readonly string[];
}

/** @param unit that its raster is brought to from the one it states */
type NumberOf = (name: string, value: number | RasterSource, unit: string) => CellNumber;

/** Name of the only unit of a map without units. */
const everywhere = 'everywhere';

/** @throws {DomainError} as the readers of its parts; 'invalid-input' for parts that do not go together */
export async function planGroundIce(library: Library, given: GroundIceInputs): Promise<GroundIcePlan> {
  requireOneContent(given);
  const sources = namedSources(given);
  const stack = await openStack(library, sources, { pointer: '', alignment: alignmentOf(given.align, ['units']) });
  if (stack === null) {
    throw refused(
      '/permafrostTable',
      'expected at least one raster, such as the permafrost table: it says where the map is',
    );
  }
  const placeOf = (name: string): number => stack.layers.findIndex(({ covariate }) => covariate === name);
  const cellNumber: NumberOf = (name, value, unit) => {
    if (typeof value === 'number') return { constant: value };
    const conversion = statedConversion(stack.layers[placeOf(name)]!, { unit }, `/${name}`);
    return { layer: placeOf(name), ...(conversion ?? { scale: 1, offset: 0 }) };
  };

  const read = given.table === null ? null : await readIceContents(library, given.table, given);
  const mapped = await openUnits(library, given.units, stack, unitsOf(read?.strata ?? []));
  const named = mapped?.names ?? null;
  const { strata, iceOf, unitNames, source, warnings } =
    read === null ? contentsOfRasters(given, named, cellNumber) : contentsOfTable(read, named);
  const options: GroundIceOptions = {
    depthM: given.depthM,
    unitCount: unitNames.length,
    units: mapped === null ? null : unitOptions(mapped, unitNames, placeOf('units'), stack.layers.length),
    terms: strata.map((stratum, i) => ({
      unit: unitNames.indexOf(stratum.unit),
      topM: stratum.topM,
      bottomM: stratum.bottomM,
      datum: stratum.datum,
      excess: stratum.excess,
      ...iceOf(i),
    })),
    tableM: cellNumber('permafrostTable', given.permafrostTable, 'm'),
    tableSdM: cellNumber('permafrostTableSd', given.permafrostTableSd, 'm'),
    magst: given.magst === null ? null : cellNumber('magst', given.magst, '°C'),
    baseM: given.permafrostBase === null ? null : cellNumber('permafrostBase', given.permafrostBase, 'm'),
    fraction: cellNumber('permafrostFraction', given.permafrostFraction, ''),
    settlement: settlementOf(given),
  };
  return {
    options,
    stack,
    unitNames,
    strata,
    source,
    nameOfCode: (code) => named?.get(code) ?? null,
    warnings,
    derivation: {
      stack,
      layers: [...stack.layers.map(({ onGrid }) => onGrid), ...(mapped?.layers ?? [])],
      rule: { name: 'groundIce', options },
      bands: bandsOf(given),
      window: { xPx: 0, yPx: 0, widthPx: stack.grid.widthPx, heightPx: stack.grid.heightPx },
    },
  };
}

/**
 * @param raster place of a raster of units among the layers
 * @param behind place of the layers that polygons add
 */
function unitOptions(
  { names, layers }: LandformUnits,
  unitNames: readonly string[],
  raster: number,
  behind: number,
): NonNullable<GroundIceOptions['units']> {
  const codes = [...names].flatMap(([code, name]) =>
    unitNames.includes(name) ? [[code, unitNames.indexOf(name)] as const] : [],
  );
  return layers.length === 0
    ? { layer: raster, othersLayer: null, codes }
    : { layer: behind, othersLayer: behind + 1, codes };
}

/** @throws {DomainError} 'invalid-input' for the spread of a thaw that is not given */
function settlementOf({ additionalThawM, additionalThawSdM }: GroundIceInputs): GroundIceOptions['settlement'] {
  if (additionalThawM !== null) return { additionalThawM, additionalThawSdM };
  if (additionalThawSdM === 0) return null;
  throw refused('/additionalThawSdM', 'it is the spread of additionalThawM, which is not given');
}

/** Rasters by the name of their input; the first says on which grid the map is. */
function namedSources(given: GroundIceInputs): Record<string, RasterSource> {
  const all: readonly (readonly [string, number | RasterSource | null])[] = [
    ['permafrostTable', given.permafrostTable],
    ['magst', given.magst],
    ['permafrostFraction', given.permafrostFraction],
    ['permafrostBase', given.permafrostBase],
    ['permafrostTableSd', given.permafrostTableSd],
    ...(given.iceRasters ?? []).flatMap(({ ice, sd }, i) => [[iceName(i), ice] as const, [sdName(i), sd] as const]),
    ['units', unitRaster(given.units)],
  ];
  return Object.fromEntries(
    all.flatMap(([name, source]) => (source === null || typeof source === 'number' ? [] : [[name, source] as const])),
  );
}

const iceName = (layer: number): string => `iceRasters/${layer}/ice`;
const sdName = (layer: number): string => `iceRasters/${layer}/sd`;

type TermIce = Pick<IceTerm, 'ice' | 'iceSd' | 'settledPorosity'>;

interface Contents extends IceContents {
  readonly unitNames: readonly string[];
  readonly iceOf: (term: number) => TermIce;
}

function unitsOf(strata: readonly IceStratum[]): readonly string[] {
  return [...new Set(strata.map(({ unit }) => unit))];
}

function contentsOfTable(read: IceContents, named: ReadonlyMap<number, string> | null): Contents {
  const inTable = unitsOf(read.strata);
  if (named === null && inTable.length > 1) {
    throw refused('/units', `the table has the units ${listed(inTable)}: expected a map of units`);
  }
  const mapped = named === null ? inTable : [...new Set(named.values())];
  const strata = read.strata.filter(({ unit }) => mapped.includes(unit));
  if (strata.length === 0) {
    throw refused('/units', `no unit of the map (${listed(mapped)}) is in the table (${listed(inTable)})`);
  }
  const unused = inTable.filter((unit) => !mapped.includes(unit));
  const warnings = unused.length === 0 ? [] : [`The map has no unit ${listed(unused)} of the table`];
  const iceOf = (term: number): TermIce => {
    const { ice } = strata[term]!;
    return { ice: { constant: ice.value }, iceSd: { constant: ice.sd }, settledPorosity: null };
  };
  return { ...read, strata, unitNames: unitsOf(strata), iceOf, warnings: [...read.warnings, ...warnings] };
}

/** The same layers in every unit of the map. */
function contentsOfRasters(
  { iceRasters, additionalThawM }: GroundIceInputs,
  named: ReadonlyMap<number, string> | null,
  cellNumber: NumberOf,
): Contents {
  const layers = iceRasters!.toSorted((a, b) => a.topM - b.topM);
  for (const [i, { layer, topM, bottomM, datum, settledPorosity }] of layers.entries()) {
    const above = layers[i - 1];
    const at = `layer ${layer} (${topM}–${bottomM} m)`;
    if (!(bottomM > topM)) throw refused('/iceRasters', `${at}: expected topM < bottomM`);
    if (datum !== layers[0]!.datum) throw refused('/iceRasters', 'expected one datum for all layers');
    if (above !== undefined && above.bottomM !== topM) {
      const how = above.bottomM > topM ? 'overlaps' : 'leaves a gap below';
      throw refused('/iceRasters', `${at} ${how} ${above.layer} (${above.topM}–${above.bottomM} m)`);
    }
    if (additionalThawM !== null && settledPorosity === null) {
      throw refused(
        '/additionalThawM',
        `settlement needs settledPorosity in every layer of iceRasters; ${layer} has none`,
      );
    }
  }
  const unitNames = named === null ? [everywhere] : [...new Set(named.values())];
  const none = { value: Number.NaN, sd: Number.NaN };
  const strata = unitNames.flatMap((unit) =>
    layers.map(({ layer, topM, bottomM, datum }) => {
      const where = { unit, layer, topM, bottomM, datum };
      return { ...where, ice: none, byWeight: null, excess: null, source: 'raster' };
    }),
  );
  const iceOf = (term: number): TermIce => {
    const own = layers[term % layers.length]!;
    const place = iceRasters!.indexOf(own);
    const { ice, sd, settledPorosity } = own;
    return { ice: cellNumber(iceName(place), ice, ''), iceSd: cellNumber(sdName(place), sd, ''), settledPorosity };
  };
  const exact = layers.flatMap(({ layer, sd }) => (sd === 0 ? [layer] : []));
  const warnings =
    exact.length === 0
      ? []
      : [`No standard deviation (sd) of iceRasters ${listed(exact)}: its ice counts as exactly known`];
  return { strata, unitNames, iceOf, source: 'rasters of ice content', warnings };
}

function bandsOf({ depthM, additionalThawM }: GroundIceInputs): Derivation['bands'] {
  const common = { unit: 'm', overview: 'average', palette: 'amount' } as const;
  const plain = [
    { ...common, name: 'iceM', description: `Ground ice to ${depthM} m, m³ per m²` },
    { ...common, name: 'waterEquivalentM', description: 'Water that the ice melts to, m³ per m²' },
    { ...common, name: 'iceSdIndependentM', description: 'Standard deviation of the ice, layers off independently' },
    { ...common, name: 'iceSdCorrelatedM', description: 'Standard deviation of the ice, layers off the same way' },
  ];
  if (additionalThawM === null) return plain;
  return [
    ...plain,
    { ...common, name: 'excessIceM', description: 'Excess ice: the settlement where all of it thaws' },
    { ...common, name: 'settlementM', description: `Settlement by ${additionalThawM} m of additional thaw` },
    { ...common, name: 'settlementSdIndependentM', description: 'Its standard deviation, layers off independently' },
    { ...common, name: 'settlementSdCorrelatedM', description: 'Its standard deviation, layers off the same way' },
  ];
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}`;
}
