/** The active layer at the stations of a dataset. */
import { createDepths } from '../../physics/activeLayer/activeLayerRule.ts';
import { createDepthColumns, depthFaults, ground, groundStates } from '../../physics/activeLayer/ground.ts';
import { knowsFrost } from '../../physics/activeLayer/method.ts';
import { writeCsv } from '../../tables/writeCsv.ts';
import { pointsToGeoJson } from '../../tables/writeGeoJson.ts';
import { describeMethod, warningsOf } from './activeLayerReport.ts';
import { alignedIn } from '../rasters/covariateStack.ts';
import { readStationRows } from '../stations/stations.ts';
import { parametersAtStations } from '../rasters/stationParameters.ts';
import { writeOutput } from '../writeOutput.ts';
import type { DepthColumns } from '../../physics/activeLayer/ground.ts';
import type { GivenMethod } from './activeLayerInputs.ts';
import type { ParameterOptions } from '../rasters/mapParameters.ts';
import type { Output, OutputDescription, ProcessContext } from '../process.ts';
import type { StationRows } from '../stations/stations.ts';

export const stationOutputs: Readonly<Record<string, OutputDescription>> = {
  depths: {
    title: 'Depths (CSV)',
    description:
      'At stations: a row per station with its line in the dataset, name, position, thaw_depth_m and frost_depth_m as the method gives them, active_layer_m where there is permafrost, seasonal_frost_m where there is none, ground, and the reason where there is no depth.',
    mediaType: 'text/csv',
  },
  depthPoints: {
    title: 'Depths (GeoJSON)',
    description: 'At stations: the same as points. Absent for a table without positions.',
    mediaType: 'application/geo+json',
  },
};

type DepthRow = Readonly<Record<string, string | number | null>>;

/** @throws {DomainError} as the reader of the table and `parametersAtStations` */
export async function activeLayerAtStations(
  context: ProcessContext,
  { method, stations: reference }: { readonly method: GivenMethod; readonly stations: string },
  options: ParameterOptions,
): Promise<Readonly<Record<string, Output>>> {
  const stations = await readStationRows(context, await context.library.resolve('boreholes', reference));
  const { columns, stack, reasons } = await parametersAtStations<GivenMethod>(context, method, stations, options);
  const { rowCount } = stations.table;
  const depths = createDepthColumns(rowCount);
  createDepths(columns, rowCount)(rowCount, depths);
  const rows = Array.from({ length: rowCount }, (_, row) => depthRow(stations, depths, reasons, row));
  // A depth of frost says nothing where that of thaw is unknown.
  const isWithout = ({ reason, ground: own, thaw_depth_m }: DepthRow): boolean =>
    reason !== '' || (knowsFrost(method) ? own === '' : thaw_depth_m === null);
  const without = rows.filter(isWithout);
  if (without.length > 0) {
    context.log(
      'warning',
      `${without.length} of ${rowCount} stations have no depth: the first, line ${without[0]!['line']}, ${without[0]!['reason']}`,
    );
  }
  const { warnings: warped = [], ...aligned } = stack === null ? {} : alignedIn(stack);
  return {
    depths: await writeOutput(
      context.folder,
      'depths.csv',
      writeCsv(
        Object.keys(rows[0]!),
        rows.map((row) => Object.values(row)),
      ),
    ),
    ...(stations.positions === null
      ? {}
      : { depthPoints: await writeOutput(context.folder, 'depths.geojson', asPoints(rows)) }),
    summary: {
      kind: 'value',
      value: {
        ...describeMethod(method),
        warnings: [...warningsOf(method), ...warped],
        ...aligned,
        stations: rowCount,
        stationsWithoutDepth: without.length,
        ...(knowsFrost(method)
          ? {
              ground: groundStates.map(({ value, name }) => ({
                ground: name,
                stations: depths.state.reduce((sum, state) => sum + (state === value ? 1 : 0), 0),
              })),
            }
          : {}),
        rowsRejected: stations.rejected.length,
      },
    },
  };
}

function depthRow(
  { table, labels, positions }: StationRows,
  { thawM, frostM, state, fault }: DepthColumns,
  reasons: ReadonlyMap<number, string>,
  row: number,
): DepthRow {
  const [thaw, frost, own] = [number(thawM[row]), number(frostM[row]), state[row]!];
  const thaws = own === ground.permafrost || own === ground.noThaw;
  const reason = depthFaults[fault[row]! - 1]?.reason ?? reasons.get(row) ?? '';
  return {
    line: table.lines[row]!,
    name: labels[row]!,
    ...(positions === null ? {} : { longitude: number(positions.lon[row]), latitude: number(positions.lat[row]) }),
    thaw_depth_m: thaw,
    frost_depth_m: frost,
    active_layer_m: thaws ? thaw : null,
    seasonal_frost_m: own !== ground.unknown && !thaws ? frost : null,
    ground: groundStates.find(({ value }) => value === own)?.name ?? '',
    reason,
  };
}

function number(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function asPoints(rows: readonly DepthRow[]): string {
  return pointsToGeoJson(
    rows.map(({ longitude, latitude, ...properties }) => ({
      lon: Number(longitude ?? Number.NaN),
      lat: Number(latitude ?? Number.NaN),
      properties,
    })),
  );
}
