/** A NetCDF file as a raster: every slice of every variable on the grid is a band, named as `tas[2019-07,level=850]`. */
import { DomainError } from '../../core/errors.ts';
import { createRawArray } from '../bandType.ts';
import { unsupported, unreadable } from '../refusals.ts';
import { writeGeoKeys } from '../writeGeoKeys.ts';
import { readCfGrid } from './cfGrid.ts';
import { openClassicFile } from './classicFile.ts';
import { dimensionLabels } from './dimensionLabels.ts';
import { openHdf5File } from './hdf5File.ts';
import { classicSignature, hdf5Signature, variableNamed } from './netcdfFile.ts';
import type { PixelWindow } from '../../core/grid.ts';
import type { RawArray } from '../bandType.ts';
import type { RasterLimits } from '../limits.ts';
import type { Raster } from '../openRaster.ts';
import type { RasterInfo } from '../rasterInfo.ts';
import type { StrictFile } from '../strictFile.ts';
import type { CfGrid } from './cfGrid.ts';
import type { NetcdfFile, NetcdfVariable } from './netcdfFile.ts';

/** Bands of one file: 60 years of months and more. A GeoTIFF keeps a directory for each, a NetCDF file nothing. */
const mostBands = 1024;

interface Slice {
  readonly variable: NetcdfVariable;
  /** Along the dimensions before the last two. */
  readonly start: readonly number[];
  readonly label: string;
}

/** Whether the first bytes of a file are those of NetCDF-3 or of HDF5, which NetCDF-4 is. */
export async function isNetcdf(file: StrictFile): Promise<boolean> {
  const start = Buffer.from(await file.read(0, Math.min(8, file.sizeBytes))).toString('hex');
  return classicSignature.test(start) || start === hdf5Signature;
}

/** @throws {DomainError} 'raster-unreadable' for a damaged file, 'raster-unsupported' for one without an even grid, 'too-large' */
export async function netcdfRaster(file: StrictFile, limits: RasterLimits): Promise<Raster> {
  const start = Buffer.from(await file.read(0, Math.min(8, file.sizeBytes))).toString('hex');
  const netcdf = await (start === hdf5Signature ? openHdf5File(file) : openClassicFile(file));
  try {
    return await rasterOfSlices(file, netcdf, limits);
  } catch (error) {
    await netcdf.close();
    throw error;
  }
}

async function rasterOfSlices(file: StrictFile, netcdf: NetcdfFile, limits: RasterLimits): Promise<Raster> {
  const variables = gridVariables(netcdf, file.name);
  const [first] = variables;
  const grid = await readCfGrid(netcdf, first!, file.name);
  const slices = await slicesOf(netcdf, variables, file.name);
  const info = describe(file, first!, slices, grid);
  if (info.widthPx * info.heightPx > limits.samples) {
    throw new DomainError(
      'too-large',
      `${file.name}: has ${info.widthPx} × ${info.heightPx} cells, at most ${limits.samples} are read`,
    );
  }
  const readRaw = async (band: number, window: PixelWindow): Promise<RawArray> => {
    const slice = slices[band - 1];
    checkRequest(info, slice, band, window);
    const top = grid.southFirst ? info.heightPx - window.yPx - window.heightPx : window.yPx;
    const values = await netcdf.read(
      slice!.variable,
      [...slice!.start, top, window.xPx],
      [...slice!.start.map(() => 1), window.heightPx, window.widthPx],
    );
    return grid.southFirst ? turned(values, slice!.variable, window.widthPx) : values;
  };
  return {
    info,
    readRaw,
    async readWindow(band, window, out) {
      const raw = await readRaw(band, window);
      if (out.length !== raw.length) {
        throw new DomainError('invalid-input', `${file.name}: ${raw.length} cells asked into ${out.length} places.`);
      }
      const { scale, offset } = info.bands[band - 1]!;
      const missing = missingValues(slices[band - 1]!.variable);
      for (let i = 0; i < out.length; i++) {
        const value = raw[i]!;
        out[i] = missing.has(value) ? Number.NaN : value * scale + offset;
      }
      return out;
    },
    close: () => netcdf.close(),
  };
}

/** Variables of two dimensions and more, of which the last two are the same as those of the first. */
function gridVariables(netcdf: NetcdfFile, fileName: string): NetcdfVariable[] {
  const bounds = new Set(netcdf.variables.map((one) => variableNamed(netcdf, one.attributes['bounds'], one)?.name));
  const hasCoordinate = (name: string): boolean =>
    netcdf.variables.some((one) => one.name === name && one.dimensions.length === 1);
  const wide = netcdf.variables.filter(({ name, dimensions }) => dimensions.length >= 2 && !bounds.has(name));
  const placed = wide.filter(({ dimensions }) => dimensions.slice(-2).every(({ name }) => hasCoordinate(name)));
  const [first] = placed;
  if (first === undefined) {
    const names = netcdf.variables.map(
      ({ name, dimensions }) => `${name}(${dimensions.map((one) => one.name).join(', ')})`,
    );
    throw unsupported(
      fileName,
      `no variable lies on two coordinate variables: ${names.slice(0, 10).join(', ')}`,
      'A rotated or curvilinear grid must be brought to an even one first, such as with gdalwarp or cdo remapbil',
    );
  }
  if (placed.some(({ attributes }) => attributes['_Unsigned'] === 'true')) {
    throw unsupported(
      fileName,
      `${first.name} holds unsigned numbers in a signed type`,
      'Rewrite it with: ncpdq -U IN.nc OUT.nc',
    );
  }
  const [y, x] = first.dimensions.slice(-2);
  return placed.filter(({ dimensions }) => {
    const [rows, columns] = dimensions.slice(-2);
    return rows!.name === y!.name && columns!.name === x!.name;
  });
}

