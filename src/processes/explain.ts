/** Process `explain`: how a model's predictions move with its covariates, as curves and as a picture. */
import { z } from 'zod';
import { drawEffectCurves } from '../figures/effectCurves.ts';
import { drawEffectSurfaces } from '../figures/effectSurfaces.ts';
import { relationIn } from '../forest/relation.ts';
import { anyJson, modelInput } from './inputs/commonInputs.ts';
import { defineProcess } from './process.ts';
import { chooseEffects } from './training/effectsAsked.ts';
import { effectsAsCsv, reportCurves, reportSurfaces, surfacesAsCsv } from './training/effectTables.ts';
import { readModel } from './training/readModel.ts';
import { writeFigures } from './training/scoreFigures.ts';
import { writeOutput } from './writeOutput.ts';
import type { EffectCurve, LevelCurve } from '../forest/effects.ts';
import type { EffectSurface } from '../forest/effectSurface.ts';
import type { Model } from '../forest/modelFile.ts';
import type { EffectsAsked } from './training/effectsAsked.ts';
import type { NamedCurves, NamedSurfaces, Traced } from './training/effectTables.ts';
import type { ProcessContext } from './process.ts';
import type { TraceEffectsTask } from '../../workers/traceEffects.ts';
import type { TraceSurfaceTask } from '../../workers/traceSurface.ts';

