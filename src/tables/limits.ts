/** How large a table may be. A file beyond one of them is refused before it fills the memory. */
export interface TableLimits {
  readonly bytes: number;
  readonly rows: number;
  readonly columns: number;
  /** Rows times columns. */
  readonly cells: number;
  readonly cellCharacters: number;
  /** Of everything inside a zipped workbook, after inflating. */
  readonly inflatedBytes: number;
}

export const tableLimits: TableLimits = {
  bytes: 200_000_000,
  rows: 1_000_000,
  columns: 2_000,
  // A million rows of 20 columns (124 MB) took 1.5 GB at the peak.
  cells: 20_000_000,
  cellCharacters: 32_767, // what a spreadsheet cell holds
  inflatedBytes: 256_000_000,
};
