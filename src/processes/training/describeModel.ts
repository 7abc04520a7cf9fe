/** What a model file says of its model, and the rows it was trained on. */
import { range } from '../../core/statistics.ts';
import { software } from '../../core/version.ts';
import type { Folds } from '../../forest/folds.ts';
import type { ModelDescription } from '../../forest/modelHeader.ts';
import type { TrainingRows } from '../../forest/trainingRows.ts';
import type { JudgedInterval } from '../validation/intervals.ts';
import type { ChosenEngine } from './growForest.ts';
import type { TrainingTable } from './trainingTable.ts';

export function describeModel(
  table: TrainingTable,
  inputs: {
    readonly boreholes: string;
    readonly target: string;
    readonly weights: string | null;
    readonly seed: number;
  },
  trained: Pick<ModelDescription, 'applicability' | 'report'> & {
    readonly engine: ChosenEngine;
    /** Importance of each covariate. */
    readonly importanceOf: readonly (number | null)[];
    /** As judged out of bag. */
    readonly intervals: readonly JudgedInterval[];
  },
): ModelDescription {
  return {
    covariates: table.covariates.map(({ name, layer, coordinate, levels, imputed }, i) => ({
      name,
      levels,
      imputed,
      ...(layer === null
        ? { source: 'column' as const, coordinate, raster: null, unit: null }
        : {
            source: 'raster' as const,
            coordinate: null,
            raster: { name: layer.file.name, sha256: layer.file.sha256, band: layer.band },
            unit: layer.info.bands[layer.band - 1]!.unit,
          }),
      ...range(table.columns[i]!),
      importance: trained.importanceOf[i]!,
    })),
    target: { name: inputs.target, unit: table.targetUnit, classes: table.classes },
    weights: inputs.weights,
    engine: trained.engine,
    seed: inputs.seed,
    stations: table.target.length,
    boreholes: { name: table.file.name, sha256: table.file.sha256 },
    applicability: trained.applicability,
    intervals: trained.intervals.flatMap(({ nominal, calibratedShare: share }) =>
      share === null ? [] : [{ nominal, share }],
    ),
    software,
    report: trained.report,
  };
}

export function rowsOf({ columns, target, positions }: TrainingTable, folds: Folds | null): TrainingRows {
  return { columns, target, positions, folds: folds === null ? null : Int32Array.from(folds.foldOfRow) };
}
