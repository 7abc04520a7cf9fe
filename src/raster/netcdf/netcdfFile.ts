/** What the two kinds of NetCDF files have in common: named arrays with named dimensions and attributes. */
import type { BandType, RawArray } from '../bandType.ts';

export interface NetcdfDimension {
  readonly name: string;
  readonly size: number;
}

export interface NetcdfVariable {
  /** Of a variable in groups its path, such as `forecast/tas`; so are those of dimensions. */
  readonly name: string;
  readonly type: BandType;
  /** The slowest first. */
  readonly dimensions: readonly NetcdfDimension[];
  /** Those of one number or one text. */
  readonly attributes: Readonly<Record<string, number | string>>;
}

export interface NetcdfFile {
  /** Of numbers. */
  readonly variables: readonly NetcdfVariable[];
  /** `count` values from `start` along each dimension, as stored, the last dimension fastest. */
  read(variable: NetcdfVariable, start: readonly number[], count: readonly number[]): Promise<RawArray>;
  close(): Promise<void>;
}

/**
 * The variable that an attribute of another names: in its group, else in the nearest one around it.
 * @returns null where there is none
 * @source CF conventions 1.11, section 2.7.1, search by proximity
 */
export function variableNamed(
  { variables }: Pick<NetcdfFile, 'variables'>,
  name: number | string | undefined,
  from: NetcdfVariable,
): NetcdfVariable | null {
  if (typeof name !== 'string') return null;
  const groups = name.startsWith('/') ? [] : from.name.split('/').slice(0, -1);
  for (let depth = groups.length; depth >= 0; depth--) {
    const path = [...groups.slice(0, depth), name.replace(/^\//, '')].join('/');
    const found = variables.find((one) => one.name === path);
    if (found !== undefined) return found;
  }
  return null;
}

/** Variables and dimensions that a file may have: a hostile header could name millions. */
export const mostVariables = 1000;
export const mostDimensions = 8;

/** First bytes of a classic file, with offsets of 32 or 64 bits, and of HDF5. */
export const classicSignature = /^434446(01|02)/;
export const hdf5Signature = '894844460d0a1a0a';
