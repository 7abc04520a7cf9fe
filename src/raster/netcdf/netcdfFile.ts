/** What the two kinds of NetCDF files have in common: named arrays with named dimensions and attributes. */
import type { BandType, RawArray } from '../bandType.ts';

interface NetcdfDimension {
  readonly name: string;
  readonly size: number;
}

export interface NetcdfVariable {
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

/** Variables and dimensions that a file may have: a hostile header could name millions. */
export const mostVariables = 1000;
export const mostDimensions = 8;

/** First bytes of a classic file, with offsets of 32 or 64 bits, and of HDF5. */
export const classicSignature = /^434446(01|02)/;
export const hdf5Signature = '894844460d0a1a0a';
