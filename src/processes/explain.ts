/** Process `explain`: how a model's predictions move with its covariates, as curves and as a picture. */
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { createRandom, shuffle } from '../core/random.ts';
import { drawEffectCurves } from '../figures/effectCurves.ts';
import { drawEffectSurfaces } from '../figures/effectSurfaces.ts';
import { relationIn } from '../forest/relation.ts';
import { requireTrainingRows } from '../forest/trainingRows.ts';
import { requireRegression } from '../forest/modelHeader.ts';
import { anyJson, modelInput } from './inputs/commonInputs.ts';
import { defineProcess } from './process.ts';
import { effectsAsCsv, reportCurve, reportSurface, surfacesAsCsv } from './training/effectTables.ts';
import { readModel } from './training/readModel.ts';
import { writeFigures } from './training/scoreFigures.ts';
import { writeText } from './writeText.ts';
import type { EffectCurve, LevelCurve } from '../forest/effects.ts';
import type { CovariatePair, EffectSurface } from '../forest/effectSurface.ts';
import type { Model } from '../forest/modelFile.ts';
import type { TrainingRows } from '../forest/trainingRows.ts';
import type { NamedCurve, NamedSurface } from './training/effectTables.ts';
import type { ProcessContext } from './process.ts';
import type { TraceEffectsTask } from '../../workers/traceEffects.ts';
import type { TraceSurfaceTask } from '../../workers/traceSurface.ts';

export const explainProcess = defineProcess({
  id: 'explain',
  version: '1.0.0',
  title: 'Effects of the covariates in a model',
  description:
    'Partial dependence (Friedman 2001) with the spread of the single rows, and accumulated local effects (Apley & Zhu 2020), from the training rows that the model carries. Where covariates are correlated, partial dependence asks the model about places that do not exist; accumulated local effects stay among the data. Named pairs of covariates are traced together too: what the model predicts for both, and what they do together beyond the effects of each alone.',
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
    pairs: z
      .array(z.tuple([z.string().min(1), z.string().min(1)]))
      .max(12)
      .default([])
      .meta({
        title: 'Pairs of covariates',
        description:
          'Two names each, such as [["tdd", "tpi"]]: the joint effect of both as a surface. None by default.',
      }),
    pairIntervals: z.int().min(1).max(30).default(8).meta({
      title: 'Intervals of a pair',
      description: 'Stretches of each covariate of a pair; the prediction is asked at every crossing for every row.',
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
        'Per covariate: values, partial dependence with the 10th and 90th percentile of the rows, and the accumulated local effect (its mean over the rows is 0), in the unit of the target. Of a categorical covariate the values are its levels, by rising mean of the target, and the accumulated local effect is null: levels have no order to accumulate in. Per pair: values of both, matrices of partial dependence and of the second-order accumulated local effect with a row per value of the first covariate, and how many training rows lie in each cell between the values.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    effectTable: {
      title: 'Curves (CSV)',
      description: 'The same, one row per covariate and value.',
      mediaType: 'text/csv',
    },
    pairTable: {
      title: 'Surfaces of pairs (CSV)',
      description: 'One row per pair and crossing of values. Absent where no pairs are asked for.',
      mediaType: 'text/csv',
    },
    pairPlot: {
      title: 'Surfaces of pairs (SVG)',
      description:
        'Heat maps of partial dependence on both covariates and of their interaction, the second-order accumulated local effect; cells without a training row are hatched. Absent where no pairs are asked for.',
      mediaType: 'image/svg+xml',
    },
    effectPlot: {
      title: 'Curves (SVG)',
      description:
        'A panel per covariate on one scale of the target, with single rows behind the curves; of a categorical covariate a point per level.',
      mediaType: 'image/svg+xml',
    },
  },
  async plan(context, inputs) {
    const { model } = await readModel(context.library, inputs.model);
    choose(model, inputs);
    return [];
  },
  async run(context, inputs) {
    const { model } = await readModel(context.library, inputs.model);
    const asked = choose(model, inputs);
    const { curves, surfaces } = await traceAll(context, model, asked, inputs);
    const { target, engine, stations } = model.description;
    const rowCount = asked.columns[0]!.length;
    const subtitle = `${target.name} by ${engine.name}, ${rowCount} of ${stations} training rows asked`;
    const drawn = { subtitle, targetName: target.name, unit: target.unit };
    const figures = { effectPlot: drawEffectCurves({ ...drawn, curves }) };
    const pairFigures = surfaces.length === 0 ? {} : { pairPlot: drawEffectSurfaces({ ...drawn, pairs: surfaces }) };
    return {
      effects: {
        kind: 'value',
        value: {
          target: { name: target.name, unit: target.unit },
          rows: rowCount,
          covariates: curves.map(reportCurve),
          pairs: surfaces.map(reportSurface),
        },
      },
      effectTable: await writeText(context.folder, 'effects.csv', effectsAsCsv(curves)),
      ...(surfaces.length === 0
        ? {}
        : { pairTable: await writeText(context.folder, 'pairs.csv', surfacesAsCsv(surfaces)) }),
      ...(await writeFigures(context.folder, { ...figures, ...pairFigures })),
    };
  },
});

