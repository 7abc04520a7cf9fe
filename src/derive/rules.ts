/** Every rule that a thread can be asked for by name: plain requests cross to threads, functions do not. */
import { createFormulaRule } from '../formula/formulaRule.ts';
import { createCopyRule } from './copyRule.ts';
import { createDegreeDaysRule } from '../physics/degreeDaysRule.ts';
import { createTerrainRule } from '../terrain/terrainRule.ts';
import type { MapPlace, WindowRule } from '../core/windowRule.ts';
import type { Formula } from '../formula/expression.ts';
import type { DegreeDaysOptions } from '../physics/degreeDaysRule.ts';
import type { TerrainOptions } from '../terrain/terrainRule.ts';

/** What each rule takes, as plain data. */
interface RuleOptions {
  readonly degreeDays: DegreeDaysOptions;
  readonly formula: Formula;
  readonly copy: { readonly bandCount: number };
  readonly terrain: TerrainOptions;
}

const rules: {
  readonly [Name in keyof RuleOptions]: (options: RuleOptions[Name], place: MapPlace) => WindowRule;
} = { copy: createCopyRule, degreeDays: createDegreeDaysRule, formula: createFormulaRule, terrain: createTerrainRule };

export type RuleRequest<Name extends keyof RuleOptions = keyof RuleOptions> = {
  readonly [Each in Name]: { readonly name: Each; readonly options: RuleOptions[Each] };
}[Name];

/** @throws {DomainError} as the rule throws for options that it cannot follow at this place */
export function createRule<Name extends keyof RuleOptions>(request: RuleRequest<Name>, place: MapPlace): WindowRule {
  return rules[request.name](request.options, place);
}
