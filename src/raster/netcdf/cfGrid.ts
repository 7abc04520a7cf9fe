/** The grid and CRS of a variable by the CF conventions: two coordinate variables with even steps. */
import { crsFromCode, parseCrs } from '../crs.ts';
import { unreadable, unsupported } from '../refusals.ts';
import { variableNamed } from './netcdfFile.ts';
import type { GeoTransform } from '../../core/grid.ts';
import type { Crs } from '../crs.ts';
import type { NetcdfFile, NetcdfVariable } from './netcdfFile.ts';

export interface CfGrid {
  /** From the upper left corner, north up. */
  readonly transform: GeoTransform;
  /** Rows of the file run from south to north. */
  readonly southFirst: boolean;
  readonly crs: Crs | null;
  readonly crsReason: string | null;
}

/** Coordinates that float32 rounded are even within this share of a step. */
const unevenness = 0.02;

const gridAdvice = 'Bring it to an even grid first, such as with gdalwarp or cdo remapbil';

/** @throws {DomainError} 'raster-unsupported' for uneven or two-dimensional coordinates, and for columns from east to west */
export async function readCfGrid(netcdf: NetcdfFile, variable: NetcdfVariable, fileName: string): Promise<CfGrid> {
  const [rows, columns] = variable.dimensions.slice(-2);
  const y = await coordinate(netcdf, rows!.name, fileName);
  const x = await coordinate(netcdf, columns!.name, fileName);
  if (x.step < 0) throw unsupported(fileName, `the columns of ${variable.name} run from east to west`, gridAdvice);
  const southFirst = y.step > 0;
  const north = southFirst ? y.last + y.step / 2 : y.first - y.step / 2;
  const transform: GeoTransform = [x.first - x.step / 2, x.step, 0, north, 0, -Math.abs(y.step)];
  return { transform, southFirst, ...crsOf(netcdf, variable, x.units) };
}

async function coordinate(netcdf: NetcdfFile, name: string, fileName: string) {
  const variable = netcdf.variables.find((one) => one.name === name && one.dimensions.length === 1);
  if (variable === undefined) {
    throw unsupported(fileName, `has no coordinates of dimension ${name}, or two-dimensional ones`, gridAdvice);
  }
  const count = variable.dimensions[0]!.size;
  if (count < 2 || count > 1e6)
    throw unreadable(fileName, `has ${count} coordinates along ${name}, expected 2 or more`);
  const values = await netcdf.read(variable, [0], [count]);
  const [first, last] = [values[0]!, values[count - 1]!];
  const step = (last - first) / (count - 1);
  if (!(Math.abs(step) > 0)) throw unreadable(fileName, `has coordinates along ${name} that do not rise or fall`);
  const uneven = values.findIndex((value, i) => !(Math.abs(value - (first + i * step)) <= unevenness * Math.abs(step)));
  if (uneven !== -1) {
    throw unsupported(
      fileName,
      `the coordinates along ${name} are uneven, such as ${values[uneven]} at place ${uneven + 1}`,
      gridAdvice,
    );
  }
  return { first, last, step, units: String(variable.attributes['units'] ?? '') };
}

/** Of the mapping that the variable names; longitudes without any are of WGS 84. */
function crsOf(netcdf: NetcdfFile, variable: NetcdfVariable, units: string): Pick<CfGrid, 'crs' | 'crsReason'> {
  const mapping = variableNamed(netcdf, variable.attributes['grid_mapping'], variable);
  const wkt = mapping?.attributes['crs_wkt'] ?? mapping?.attributes['spatial_ref'];
  const code = typeof wkt === 'string' ? /(?:AUTHORITY|ID)\["EPSG",\s*"?(\d+)"?\]{1,2}\s*$/.exec(wkt)?.[1] : undefined;
  const crs = code === undefined ? null : crsFromCode(Number(code));
  if (crs !== null) return { crs, crsReason: null };
  const kind = mapping?.attributes['grid_mapping_name'] ?? 'latitude_longitude';
  if (/^degrees?(_?e(ast)?)?$/i.test(units) && kind === 'latitude_longitude')
    return { crs: parseCrs('EPSG:4326'), crsReason: null };
  return {
    crs: null,
    crsReason: `the NetCDF grid mapping ${String(kind)} in ${units === '' ? 'no unit' : units} has no EPSG code`,
  };
}
