/** Every rule that a thread can be asked for by name: plain requests cross to threads, functions do not. */
import { createFormulaRule } from '../formula/formulaRule.ts';
import { createActiveLayerRule } from '../physics/activeLayer/activeLayerRule.ts';
import { createDegreeDaysRule } from '../physics/degreeDaysRule.ts';
import { createGroundIceRule } from '../physics/ice/groundIceRule.ts';
import { createStabilityRule } from '../physics/stability/stabilityRule.ts';
import { createTupleRule } from '../physics/simulation/cellTuples.ts';
import { createSpectralRule } from '../spectral/spectralRule.ts';
import { createTerrainRule } from '../terrain/terrainRule.ts';
import { createCopyRule } from './copyRule.ts';
import { createModelledRule } from './modelledRule.ts';
import type { MapPlace, WindowRule } from '../core/windowRule.ts';
import type { CellSource } from '../core/cellSource.ts';
import type { DepthMethod } from '../physics/activeLayer/method.ts';
import type { Formula } from '../formula/expression.ts';
import type { DegreeDaysOptions } from '../physics/degreeDaysRule.ts';
import type { GroundIceOptions } from '../physics/ice/groundIceOptions.ts';
import type { StabilityOptions } from '../physics/stability/stabilityRule.ts';
import type { TupleTable } from '../physics/simulation/cellTuples.ts';
import type { SpectralOptions } from '../spectral/spectralRule.ts';
import type { TerrainOptions } from '../terrain/terrainRule.ts';
import type { LayerModel } from './modelledRule.ts';

/** What each rule takes, as plain data. */
interface RuleOptions {
  readonly columns: TupleTable;
  readonly activeLayer: DepthMethod<CellSource>;
  readonly degreeDays: DegreeDaysOptions;
  readonly formula: Formula;
  readonly groundIce: GroundIceOptions;
  readonly modelled: { readonly models: readonly LayerModel[]; readonly rule: RuleRequest<'activeLayer'> };
  readonly copy: { readonly bandCount: number };
  readonly spectral: SpectralOptions;
  readonly stability: StabilityOptions;
  readonly terrain: TerrainOptions;
}

const rules: {
  readonly [Name in keyof RuleOptions]: (options: RuleOptions[Name], place: MapPlace) => WindowRule;
} = {
  activeLayer: createActiveLayerRule,
  columns: createTupleRule,
  copy: createCopyRule,
  degreeDays: createDegreeDaysRule,
  formula: createFormulaRule,
  groundIce: createGroundIceRule,
  modelled: ({ models, rule }, place) => createModelledRule(models, createRule(rule, place)),
  spectral: createSpectralRule,
  stability: createStabilityRule,
  terrain: createTerrainRule,
};

export type RuleRequest<Name extends keyof RuleOptions = keyof RuleOptions> = {
  readonly [Each in Name]: { readonly name: Each; readonly options: RuleOptions[Each] };
}[Name];

/** @throws {DomainError} as the rule throws for options that it cannot follow at this place */
export function createRule<Name extends keyof RuleOptions>(request: RuleRequest<Name>, place: MapPlace): WindowRule {
  return rules[request.name](request.options, place);
}
