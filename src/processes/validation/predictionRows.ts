/** Every out-of-fold prediction, as a table and as points. */
import { pointsToGeoJson } from '../../tables/writeGeoJson.ts';
import { writeCsv } from '../../tables/writeCsv.ts';
import { writeOutput } from '../writeOutput.ts';
import type { Folds } from '../../forest/folds.ts';
import type { Output } from '../process.ts';
import type { TrainingTable } from '../training/trainingTable.ts';

interface PredictionRow {
  readonly repeat: number;
  readonly fold: number;
  readonly line: number;
  readonly station: string;
  readonly lon: number | null;
  readonly lat: number | null;
  /** A class by its label. */
  readonly observed: number | string;
  /** null for a class that could not be predicted. */
  readonly predicted: number | string | null;
  /** Predicted − observed; of classes null. */
  readonly error: number | null;
}

/** Writes both files and names them as outputs. */
export async function writePredictions(
  folder: string,
  repeats: Parameters<typeof listPredictions>[0],
  table: TrainingTable,
): Promise<Readonly<Record<'predictions' | 'predictionPoints', Output>>> {
  const rows = listPredictions(repeats, table);
  return {
    predictions: await writeOutput(folder, 'predictions.csv', predictionsAsCsv(rows)),
    predictionPoints: await writeOutput(folder, 'predictions.geojson', predictionsAsGeoJson(rows)),
  };
}

function listPredictions(
  repeats: readonly { readonly folds: Folds; readonly predictions: Float64Array }[],
  table: TrainingTable,
): PredictionRow[] {
  return repeats.flatMap(({ folds, predictions }, repeat) =>
    Array.from(predictions, (predicted, row) => ({
      repeat: repeat + 1,
      fold: folds.foldOfRow[row]! + 1,
      line: table.lines[row]!,
      station: table.labels[row]!,
      lon: table.positions?.lon[row] ?? null,
      lat: table.positions?.lat[row] ?? null,
      ...compare(table.target[row]!, predicted, table.classes),
    })),
  );
}

function compare(
  observed: number,
  predicted: number,
  classes: readonly string[] | null,
): Pick<PredictionRow, 'observed' | 'predicted' | 'error'> {
  if (classes === null) return { observed, predicted, error: predicted - observed };
  return { observed: classes[observed]!, predicted: classes[predicted] ?? null, error: null };
}

const columns = ['repeat', 'fold', 'line', 'station', 'lon', 'lat', 'observed', 'predicted', 'error'] as const;

function predictionsAsCsv(rows: readonly PredictionRow[]): string {
  return writeCsv(
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
}

function predictionsAsGeoJson(rows: readonly PredictionRow[]): string {
  return pointsToGeoJson(
    rows.map(({ lon, lat, ...properties }) => ({ lon: lon ?? Number.NaN, lat: lat ?? Number.NaN, properties })),
  );
}
