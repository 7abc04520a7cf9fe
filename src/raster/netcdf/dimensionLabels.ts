/** What to call the places along a dimension that is none of the map: by its times, else by its coordinates. */
import { timeLabels } from './cfTime.ts';
import { variableNamed } from './netcdfFile.ts';
import type { NetcdfDimension, NetcdfFile, NetcdfVariable } from './netcdfFile.ts';

/** Digits of coordinates: float32 has no more. */
const digits = 7;

/** `2019-07`, `level=850`, or `level=0` for the first place of a dimension whose coordinates tell nothing apart. */
export async function dimensionLabels(netcdf: NetcdfFile, { name, size }: NetcdfDimension): Promise<readonly string[]> {
  const called = name.slice(name.lastIndexOf('/') + 1);
  const places = Array.from({ length: size }, (_, i) => `${called}=${i}`);
  const variable = netcdf.variables.find((one) => one.name === name && one.dimensions.length === 1);
  if (variable === undefined) return places;
  const values = await middles(netcdf, variable, size);
  const { units = '', calendar = '' } = variable.attributes;
  const times = timeLabels(values, String(units), String(calendar));
  const labels = values.map((value, i) => times[i] ?? `${called}=${Number(value.toPrecision(digits))}`);
  // NetCDF-4 keeps a variable of nothing for a dimension that has none.
  return new Set(labels).size === size ? labels : places;
}

/** The middle of a month that has bounds, since some models stamp its end: that would be the next month. */
async function middles(netcdf: NetcdfFile, variable: NetcdfVariable, size: number): Promise<number[]> {
  const bounds = variableNamed(netcdf, variable.attributes['bounds'], variable);
  const [along, ends] = bounds?.dimensions ?? [];
  if (bounds === null || along?.size !== size || ends?.size !== 2) {
    return Array.from(await netcdf.read(variable, [0], [size]));
  }
  const pairs = await netcdf.read(bounds, [0, 0], [size, 2]);
  return Array.from({ length: size }, (_, i) => (pairs[2 * i]! + pairs[2 * i + 1]!) / 2);
}
