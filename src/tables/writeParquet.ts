/** Tables of results as Apache Parquet, which R (arrow), Python (pyarrow, geopandas) and GDAL read with types and gaps. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { CsvValue } from './writeCsv.ts';

interface ParquetColumn {
  readonly name: string;
  readonly kind: 'number' | 'whole' | 'text';
  /** null for a gap. */
  readonly values: readonly CsvValue[];
}

const types = { number: 'DOUBLE', whole: 'INT32', text: 'STRING' } as const;

/** The same bytes for the same values. */
export function writeParquet(columns: readonly ParquetColumn[]): Uint8Array {
  const columnData = columns.map(({ name, kind, values }) => ({
    name,
    type: types[kind],
    data: values.map((value) => (typeof value === 'number' && Number.isNaN(value) ? null : value)),
    nullable: true,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