interface Asked {
  /** Of the rows to ask. */
  readonly columns: readonly Float32Array[];
  /** Numbers of the covariates to trace. */
  readonly chosen: readonly number[];
  readonly pairs: readonly CovariatePair[];
}

/** Every curve and surface in a task of its own. */
async function traceAll(
  { pool, progress, signal }: ProcessContext,
  model: Model,
  { columns, chosen, pairs }: Asked,
  { intervals, pairIntervals }: { readonly intervals: number; readonly pairIntervals: number },
): Promise<{ readonly curves: readonly NamedCurve[]; readonly surfaces: readonly NamedSurface[] }> {
  const { covariates } = model.description;
  const relation = relationIn(model);
  const all = chosen.length + pairs.length;
  let done = 0;
  const count = (): void => progress(++done / all, `${done} of ${all} effects`);
  const curves = chosen.map(async (covariate): Promise<NamedCurve> => {
    const { name, unit, levels } = covariates[covariate]!;
    const task: TraceEffectsTask = { relation, columns, covariate, intervals, levelCount: levels?.length ?? null };
    const curve = await pool.run<EffectCurve | LevelCurve>('traceEffects', task, signal);
    count();
    return { covariate: name, unit, levels, curve };
  });
  const surfaces = pairs.map(async (pair): Promise<NamedSurface> => {
    const task: TraceSurfaceTask = { relation, columns, pair, intervals: pairIntervals };
    const surface = await pool.run<EffectSurface>('traceSurface', task, signal);
    count();
    return { covariates: [covariates[pair[0]]!, covariates[pair[1]]!], surface };
  });
  const [allCurves, allSurfaces] = await Promise.all([Promise.all(curves), Promise.all(surfaces)]);
  return { curves: allCurves, surfaces: allSurfaces };
}

/**
 * The rows to ask, and the numbers of the covariates and pairs to trace.
 * @throws {DomainError} 'invalid-input' for a model of classes or without its training rows, and for a pair that has no
 *   surface; 'covariate-missing' for a name that the model does not have
 */
function choose(model: Model, inputs: { covariates: string[]; pairs: (readonly string[])[]; rows: number }): Asked {
  requireRegression(model.description, 'An explanation');
  const rows: TrainingRows = requireTrainingRows(model.rows, 'An explanation', null);
  const known = model.description.covariates.map(({ name }) => name);
  const chosen =
    inputs.covariates.length === 0
      ? [...known.keys()]
      : [...new Set(inputs.covariates)].map((name) => covariateAt(name, known));
  const columns = drawRows(rows, inputs.rows, model.description.seed);
  return { columns, chosen, pairs: inputs.pairs.map((names) => pairOf(names, model, columns)) };
}

function covariateAt(name: string, known: readonly string[]): number {
  const at = known.indexOf(name);
  if (at !== -1) return at;
  throw new DomainError(
    'covariate-missing',
    `The model has no covariate ${JSON.stringify(name)}; did you mean ${nearestName(name, known)}? It has ${known.join(', ')}`,
    { found: name, have: known },
  );
}

function pairOf(names: readonly string[], { description }: Model, columns: readonly Float32Array[]): CovariatePair {
  const known = description.covariates.map(({ name }) => name);
  const [first, second] = names.map((name) => covariateAt(name, known));
  if (first === second) {
    throw new DomainError('invalid-input', `A pair needs two different covariates, not ${names[0]} twice`, {
      pointer: '/pairs',
    });
  }
  for (const at of [first!, second!]) {
    if (description.covariates[at]!.levels !== null) {
      throw new DomainError(
        'invalid-input',
        `${known[at]} is categorical: a pair with it has no surface, as levels have no order. Leave it out; its own effect is traced level by level`,
        { pointer: '/pairs' },
      );
    }
    if (columns[at]!.every((value) => value === columns[at]![0])) {
      throw new DomainError(
        'invalid-input',
        `The rows that are asked have one value of ${known[at]}, ${columns[at]![0]}: a pair with it has no surface. Leave it out`,
        { pointer: '/pairs' },
      );
    }
  }
  return [first!, second!];
}

/** All rows, or so many of them, drawn by the seed. */
function drawRows({ target, columns }: TrainingRows, most: number, seed: number): readonly Float32Array[] {
  if (target.length <= most) return columns;
  const order = Uint32Array.from(target.keys());
  shuffle(order, createRandom(seed));
  const drawn = new Set(order.subarray(0, most));
  return columns.map((column) => column.filter((_, row) => drawn.has(row)));
}
