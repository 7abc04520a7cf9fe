/** A run of a column as tables: a row per year, and the field of temperatures. */
import { writeCsv } from '../../tables/writeCsv.ts';
import { writeParquet } from '../../tables/writeParquet.ts';
import { talikThicknessM } from '../../physics/simulation/yearRow.ts';
import type { FieldMoment } from '../../physics/simulation/simulate.ts';
import type { YearRow } from '../../physics/simulation/yearRow.ts';

/** Columns of the yearly table that do not depend on the output depths. */
const yearColumns = [
  'year',
  'thawDepthM',
  'frostDepthM',
  'talikM',
  'talikTopM',
  'talikBottomM',
  'permafrostBaseM',
  'groundSurfaceC',
] as const;

/** @param startYear calendar year of year 0 */
export function yearsAsCsv(rows: readonly YearRow[], startYear: number, outputDepthsM: readonly number[]): string {
  const atDepths = outputDepthsM.flatMap((depthM) => [`min${depthM}mC`, `mean${depthM}mC`, `max${depthM}mC`]);
  return writeCsv(
    [...yearColumns, ...atDepths],
    rows.map((row) => [
      startYear + row.year,
      row.thawDepthM,
      row.frostDepthM,
      talikThicknessM(row),
      row.taliks[0]?.topM ?? null,
      row.taliks.at(-1)?.bottomM ?? null,
      row.permafrost.at(-1)?.bottomM ?? null,
      row.groundSurfaceC,
      ...row.atDepths.flatMap(({ minC, meanC, maxC }) => [minC, meanC, maxC]),
    ]),
  );
}

/** A row per moment and cell. */
export function fieldAsParquet(field: readonly FieldMoment[], startYear: number): Uint8Array {
  const [times, depths, heights, temperatures]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (const { years, surfaceM, depthsM, temperaturesC } of field) {
    for (let i = 0; i < depthsM.length; i++) {
      times.push(startYear + years);
      depths.push(depthsM[i]!);
      heights.push(surfaceM - depthsM[i]!);
      temperatures.push(temperaturesC[i]!);
    }
  }
  return writeParquet([
    { name: 'year', kind: 'number', values: times },
    { name: 'depth_m', kind: 'number', values: depths },
    { name: 'height_m', kind: 'number', values: heights },
    { name: 'temperature_c', kind: 'number', values: temperatures },
  ]);
}
