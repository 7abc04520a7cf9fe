/** Process `explain`: how a model's predictions move with its covariates, as curves and as a picture. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { createRandom, shuffle } from '../core/random.ts';
import { drawEffectCurves } from '../figures/effectCurves.ts';
import { relationIn } from '../forest/relation.ts';
import { requireTrainingRows } from '../forest/trainingRows.ts';
import { requireRegression } from '../forest/modelHeader.ts';
import { writeCsv } from '../tables/writeCsv.ts';
import { anyJson, modelInput } from './inputs/commonInputs.ts';
import { defineProcess } from './process.ts';
import { readModel } from './training/readModel.ts';
import { writeFigures } from './training/scoreFigures.ts';
import type { Json } from '../core/json.ts';
import type { EffectCurve } from '../forest/effects.ts';
import type { Model } from '../forest/modelFile.ts';
import type { TrainingRows } from '../forest/trainingRows.ts';
import type { TraceEffectsTask } from '../../workers/traceEffects.ts';

interface NamedCurve {
  readonly covariate: string;
  readonly unit: string | null;
  readonly curve: EffectCurve;
}

export const explainProcess = defineProcess({
  id: 'explain',
  version: '1.0.0',
  title: 'Effects of the covariates in a model',
  description:
    'Partial dependence (Friedman 2001) with the spread of the single rows, and accumulated local effects (Apley & Zhu 2020), from the training rows that the model carries. Where covariates are correlated, partial dependence asks the model about places that do not exist; accumulated local effects stay among the data.',
  modes: ['async'],
  inputs: z.object({
    model: modelInput,
    covariates: z.array(z.string().min(1)).max(256).default([]).meta({
      title: 'Covariates',
      description: 'Names of the covariates to trace; all of the model by default.',
    }),
    intervals: z.int().min(1).max(200).default(20).meta({
      title: 'Intervals',
      description:
        'Stretches of a covariate between its values at evenly spaced ranks; fewer where it has fewer distinct values.',
    }),
    rows: z.int().min(10).max(10_000).default(1000).meta({
      title: 'Rows',
      description:
        'Most training rows that are asked; of more, so many are drawn by the model’s seed. The result says how many were asked.',
    }),
  }),
  outputs: {
    effects: {
      title: 'Curves',
      description:
        'Per covariate: values, partial dependence with the 10th and 90th percentile of the rows, and the accumulated local effect (its mean over the rows is 0), in the unit of the target.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    effectTable: {
      title: 'Curves (CSV)',
      description: 'The same, one row per covariate and value.',
      mediaType: 'text/csv',
    },
    effectPlot: {
      title: 'Curves (SVG)',
      description: 'A panel per covariate on one scale of the target, with single rows behind the curves.',
      mediaType: 'image/svg+xml',
    },
  },
  async plan(context, inputs) {
    const { model } = await readModel(context.library, inputs.model);
    chooseRows(model, inputs.covariates, inputs.rows);
    return [];
  },
  async run(context, inputs) {
    const { model } = await readModel(context.library, inputs.model);
    const { columns, chosen } = chooseRows(model, inputs.covariates, inputs.rows);
    const { covariates, target } = model.description;
    const relation = relationIn(model);
    let done = 0;
    const curves = await Promise.all(
      chosen.map(async (covariate): Promise<NamedCurve> => {
        const task: TraceEffectsTask = { relation, columns, covariate, intervals: inputs.intervals };
        const curve = await context.pool.run<EffectCurve>('traceEffects', task, context.signal);
        context.progress(++done / chosen.length, `${done} of ${chosen.length} covariates`);
        const { name, unit } = covariates[covariate]!;
        return { covariate: name, unit, curve };
      }),
    );
    const rowCount = columns[0]!.length;
    const table = join(context.folder, 'effects.csv');
    await writeFile(table, effectsAsCsv(curves));
    const subtitle = `${target.name} by ${model.description.engine.name}, ${rowCount} of ${model.description.stations} training rows asked`;
    return {
      effects: {
        kind: 'value',
        value: {
          target: { name: target.name, unit: target.unit },
          rows: rowCount,
          covariates: curves.map(reportCurve),
        },
      },
      effectTable: { kind: 'file', path: table, fileName: 'effects.csv' },
      ...(await writeFigures(context.folder, {
        effectPlot: drawEffectCurves({ subtitle, targetName: target.name, unit: target.unit, curves }),
      })),
    };
  },
});

/**
 * The rows to ask, and the numbers of the covariates to trace.
 * @throws {DomainError} 'invalid-input' for a model of classes or without its training rows, 'covariate-missing' for a name that the
 *   model does not have
 */
function chooseRows(
  { rows: carried, description }: Model,
  names: readonly string[],
  most: number,
): { readonly columns: readonly Float32Array[]; readonly chosen: readonly number[] } {
  requireRegression(description, 'An explanation');
  const rows: TrainingRows = requireTrainingRows(carried, 'An explanation', null);
  const known = description.covariates.map(({ name }) => name);
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined) {
    throw new DomainError(
      'covariate-missing',
      `The model has no covariate ${JSON.stringify(missing)}; did you mean ${nearestName(missing, known)}? It has ${known.join(', ')}`,
      { found: missing, have: known },
    );
  }
  const chosen = names.length === 0 ? [...known.keys()] : [...new Set(names)].map((name) => known.indexOf(name));
  const rowCount = rows.target.length;
  if (rowCount <= most) return { columns: rows.columns, chosen };
  const order = Uint32Array.from(rows.target.keys());
  shuffle(order, createRandom(description.seed));
  const drawn = new Set(order.subarray(0, most));
  return { columns: rows.columns.map((column) => column.filter((_, row) => drawn.has(row))), chosen };
}

function reportCurve({ covariate, unit, curve }: NamedCurve): Json {
  return {
    covariate,
    unit,
    values: [...curve.values],
    partialDependence: [...curve.partialDependence],
    percentile10: [...curve.lower],
    percentile90: [...curve.upper],
    accumulatedLocalEffect: [...curve.accumulated],
  };
}

function effectsAsCsv(curves: readonly NamedCurve[]): string {
  const columns = [
    'covariate',
    'value',
    'partial_dependence',
    'percentile_10',
    'percentile_90',
    'accumulated_local_effect',
  ];
  const rows = curves.flatMap(({ covariate, curve }) =>
    Array.from(curve.values, (value, i) => [
      covariate,
      value,
      curve.partialDependence[i]!,
      curve.lower[i]!,
      curve.upper[i]!,
      curve.accumulated[i]!,
    ]),
  );
  return writeCsv(columns, rows);
}
