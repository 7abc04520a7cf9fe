/** The thickness of the active layer as a model of measured sites predicts it. */
import { deepestThawM } from '../../tables/thawDepths.ts';
import { modelParameter } from '../rasters/modelParameter.ts';

export const thicknessParameter = modelParameter({
  title: 'Active-layer thickness',
  unit: 'm',
  minimum: 0,
  maximum: deepestThawM,
  reason: 'the deepest active layers, in bedrock, reach about half of it',
}).meta({
  title: 'Active-layer thickness',
  description:
    'Active-layer thickness by a model of it: {"model": id, "covariates": {…}}, where covariates that are not named come from the rasters that the model was trained with.',
});