async function slicesOf(netcdf: NetcdfFile, variables: readonly NetcdfVariable[], fileName: string): Promise<Slice[]> {
  const slices: Slice[] = [];
  for (const variable of variables) {
    const leading = variable.dimensions.slice(0, -2);
    const count = leading.reduce((product, { size }) => product * size, 1);
    if (slices.length + count > mostBands) {
      throw unsupported(
        fileName,
        `has more than ${mostBands} slices of ${variable.name}`,
        'Take out the years that are needed first, such as with cdo seldate',
      );
    }
    const labels = await Promise.all(leading.map((dimension) => dimensionLabels(netcdf, dimension)));
    for (let index = 0; index < count; index++) {
      let rest = index;
      const start = leading.map(() => 0);
      for (let i = leading.length - 1; i >= 0; i--) {
        start[i] = rest % leading[i]!.size;
        rest = Math.floor(rest / leading[i]!.size);
      }
      const places = start.map((at, i) => labels[i]![at]!).join(',');
      slices.push({ variable, start, label: places === '' ? variable.name : `${variable.name}[${places}]` });
    }
  }
  if (slices.length === 0) throw unreadable(fileName, 'its variables have no values');
  return slices;
}

function describe(file: StrictFile, first: NetcdfVariable, slices: readonly Slice[], grid: CfGrid): RasterInfo {
  const [rows, columns] = first.dimensions.slice(-2);
  return {
    name: file.name,
    format: 'NetCDF',
    fileBytes: file.sizeBytes,
    widthPx: columns!.size,
    heightPx: rows!.size,
    bandCount: slices.length,
    bands: slices.map(({ variable: { type, attributes }, label }, i) => ({
      index: i + 1,
      type,
      nodata: numberOf(attributes['_FillValue'] ?? attributes['missing_value']),
      scale: numberOf(attributes['scale_factor']) ?? 1,
      offset: numberOf(attributes['add_offset']) ?? 0,
      description: label,
      unit: typeof attributes['units'] === 'string' ? attributes['units'] : null,
    })),
    transform: grid.transform,
    rotated: false,
    southUp: false,
    geoKeys: grid.crs === null ? null : writeGeoKeys(grid.crs),
    crs: grid.crs,
    crsReason: grid.crsReason,
    tiled: false,
    blockWidthPx: columns!.size,
    blockHeightPx: 1,
    compression: 'none',
    predictor: 1,
    interleave: 'band',
    overviewCount: 0,
    masked: false,
  };
}

function numberOf(value: number | string | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** What the library itself fills unwritten places with, by type. */
const defaultFills: Readonly<Record<string, number>> = {
  int16: -32_767,
  int32: -2_147_483_647,
  float32: 9.969209968386869e36,
  float64: 9.969209968386869e36,
};

function missingValues({ type, attributes }: NetcdfVariable): ReadonlySet<number> {
  const given = [attributes['_FillValue'], attributes['missing_value']].filter((value) => typeof value === 'number');
  const fill = defaultFills[type];
  const stored = type === 'float32' ? given.map(Math.fround) : given;
  return new Set(given.length === 0 && fill !== undefined ? [fill] : stored);
}

/** Rows in the other order. */
function turned(values: RawArray, { type }: NetcdfVariable, widthPx: number): RawArray {
  const out = createRawArray(type, values.length);
  for (let at = 0; at < values.length; at += widthPx)
    out.set(values.subarray(at, at + widthPx), values.length - at - widthPx);
  return out;
}

function checkRequest(info: RasterInfo, slice: Slice | undefined, band: number, window: PixelWindow): void {
  const { xPx, yPx, widthPx, heightPx } = window;
  const inside = xPx >= 0 && yPx >= 0 && xPx + widthPx <= info.widthPx && yPx + heightPx <= info.heightPx;
  if (slice !== undefined && inside && widthPx >= 1 && heightPx >= 1) return;
  throw new DomainError(
    'invalid-input',
    `${info.name}: has bands 1 to ${info.bandCount} of ${info.widthPx} × ${info.heightPx} cells; asked for ${widthPx} × ${heightPx} at ${xPx}, ${yPx} of band ${band}.`,
    { band, window },
  );
}