export const explainProcess = defineProcess({
  id: 'explain',
  version: '1.0.0',
  title: 'Effects of the covariates in a model',
  description:
    'Partial dependence (Friedman 2001) with the spread of the single rows, and accumulated local effects (Apley & Zhu 2020), from the training rows that the model carries. Where covariates are correlated, partial dependence asks the model about places that do not exist; accumulated local effects stay among the data. Named pairs of covariates are traced together too: what the model predicts for both, and what they do together beyond the effects of each alone. Of a model of classes, the effects are on the share of the votes that each class has.',
  modes: ['async'],
  inputs: z.object({
    model: modelInput,
    covariates: z.array(z.string().min(1)).max(256).default([]).meta({
      title: 'Covariates',
      description: 'Names of the covariates to trace; all of the model by default.',
    }),
    classes: z.array(z.string().min(1)).max(600).default([]).meta({
      title: 'Classes',
      description: 'Of a model of classes: those whose share of the votes is traced; all by default.',
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
        'Per covariate: values, partial dependence with the 10th and 90th percentile of the rows, and the accumulated local effect (its mean over the rows is 0), in the unit of the target; of a model of classes these four for each class, as shares of the votes (0 to 1). Of a categorical covariate the values are its levels, by rising mean of the target, and the accumulated local effect is null: levels have no order to accumulate in. Per pair: values of both, matrices of partial dependence and of the second-order accumulated local effect with a row per value of the first covariate, and how many training rows lie in each cell between the values.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    effectTable: {
      title: 'Curves (CSV)',
      description: 'The same, one row per covariate and value, of a model of classes per covariate, class and value.',
      mediaType: 'text/csv',
    },
    pairTable: {
      title: 'Surfaces of pairs (CSV)',
      description:
        'One row per pair and crossing of values, of a model of classes for each class. Absent where no pairs are asked for.',
      mediaType: 'text/csv',
    },
    pairPlot: {
      title: 'Surfaces of pairs (SVG)',
      description:
        'Heat maps of partial dependence on both covariates and of their interaction, the second-order accumulated local effect; cells without a training row are hatched; a row of both for each class. Absent where no pairs are asked for.',
      mediaType: 'image/svg+xml',
    },
    effectPlot: {
      title: 'Curves (SVG)',
      description:
        'A panel per covariate on one scale of the target, with single rows behind the curves; of a categorical covariate a point per level. Of a model of classes a row of panels per covariate, one for each class, on one scale of shares of the votes.',
      mediaType: 'image/svg+xml',
    },
  },
  async plan(context, inputs) {
    const model = await readModel(context.library, inputs.model);
    chooseEffects(model, inputs);
    return [];
  },
  async run(context, inputs) {
    const model = await readModel(context.library, inputs.model);
    const asked = chooseEffects(model, inputs);
    const { curves, surfaces } = await traceAll(context, model, asked, inputs);
    const { name, unit, classes } = model.description.target;
    const rowCount = asked.columns[0]!.length;
    return {
      effects: {
        kind: 'value',
        value: {
          target: { name, unit, ...(classes === null ? {} : { classes }) },
          rows: rowCount,
          covariates: curves.map(reportCurves),
          pairs: surfaces.map(reportSurfaces),
        },
      },
      effectTable: await writeOutput(context.folder, 'effects.csv', effectsAsCsv(curves)),
      ...(surfaces.length === 0
        ? {}
        : { pairTable: await writeOutput(context.folder, 'pairs.csv', surfacesAsCsv(surfaces)) }),
      ...(await writeFigures(context.folder, drawEffects(model, rowCount, curves, surfaces))),
    };
  },
});

/** Every curve and surface in a task of its own. */
async function traceAll(
  { pool, progress, signal }: ProcessContext,
  model: Model,
  { columns, chosen, classes, pairs }: EffectsAsked,
  { intervals, pairIntervals }: { readonly intervals: number; readonly pairIntervals: number },
): Promise<{ readonly curves: readonly NamedCurves[]; readonly surfaces: readonly NamedSurfaces[] }> {
  const { covariates, target } = model.description;
  const relation = relationIn(model);
  const all = (chosen.length + pairs.length) * classes.length;
  let done = 0;
  const traceEach = <Effect>(trace: (classNumber: number | null) => Promise<Effect>): Promise<Traced<Effect>[]> =>
    Promise.all(
      classes.map(async (classNumber) => {
        const effect = await trace(classNumber);
        progress(++done / all, `${done} of ${all} effects`);
        return { className: classNumber === null ? null : target.classes![classNumber]!, effect };
      }),
    );
  const curves = chosen.map(async (covariate): Promise<NamedCurves> => {
    const { name, unit, levels } = covariates[covariate]!;
    const levelCount = levels?.length ?? null;
    const traced = await traceEach((classNumber) => {
      const task: TraceEffectsTask = { relation, classNumber, columns, covariate, intervals, levelCount };
      return pool.run<EffectCurve | LevelCurve>('traceEffects', task, signal);
    });
    return { covariate: name, unit, levels, traced };
  });
  const surfaces = pairs.map(async (pair): Promise<NamedSurfaces> => {
    const traced = await traceEach((classNumber) => {
      const task: TraceSurfaceTask = { relation, classNumber, columns, pair, intervals: pairIntervals };
      return pool.run<EffectSurface>('traceSurface', task, signal);
    });
    return { covariates: [covariates[pair[0]]!, covariates[pair[1]]!], traced };
  });
  const [allCurves, allSurfaces] = await Promise.all([Promise.all(curves), Promise.all(surfaces)]);
  return { curves: allCurves, surfaces: allSurfaces };
}

function drawEffects(
  { description: { target, engine, stations } }: Model,
  rowCount: number,
  curves: readonly NamedCurves[],
  surfaces: readonly NamedSurfaces[],
): Readonly<Record<string, string>> {
  const subtitle = `${target.name} by ${engine.name}, ${rowCount} of ${stations} training rows asked`;
  const { unit } = target;
  const predicted = target.classes === null ? `Predicted ${target.name}` : 'Share of the votes';
  const effectPlot = drawEffectCurves({ subtitle, predicted, unit, curves });
  if (surfaces.length === 0) return { effectPlot };
  const pairs = surfaces.flatMap(({ covariates, traced }) =>
    traced.map(({ className, effect: surface }) => {
      return { predicted: className === null ? predicted : `${predicted} for ${className}`, covariates, surface };
    }),
  );
  return { effectPlot, pairPlot: drawEffectSurfaces({ subtitle, unit, pairs }) };
}
