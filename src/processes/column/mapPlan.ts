/** What a map of columns is made of: the inputs, the layers that tell cells apart, and what cells have in common. */
import { snowConductivityWMK } from '../../physics/snow.ts';
import { cellParameterNames } from '../../physics/simulation/cellColumns.ts';
import { alignmentOf } from '../rasters/alignment.ts';
import { refused } from '../rasters/cellParameter.ts';
import { openParameters } from '../rasters/mapParameters.ts';
import { groundLayers } from './groundLayers.ts';
import { planColumn } from './columnPlan.ts';
import type { CellSource } from '../../core/cellSource.ts';
import type { CellColumnsRequest } from '../../physics/simulation/cellColumns.ts';
import type { TupleSources } from '../../physics/simulation/cellTuples.ts';
import type { CellParameter } from '../rasters/cellParameter.ts';
import type { CovariateStack } from '../rasters/covariateStack.ts';
import type { PlanContext } from '../process.ts';
import type { CellsInput } from './cellInputs.ts';
import type { ColumnInputs } from './columnInputs.ts';

/** As of the input, where a raster tells the depth alone. */
const usualSnowKgM3 = 250;
/** Stands in where cells have their own. */
const usualAmplitudeC = 10;

export interface PlannedColumns {
  readonly request: CellColumnsRequest;
  readonly stack: CovariateStack;
  readonly from: TupleSources;
  readonly warnings: readonly string[];
}

/** @throws {DomainError} as `planColumn` and `openParameters`; 'invalid-input' where cells do not fit the climate */
export async function planColumns(
  context: PlanContext,
  given: ColumnInputs,
  cells: CellsInput,
): Promise<PlannedColumns> {
  refuseSingle(given);
  const grounds = Object.entries(cells.ground?.layers ?? {});
  const layersOf = grounds.map(([name, layers]) => groundLayers(layers, `/cells/ground/layers/${name}`));
  const { plan, warnings } = await planColumn(context, withStandIns(given, cells));
  const ofSinusoid = (['maatC', 'amplitudeC'] as const).find((name) => cells[name] !== undefined);
  if (ofSinusoid !== undefined && plan.surface.air.kind === 'years') {
    throw refused(`/cells/${ofSinusoid}`, 'it is of a sinusoid, but the climate is a series: give offsetC');
  }
  const tree = parametersOf(
    cells,
    grounds.map(([name]) => name),
  );
  const { stack, sources } = await openParameters(context.library, tree, {
    pointer: '/cells',
    alignmentOf: (categorical) => alignmentOf(given.align, categorical),
  });
  const byName: Readonly<Record<string, CellSource>> = sources;
  const names = cellParameterNames.filter((name) => name in byName);
  const request: CellColumnsRequest = {
    plan: { ...plan, fieldEveryDays: 0 },
    names,
    grounds: layersOf,
    snowConductivityWMK: snowConductivityWMK(given.surface.snow?.densityKgM3 ?? usualSnowKgM3),
    transferM2KW: given.surface.transferWM2K === null ? 0 : 1 / given.surface.transferWM2K,
    years: given.years,
    meanYears: Math.min(cells.meanYears, given.years),
  };
  const from = {
    sources: Object.fromEntries(names.map((name) => [name, byName[name]!])),
    roundTo: definedOnly(cells.roundTo),
  };
  return { request, stack, from, warnings };
}

/** What all cells have in common, with stand-ins for what each has of its own. */
function withStandIns(given: ColumnInputs, cells: CellsInput): ColumnInputs {
  const [firstGround = null] = Object.values(cells.ground?.layers ?? {});
  const sinusoid = given.series === null;
  return {
    ...given,
    layers: given.layers ?? firstGround,
    maatC: given.maatC ?? (sinusoid && cells.maatC !== undefined ? 0 : null),
    amplitudeC: given.amplitudeC ?? (sinusoid && cells.amplitudeC !== undefined ? usualAmplitudeC : null),
  };
}

/** @throws {DomainError} 'invalid-input' for what a single column only can have */
function refuseSingle({ restart }: ColumnInputs): void {
  if (restart !== null) throw refused('/restart', 'a restart file is of one column: a map begins anew');
}

/** Numbers as they are, and the number of the ground of each class. */
function parametersOf({ ground, ...cells }: CellsInput, classNames: readonly string[]) {
  const { roundTo: _steps, meanYears: _years, compression: _compression, ...numbers } = cells;
  const parameters: Record<string, CellParameter> = definedOnly(numbers);
  if (ground !== undefined) {
    parameters['ground'] = {
      kind: 'classes',
      source: ground.classes,
      values: Object.fromEntries(classNames.map((name, i) => [name, i])),
      rule: { title: 'Ground', unit: '', minimum: 0, maximum: classNames.length, reason: 'it is a class' },
    };
  }
  return parameters;
}

function definedOnly<Value>(record: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
