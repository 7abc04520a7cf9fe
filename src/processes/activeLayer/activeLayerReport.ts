/** What `active-layer` says beside depths: how its parameters came, what its method is known to err by, what is unlikely. */
import { constantOf } from './groundParameters.ts';
import { parametersIn } from '../rasters/mapParameters.ts';
import { knowsFrost } from '../../physics/activeLayer/method.ts';
import type { Json } from '../../core/json.ts';
import type { GivenMethod } from './activeLayerInputs.ts';
import type { CellParameter } from '../rasters/cellParameter.ts';

type Described = { readonly [key: string]: Json };

export function describeMethod(method: GivenMethod): Described {
  return {
    method: method.name,
    ...(method.name === 'layered-stefan' ? { algorithm: method.algorithm } : {}),
    parameters: Object.fromEntries(parametersIn(method).map(({ path, parameter }) => [path, describe(parameter)])),
    bias: biasOf[method.name],
  };
}

function describe(parameter: CellParameter): Json {
  return { ...describePlace(parameter), ...parameter.origin };
}

function describePlace(parameter: CellParameter): Described {
  const { unit } = parameter.rule;
  if (parameter.kind === 'constant') return { value: parameter.value, unit };
  if (parameter.kind === 'raster') return { raster: parameter.source, unit };
  if (parameter.kind === 'classes') return { classes: parameter.source, values: parameter.values, unit };
  if (parameter.kind === 'model') return { model: parameter.model, covariates: parameter.covariates, unit };
  const { column, values } = parameter;
  return values === null ? { column, unit } : { column, values, unit };
}

const textbook =
  'Stefan’s equation leaves out the heat that warms the ground and what cold permafrost takes: with textbook parameters it is too deep, by 15 to 37 % in seasonal cases that were computed in full. Where depths were measured, calibrate the edaphic factor by calibrate-active-layer, and give {"calibration": …} as the factor of method edaphic.';

/** What each method is known to err by. */
const biasOf: Readonly<Record<GivenMethod['name'], string>> = {
  edaphic:
    'The depth is as good as the factor: calibrate-active-layer fits it to measured depths and tells its error. A factor made from textbook properties gives depths that are too great, by 15 to 37 % in seasonal cases that were computed in full.',
  forest:
    'The depth is as good as the model: cross-validate and cross-validate-active-layer tell its error, and predict its intervals and where it may be applied.',
  stefan: textbook,
  'layered-stefan': textbook,
  kudryavtsev:
    'The method takes a sinusoid and a balance of many years: it is 4 and 19 % too shallow in two seasonal cases that were computed in full.',
};

/** For the log and the summary: the bias of textbook parameters, what is not known, what is unlikely. */
export function* warningsOf(method: GivenMethod): Iterable<string> {
  if (method.name === 'stefan' || method.name === 'layered-stefan') yield textbook;
  if (!knowsFrost(method)) {
    yield 'Nothing is known of frost, so that the depth is that of thaw everywhere; where the ground freezes less deep in winter there is no permafrost and no active layer. Give freeze, like thaw, to tell them apart: every method but forest takes it.';
  }
  for (const { path, parameter } of parametersIn(method)) {
    const { likely } = parameter.rule;
    if (likely === undefined) continue;
    const [low, high] = likely.range;
    for (const value of numbersIn(parameter)) {
      if (value < low || value > high) yield `${path} is ${value}: ${likely.note}`;
    }
  }
}

/** m; where depths are less in the mean, an index is most likely of something else. */
const leastMeanDepthM = 0.1;

/** @param meanM of the depths of thaw; NaN or null for none */
export function shallowWarnings(meanM: number | null): readonly string[] {
  if (meanM === null || !(meanM < leastMeanDepthM)) return [];
  return [
    `Of all depths of thaw the mean is ${Number(meanM.toPrecision(2))} m, which is unlikely: most permafrost thaws 0.2 m or more in summer. See whether the index is a sum of a year, in °C·day, and the parameters are in their units.`,
  ];
}

function numbersIn(parameter: CellParameter): readonly number[] {
  const value = constantOf(parameter);
  if (value !== null) return [value];
  return 'values' in parameter && parameter.values !== null ? Object.values(parameter.values) : [];
}
