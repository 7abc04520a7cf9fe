/** What `summarise-ice-logs` writes: the table that `ground-ice` reads, a row per hole to train on, and the report. */
import { iceColumns } from '../../core/iceRow.ts';
import { toJsonObject } from '../../core/json.ts';
import { cellsBySoil } from '../../physics/iceLogs/cells.ts';
import { meanOfHole, waterOf } from '../../physics/iceLogs/means.ts';
import { writeCsv } from '../../tables/writeCsv.ts';
import type { IceColumnName, IceRow } from '../../core/iceRow.ts';
import type { JsonObject } from '../../core/json.ts';
import type { DepthLayer, IceCell, IceCells, PlacedHole } from '../../physics/iceLogs/cells.ts';
import type { LogGap } from '../../physics/iceLogs/gaps.ts';
import type { CsvValue } from '../../tables/writeCsv.ts';
import type { IceLogInputs } from './iceLogInputs.ts';

/** Listed in the report; the number of all is beside them. */
const mostListed = 1000;

/** Nine decimals of shares, metres and kg/m³: what float64 sums leave beyond is noise. */
const tidy = (value: number): number => Number(value.toFixed(9));

export interface SummarisedLogs {
  readonly fileName: string;
  readonly holes: readonly PlacedHole[];
  readonly leftOut: readonly { readonly hole: string; readonly reason: string }[];
  readonly unitsWithoutHole: readonly string[];
  readonly layers: readonly DepthLayer[];
  readonly cells: IceCells;
  readonly gaps: readonly LogGap[];
}

/** Rows by unit and from the top down; a unit and layer without ice content has none. */
export function iceTableCsv({ cells: { cells }, fileName }: SummarisedLogs, given: IceLogInputs): string {
  const columns = Object.keys(iceColumns) as IceColumnName[];
  const rows = cells.map((cell): IceRow => {
    const { ice, dryDensityKgM3: density } = cell;
    return {
      unit: cell.unit,
      layer: cell.layer,
      topM: cell.topM,
      bottomM: cell.bottomM,
      datum: given.datum,
      iceVolumetric: tidy(ice.mean),
      iceVolumetricSd: ice.sd === null ? null : tidy(ice.sd),
      waterGravimetric: null,
      waterGravimetricSd: null,
      unfrozenGravimetric: null,
      dryDensityKgM3: density === null ? null : tidy(density.mean),
      dryDensitySdKgM3: density === null || density.sd === null ? null : tidy(density.sd),
      thawedDryDensityKgM3: null,
      settledPorosity: given.settledPorosity,
      n: cell.holes.length,
      source: fileName,
    };
  });
  return writeCsv(
    columns,
    rows.map((row) => columns.map((name) => row[name])),
  );
}

/** A row per hole: ice contents of each layer and of all, blank where they are not known. */
export function holeTableCsv({ holes, layers }: SummarisedLogs): string {
  const stretches = [
    { ending: '', topM: layers[0]!.topM, bottomM: layers.at(-1)!.bottomM },
    ...layers.map(({ topM, bottomM }) => ({ ending: `_${topM}_${bottomM}m`, topM, bottomM })),
  ];
  const columns = [
    'hole',
    'lat',
    'lon',
    'unit',
    ...stretches.flatMap(({ ending }) => [`ice_volumetric${ending}`, `excess_ice${ending}`, `core_m${ending}`]),
  ];
  const rows = holes.map((hole): CsvValue[] => [
    hole.name,
    hole.position?.lat ?? null,
    hole.position?.lon ?? null,
    hole.unit,
    ...stretches.flatMap((stretch) => {
      const mean = meanOfHole(hole, stretch);
      return mean === null ? [null, null, 0] : [tidy(mean.ice), tidy(mean.excess), tidy(mean.coreM)];
    }),
  ]);
  return writeCsv(columns, rows);
}

export function reportIceLogs(logs: SummarisedLogs, given: IceLogInputs, warnings: readonly string[]): JsonObject {
  const { holes, leftOut, unitsWithoutHole, cells, gaps } = logs;
  const excess = holes.flatMap(({ name, intervals }) =>
    intervals
      .filter((interval) => (interval.excess ?? 0) > 0)
      .map(({ line, topM, bottomM, soil, ice, excess: share }) => ({
        hole: name,
        line,
        topM: tidy(topM),
        bottomM: tidy(bottomM),
        soil,
        iceVolumetric: tidy(ice!),
        excessIce: tidy(share!),
      })),
  );
  return toJsonObject({
    datum: given.datum,
    settledPorosity: given.settledPorosity,
    holes: holes.length,
    intervals: holes.reduce((sum, { intervals }) => sum + intervals.length, 0),
    coreM: tidy(cells.cells.reduce((sum, { coreM }) => sum + coreM, 0)),
    holesLeftOut: leftOut,
    cells: cells.cells.map(describeCell),
    cellsWithoutIceContent: cells.empty,
    unitsWithoutHole,
    soils: given.layers === 'soil' ? [] : cellsBySoil(holes).cells.map(describeCell),
    gaps: { count: gaps.length, listed: gaps.slice(0, mostListed) },
    excessIce: { count: excess.length, listed: excess.slice(0, mostListed) },
    warnings,
  });
}

function describeCell(cell: IceCell) {
  const { unit, layer, topM, bottomM, coreM, unknownM, ice, excess, excessCoreM, dryDensityKgM3: density } = cell;
  return {
    unit,
    layer,
    topM,
    bottomM,
    holes: cell.holes.length,
    coreM: tidy(coreM),
    coreWithoutIceContentM: tidy(unknownM),
    iceVolumetric: tidy(ice.mean),
    iceVolumetricSd: ice.sd === null ? null : tidy(ice.sd),
    standardError: ice.standardError === null ? null : tidy(ice.standardError),
    leastHole: tidy(ice.minimum),
    mostHole: tidy(ice.maximum),
    dryDensityKgM3: density === null ? null : tidy(density.mean),
    frozenWaterGravimetric: density === null ? null : tidy(waterOf(ice.mean, density.mean)),
    excessIce: tidy(excess.mean),
    coreWithExcessIceM: tidy(excessCoreM),
  };
}
