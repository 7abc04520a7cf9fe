/** Every out-of-fold prediction, as a table and as points. */
import { pointsToGeoJson } from '../tables/writeGeoJson.ts';
import { writeCsv } from '../tables/writeCsv.ts';
import type { CrossValidation } from '../forest/crossValidate.ts';
import type { TrainingTable } from './trainingTable.ts';

interface PredictionRow {
  readonly repeat: number;
  readonly fold: number;
  readonly line: number;
  readonly station: string;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly observed: number;
  readonly predicted: number;
  /** Predicted − observed. */
  readonly error: number;
}

export function listPredictions(validation: CrossValidation, table: TrainingTable): PredictionRow[] {
  return validation.repeats.flatMap(({ folds, predictions }, repeat) =>
    Array.from(predictions, (predicted, row) => ({
      repeat: repeat + 1,
      fold: folds.foldOfRow[row]! + 1,
      line: table.lines[row]!,
      station: table.labels[row]!,
      lon: table.positions?.lon[row] ?? null,
      lat: table.positions?.lat[row] ?? null,
      observed: table.target[row]!,
      predicted,
      error: predicted - table.target[row]!,
    })),
  );
}

const columns = ['repeat', 'fold', 'line', 'station', 'lon', 'lat', 'observed', 'predicted', 'error'] as const;

export function predictionsAsCsv(rows: readonly PredictionRow[]): string {
  return writeCsv(
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
}

export function predictionsAsGeoJson(rows: readonly PredictionRow[]): string {
  return pointsToGeoJson(
    rows.map(({ lon, lat, ...properties }) => ({ lon: lon ?? Number.NaN, lat: lat ?? Number.NaN, properties })),
  );
}
