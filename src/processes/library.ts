/** What a process may ask for by name, and gets as a local file. */

import type { TableEdit } from '../tables/edits.ts';

export type TableEdits = readonly TableEdit[];

/** How to read a table, as its owner said; what is left out is found in the file. */
export interface TableReading {
  /** Role to column name, such as {"lat": "Y"}. */
  readonly columns: Readonly<Record<string, string>>;
  /** Role to unit, such as {"magt": "K"}. */
  readonly units: Readonly<Record<string, string>>;
  /** Of a text file, such as gbk. */
  readonly encoding?: string;
  /** Of a workbook. */
  readonly sheet?: string;
  readonly decimalMark?: '.' | ',';
  /** Readings by time and depth, whose temperatures may be of any unit; absent for a row per station. */
  readonly content?: 'series';
  /** Rows left out and cells repaired. */
  readonly edits?: TableEdits;
}

/**
 * What a process may ask for by name. Over HTTP a reference is an id of the caller's own resources; on the command
 * line it is a path. Either way the process sees a local file and its hash.
 */
export interface LibraryFile {
  readonly kind: 'boreholes' | 'raster' | 'polygons' | 'model';
  /** The reference as given: an id or a path. */
  readonly reference: string;
  readonly name: string;
  readonly path: string;
  /** Of the whole file, lower-case hexadecimal. */
  readonly sha256: string;
  /** For a table: what was given with it about reading it. */
  readonly reading?: TableReading;
}

export interface Library {
  /** @throws {DomainError} 'not-found' where nothing of that kind has this reference */
  resolve(kind: LibraryFile['kind'], reference: string): Promise<LibraryFile>;
  /** A raster with exactly these bytes, or null where the library cannot say or has none. */
  findRaster(sha256: string): Promise<LibraryFile | null>;
}
