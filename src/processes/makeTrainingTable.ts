/** Process `training-table`: the table that a forest would learn from, to be looked at before one does. */
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { drawCorrelationMatrix } from '../figures/correlationMatrix.ts';
import { drawCovariateCoverage } from '../figures/covariateCoverage.ts';
import { highInflation, judgeCollinearity } from '../forest/collinearity.ts';
import { writeCsv } from '../tables/writeCsv.ts';
import { pointsToGeoJson } from '../tables/writeGeoJson.ts';
import { writeParquet } from '../tables/writeParquet.ts';
import { anyJson, trainingInputs } from './inputs/commonInputs.ts';
import { judgeCoverage } from './training/covariateCoverage.ts';
import { defineProcess } from './process.ts';
import { writeOutput } from './writeOutput.ts';
import { writeFigures } from './training/scoreFigures.ts';
import { explainTooFew } from './training/requireTrainable.ts';
import { reportLeftOut } from './training/trainingReport.ts';
import { columnsOf, tableAsCsv } from './training/trainingColumns.ts';
import { buildTrainingTable, namesOf } from './training/trainingTable.ts';
import type { Json } from '../core/json.ts';
import type { Collinearity } from '../forest/collinearity.ts';
import type { Output, PlanContext } from './process.ts';
import type { TableColumn } from './training/trainingColumns.ts';
import type { TrainingTable } from './training/trainingTable.ts';

const { engine: _grown, ...tableInputs } = trainingInputs;

export const trainingTableProcess = defineProcess({
  id: 'training-table',
  version: '1.0.0',
  title: 'Training table',
  description:
    'Stations with their target and covariates, a row each, as `train` would learn from them: which were left out and why, which took the values of a neighbouring cell, how collinear the covariates are, and whether the map asks for more than the stations have seen.',
  modes: ['async'],
  inputs: z.object(tableInputs),
  outputs: {
    table: {
      title: 'Training table (CSV)',
      description:
        'A row per station: its line in the dataset, name, position, target, covariates, and moved_m, how far the cell lies whose values it took. A dataset of its own: `train` takes it with the covariates as columns.',
      mediaType: 'text/csv',
    },
    tableGeoJson: {
      title: 'Training table (GeoJSON)',
      description: 'The same as points.',
      mediaType: 'application/geo+json',
    },
    tableParquet: {
      title: 'Training table (Parquet)',
      description: 'The same with types, for R and Python.',
      mediaType: 'application/vnd.apache.parquet',
    },
    collinearity: {
      title: 'Collinearity (CSV)',
      description: 'Per covariate its variance inflation factor and its correlation with every other.',
      mediaType: 'text/csv',
    },
    correlationPlot: {
      title: 'Correlations (SVG)',
      description: 'Matrix of correlations with the variance inflation factors.',
      mediaType: 'image/svg+xml',
    },
    coveragePlot: {
      title: 'Coverage (SVG)',
      description:
        'Distribution of each raster covariate over the map and over the stations. Absent without rasters of numbers.',
      mediaType: 'image/svg+xml',
    },
    report: {
      title: 'Report',
      description:
        'Rows, stations left out with the reason, stations moved, collinear covariates, and the coverage: by covariate the share of the map outside the stations’ range, and together the share within the dissimilarity of the stations among themselves (Meyer & Pebesma 2021, all covariates weighing the same).',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  async plan(context, inputs) {
    await buildWithRows(context, inputs);
    return [];
  },
  async run(context, inputs) {
    const table = await buildWithRows(context, inputs);
    context.progress(0.4, 'covariates read');
    const columns = columnsOf(table, inputs.target, []);
    const numbers = table.covariates.flatMap(({ levels }, i) => (levels === null ? [i] : []));
    const names = numbers.map((i) => table.covariates[i]!.name);
    const collinearity = table.lines.length < 2 ? null : judgeCollinearity(numbers.map((i) => table.columns[i]!));
    const coverage = await judgeCoverage(context, table, inputs.seed);
    context.progress(0.8, 'map compared with stations');
    const subtitle = `${inputs.target}, ${table.lines.length} stations`;
    return {
      ...(await writeTables(context.folder, table, columns)),
      ...(collinearity === null || names.length === 0
        ? {}
        : {
            collinearity: await writeOutput(context.folder, 'collinearity.csv', collinearityAsCsv(names, collinearity)),
            ...(await writeFigures(context.folder, {
              correlationPlot: drawCorrelationMatrix({ subtitle, names, ...collinearity }),
            })),
          }),
      ...(coverage === null
        ? {}
        : await writeFigures(context.folder, {
            coveragePlot: drawCovariateCoverage({ subtitle, covariates: coverage.covariates }),
          })),
      report: {
        kind: 'value',
        value: {
          rows: table.lines.length,
          target: { name: inputs.target, unit: table.targetUnit, classes: table.classes },
          covariates: [...namesOf(table)],
          collinear: collinearity === null ? [] : describeCollinear(names, collinearity),
          coverage: coverage?.report ?? null,
          ...reportLeftOut(table),
        },
      },
    };
  },
});

/** @throws {DomainError} as `buildTrainingTable`; 'too-few-stations' where no station is left */
async function buildWithRows(
  context: PlanContext,
  inputs: Parameters<typeof buildTrainingTable>[1],
): Promise<TrainingTable> {
  const table = await buildTrainingTable(context, inputs);
  return explainTooFew(table, () => {
    if (table.lines.length > 0) return table;
    throw new DomainError('too-few-stations', 'Expected a station with a target and all covariates, got none');
  });
}

async function writeTables(
  folder: string,
  table: TrainingTable,
  columns: readonly TableColumn[],
): Promise<Readonly<Record<string, Output>>> {
  const names = columns.map(({ name }) => name);
  const rows = [...table.lines.keys()].map((row) => columns.map(({ values }) => values[row]!));
  const features = rows.map((values, row) => ({
    lon: table.positions?.lon[row] ?? Number.NaN,
    lat: table.positions?.lat[row] ?? Number.NaN,
    properties: Object.fromEntries(values.map((value, i) => [names[i]!, value])),
  }));
  return {
    table: await writeOutput(folder, 'training.csv', tableAsCsv(columns)),
    tableGeoJson: await writeOutput(folder, 'training.geojson', pointsToGeoJson(features)),
    tableParquet: await writeOutput(folder, 'training.parquet', writeParquet(columns)),
  };
}

function collinearityAsCsv(names: readonly string[], { correlations, inflation }: Collinearity): string {
  return writeCsv(
    ['covariate', 'variance_inflation_factor', ...names],
    // An infinite factor has no number in a table: the word stays readable.
    names.map((name, i) => [name, inflation[i] === Infinity ? 'Inf' : inflation[i]!, ...correlations[i]!]),
  );
}

function describeCollinear(names: readonly string[], { inflation }: Collinearity): Json {
  return names.flatMap((name, i) => {
    const factor = inflation[i]!;
    if (!(factor > highInflation)) return [];
    const reason =
      factor === Infinity
        ? 'is a linear combination of the others'
        : `is explained by the others to ${(100 * (1 - 1 / factor)).toFixed(1)} %`;
    return [{ covariate: name, varianceInflationFactor: factor === Infinity ? null : factor, reason }];
  });
}
