/** Importances as a training reports them: covariates, groups of them, and impurity corrected by shadows. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearestName.ts';
import { findTreeEngine } from '../../forest/engines.ts';
import { correctedImportance, withShadows } from '../../forest/impurityImportance.ts';
import { growForest } from './growForest.ts';
import type { Json } from '../../core/json.ts';
import type { CovariateGroup, Importance } from '../../forest/importance.ts';
import type { Training } from '../../forest/engine.ts';
import type { ChosenEngine, GrownForest } from './growForest.ts';
import type { PermuteCovariatesTask } from '../../../workers/permuteCovariates.ts';
import type { ProcessContext } from '../process.ts';

export const importanceInputs = {
  importanceGroups: z
    .record(z.string().min(1).max(64), z.array(z.string().min(1)).min(1).max(256))
    .refine((groups) => Object.keys(groups).length <= 100, 'at most 100 groups')
    .default({})
    .meta({
      title: 'Groups of covariates',
      description:
        'Covariates to be judged together, by group name, such as {"climate": ["tdd", "precip"]}: their values are permuted as one. Correlated covariates hide each other’s importance; a group of them does not.',
    }),
  correctedImpurity: z.boolean().default(false).meta({
    title: 'Corrected impurity importance',
    description:
      'Also reports by how much each covariate’s splits decrease the variance of the target, or the Gini impurity of classes, beyond what a permuted copy of it achieves by chance (Nembrini, König & Wright 2018). It grows one more forest with twice the covariates.',
  }),
};

export interface ImportanceInputs {
  readonly importanceGroups: Readonly<Record<string, readonly string[]>>;
  readonly correctedImpurity: boolean;
}

/** One row of a report, sorted by its value. */
interface ReportedImportance {
  /** Of a covariate, or of a group of them. */
  readonly name: string;
  readonly importance: Importance;
}

export interface Importances {
  /** Increase of the out-of-bag mean squared error; empty where no row is out of bag. */
  readonly permutation: readonly ReportedImportance[];
  readonly groups: readonly ReportedImportance[];
  /** Decrease of the variance, of classes of the Gini impurity, beyond chance; null where it was not asked for. */
  readonly impurity: readonly ReportedImportance[] | null;
}

/**
 * The numbers of a group's covariates.
 * @throws {DomainError} 'covariate-missing' for a name that is no covariate, 'invalid-input' for a name given twice or a
 *   group called like a covariate, which tables and pictures show beside it
 */
export function resolveGroups(
  groups: ImportanceInputs['importanceGroups'],
  covariates: readonly string[],
): CovariateGroup[] {
  return Object.entries(groups).map(([group, names]) => {
    if (covariates.includes(group)) {
      throw new DomainError(
        'invalid-input',
        `importanceGroups.${group} is called like a covariate: choose another name`,
      );
    }
    if (new Set(names).size < names.length) {
      throw new DomainError('invalid-input', `importanceGroups.${group} names a covariate twice: ${names.join(', ')}`);
    }
    return names.map((name) => {
      const covariate = covariates.indexOf(name);
      if (covariate >= 0) return covariate;
      throw new DomainError(
        'covariate-missing',
        `importanceGroups.${group} names ${JSON.stringify(name)}, which is no covariate of this training; did you mean ${nearestName(name, covariates)}?`,
        { group, found: name, have: covariates },
      );
    });
  });
}

export async function judgeCovariates(
  context: ProcessContext,
  grown: GrownForest,
  inputs: ImportanceInputs & { readonly engine: ChosenEngine; readonly covariates: readonly string[] },
): Promise<Importances> {
  const { covariates, importanceGroups } = inputs;
  const groups = resolveGroups(importanceGroups, covariates);
  const all = [...covariates.map((_, covariate) => [covariate]), ...groups];
  const permutation = await permuteInThreads(context, grown, all);
  return {
    permutation: ranked(covariates, permutation.slice(0, covariates.length)),
    groups: ranked(Object.keys(importanceGroups), permutation.slice(covariates.length)),
    impurity: inputs.correctedImpurity ? ranked(covariates, await growShadows(context, grown.request, inputs)) : null,
  };
}

/** A stretch of the groups for each thread: every one of them computes the intact errors for itself. */
async function permuteInThreads(
  context: ProcessContext,
  { request, trained }: GrownForest,
  groups: readonly CovariateGroup[],
): Promise<readonly Importance[]> {
  const size = Math.ceil(groups.length / context.pool.threads);
  const stretches = Array.from({ length: Math.ceil(groups.length / size) }, (_, i) =>
    groups.slice(i * size, (i + 1) * size),
  );
  const { forest, inBag } = trained;
  const judged = await Promise.all(
    stretches.map((stretch) => {
      const task: PermuteCovariatesTask = { request, forest: forest.buffer, inBag, groups: stretch };
      return context.pool.run<readonly Importance[] | null>('permuteCovariates', task, context.signal);
    }),
  );
  return judged.flatMap((importances) => importances ?? []);
}

async function growShadows(
  context: ProcessContext,
  request: Training,
  { engine }: { readonly engine: ChosenEngine },
): Promise<readonly Importance[]> {
  const shadowed = withShadows(request);
  // A split draws as many covariates as those of the model do, not as is usual with twice as many: as ranger does.
  const classes = typeof request.classCount === 'number';
  const options = findTreeEngine(engine.name).settle(engine.options, request.columns.length, classes);
  const { trained } = await growForest(context, { ...engine, options }, shadowed, request.seed);
  return correctedImportance(shadowed, trained);
}

function ranked(names: readonly string[], importances: readonly Importance[]): ReportedImportance[] {
  return importances
    .map((importance, i) => ({ name: names[i]!, importance }))
    .toSorted((a, b) => b.importance.mean - a.importance.mean);
}

/** For the report of a training, the most important first. */
export function reportImportances(
  { permutation, groups, impurity }: Importances,
  covariatesOf: ImportanceInputs['importanceGroups'],
  classes: boolean,
): { readonly [key: string]: Json } {
  const [loss, decrease] = classes
    ? (['accuracyDecrease', 'giniDecrease'] as const)
    : (['mseIncrease', 'varianceDecrease'] as const);
  return {
    importances: permutation.map(({ name, importance: { mean, sd } }) => ({ covariate: name, [loss]: mean, sd })),
    ...(groups.length === 0
      ? {}
      : {
          groupImportances: groups.map(({ name, importance: { mean, sd } }) => ({
            group: name,
            covariates: covariatesOf[name]!,
            [loss]: mean,
            sd,
          })),
        }),
    ...(impurity === null
      ? {}
      : {
          impurityImportances: impurity.map(({ name, importance: { mean, sd } }) => ({
            covariate: name,
            [decrease]: mean,
            sd,
          })),
        }),
  };
}
