/** A parameter that a model predicts in every cell or at every station, such as the edaphic factor of the hybrid. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { relationIn } from '../../forest/relation.ts';
import { metresPer } from '../../tables/columnUnits.ts';
import { lengthUnits } from '../../tables/thawDepths.ts';
import { modelInput, predictionCovariatesInput } from '../inputs/commonInputs.ts';
import { chooseSources, coverageRanges, isCoordinate } from '../maps/prediction.ts';
import { crossValidatedScore } from './modelScore.ts';
import { readModel } from '../training/readModel.ts';
import type { Json } from '../../core/json.ts';
import type { LayerModel } from '../../derive/modelledRule.ts';
import type { ModelDescription } from '../../forest/modelHeader.ts';
import type { CellParameter, ParameterRule } from './cellParameter.ts';
import type { StackLayer } from './covariateStack.ts';
import type { Library } from '../library.ts';
import type { NamedParameter } from './mapParameters.ts';
import type { CovariateSource } from '../maps/prediction.ts';

/** Schema of such a parameter, beside the other forms of `cellParameter`. */
export function modelParameter(rule: ParameterRule) {
  return z
    .strictObject({
      model: modelInput,
      covariates: predictionCovariatesInput.optional().meta({ ...predictionCovariatesInput.meta() }),
    })
    .transform(({ model, covariates = {} }): CellParameter => ({ kind: 'model', model, covariates, rule }));
}

export interface OpenedModel {
  readonly path: string;
  readonly description: ModelDescription;
  readonly relation: LayerModel['relation'];
  readonly sources: Readonly<Record<string, CovariateSource>>;
  readonly factor: number;
  /** Its rasters, as if each were a parameter of its own: they share the stack with the other parameters. */
  readonly rasters: readonly NamedParameter[];
}

/**
 * Reads the models among the parameters.
 * @param pointer to the tree of parameters in the inputs
 * @throws {DomainError} as `readModel` and `chooseSources`; 'invalid-input' for a model of something else
 */
export function openModels(
  library: Library,
  leaves: readonly NamedParameter[],
  pointer: string,
): Promise<readonly OpenedModel[]> {
  return Promise.all(
    leaves.flatMap(({ path, parameter }) =>
      parameter.kind === 'model' ? [openModel(library, { path, parameter, pointer: `${pointer}/${path}` })] : [],
    ),
  );
}

async function openModel(
  library: Library,
  given: {
    readonly path: string;
    readonly parameter: CellParameter & { readonly kind: 'model' };
    readonly pointer: string;
  },
): Promise<OpenedModel> {
  const { path, parameter, pointer } = given;
  const { rule } = parameter;
  const model = await readModel(library, parameter.model);
  const { description } = model;
  const factor = unitFactor(description, rule, pointer);
  const sources = await chooseSources(library, description.covariates, parameter.covariates);
  const levelsOf = new Map(description.covariates.map(({ name, levels }) => [name, levels]));
  const rasters = Object.entries(sources).flatMap(([name, source]): NamedParameter[] => {
    if (isCoordinate(source)) return [];
    const ofClasses = levelsOf.get(name) !== null;
    const place = ofClasses ? { kind: 'classes' as const, values: {} } : { kind: 'raster' as const };
    return [{ path: `${path}/${name}`, parameter: { ...place, source, rule } }];
  });
  return { path, description, relation: relationIn(model), sources, factor, rasters };
}

/** What predictions are multiplied by to be in the unit of the parameter. */
function unitFactor({ target }: ModelDescription, { title, unit }: ParameterRule, pointer: string): number {
  const length = lengthUnits.find((known) => known === target.unit);
  if (target.classes === null && unit === 'm' && length !== undefined) return metresPer[length];
  if (target.classes === null && target.unit !== null && target.unit === modelUnits[unit]) return 1;
  const found = target.classes === null ? `in ${target.unit ?? 'no unit'}` : 'as classes';
  throw new DomainError(
    'invalid-input',
    `${pointer}/model: expected a model of ${title.toLowerCase()} in ${unit}; this one predicts ${target.name} ${found}`,
    { errors: [{ pointer: `${pointer}/model`, detail: `predicts ${target.name} ${found}` }] },
  );
}

/** Units of parameters as targets of models write them. */
const modelUnits: Readonly<Record<string, string>> = { 'm/(°C·day)^0.5': 'm/√(°C·day)' };

/**
 * The model as a rule takes it.
 * @param layerOf number of the layer of a covariate
 * @param layers  of its rasters, by covariate
 */
export async function layerModel(
  { description, relation, sources, factor }: OpenedModel,
  layerOf: (covariate: string, source: CovariateSource) => number,
  layers: readonly StackLayer[],
): Promise<LayerModel> {
  return {
    relation,
    factor,
    layers: description.covariates.map(({ name }) => layerOf(name, sources[name]!)),
    ranges: await coverageRanges(description, sources, layers),
  };
}

/**
 * For the summary of a map: by which models, and where these went beyond what they were trained on.
 * @param counts of the rule of `createModelledRule`: those of models are its last
 */
export function describeModels(
  opened: readonly OpenedModel[],
  counts: readonly number[],
): { readonly [key: string]: Json } {
  if (opened.length === 0) return {};
  const total = opened.reduce((sum, { description }) => sum + 2 * description.covariates.length, 0);
  let at = counts.length - total;
  const models = opened.map(({ path, description }) => ({
    parameter: path,
    target: { name: description.target.name, unit: description.target.unit },
    engine: description.engine.name,
    stations: description.stations,
    crossValidated: crossValidatedScore(description),
    covariates: description.covariates.map(({ name, levels }) => {
      const [outside, unseen] = [counts[at++]!, counts[at++]!];
      return { name, cellsOutsideTraining: outside, ...(levels === null ? {} : { cellsOfUnseenLevels: unseen }) };
    }),
  }));
  return { models };
}
