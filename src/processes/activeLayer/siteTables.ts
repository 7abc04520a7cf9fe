/** Sites with measured and predicted depths, as a table that is a dataset again, and as points. */
import { pointsToGeoJson } from '../../tables/writeGeoJson.ts';
import { writeCsv } from '../../tables/writeCsv.ts';
import { shortened } from '../../tables/writeCsv.ts';
import { writeOutput } from '../writeOutput.ts';
import type { ActiveLayerSites } from './activeLayerSites.ts';
import type { Output } from '../process.ts';

/** Per site, m. */
interface SiteDepths {
  readonly fittedM: Float64Array;
  /** By the factor without the site. */
  readonly predictedM: Float64Array;
}

export async function writeSiteTables(
  folder: string,
  { table, depthsM, indicesCDays, classes }: ActiveLayerSites,
  { fittedM, predictedM }: SiteDepths,
): Promise<Readonly<Record<'sites' | 'sitePoints', Output>>> {
  const own: Readonly<Record<string, ArrayLike<string | number>>> = {
    ...(classes === null ? {} : { calibration_class: classes }),
    thaw_index_cdays: written(indicesCDays),
    thaw_depth_m: written(depthsM),
    edaphic_factor: written(depthsM.map((depth, row) => depth / Math.sqrt(indicesCDays[row]!))),
    fitted_m: written(fittedM),
    predicted_m: written(predictedM),
    error_m: written(predictedM.map((depth, row) => depth - depthsM[row]!)),
  };
  const rows = [...depthsM.keys()];
  const given = table.columnNames.filter((name) => !Object.hasOwn(own, name));
  const columns = Object.fromEntries([
    ...given.map((name) => [name, table.textsOf(name)] as const),
    ...Object.entries(own),
  ]);
  const names = [...given, ...Object.keys(own)];
  const csv = writeCsv(
    names,
    rows.map((row) => names.map((name) => columns[name]![row]!)),
  );
  const points = pointsToGeoJson(
    rows.map((row) => ({
      lon: table.positions?.lon[row] ?? Number.NaN,
      lat: table.positions?.lat[row] ?? Number.NaN,
      properties: {
        name: table.labels[row]!,
        ...Object.fromEntries(Object.entries(own).map(([name, values]) => [name, values[row]!])),
      },
    })),
  );
  return {
    sites: await writeOutput(folder, 'sites.csv', csv),
    sitePoints: await writeOutput(folder, 'sites.geojson', points),
  };
}

function written(values: Float64Array): Float64Array {
  return values.map(shortened);
}
