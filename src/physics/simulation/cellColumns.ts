/** Columns of the cells of a map: what differs from cell to cell, and what is told of each. */
import { DomainError } from '../../core/errors.ts';
import { heatTable } from '../column/heatTable.ts';
import { startColumn } from './start.ts';
import { runYears } from './simulate.ts';
import { nextSpinUp, spinUpPiece } from './spinUpPiece.ts';
import type { HeatTable } from '../column/heatTable.ts';
import type { GroundMaterial } from '../column/material.ts';
import type { SpinUp } from '../column/spinUp.ts';
import type { Cover } from '../forcing/surface.ts';
import type { ColumnPlan, PlannedLayer } from './plan.ts';
import type { Standing } from './simulate.ts';
import type { TableMaker } from './start.ts';
import { talikThicknessM } from './yearRow.ts';
import type { YearRow } from './yearRow.ts';

/** What may differ, in the order of a tuple of values. */
export const cellParameterNames = [
  'ground',
  'maatC',
  'amplitudeC',
  'offsetC',
  'thawFactor',
  'freezeFactor',
  'snowDepthM',
  'vegetationM2KW',
  'geothermalFluxWM2',
] as const;

type CellParameterName = (typeof cellParameterNames)[number];

export interface CellColumnsRequest {
  readonly plan: ColumnPlan;
  /** Of the tuples. */
  readonly names: readonly CellParameterName[];
  /** By `ground`, which counts them. */
  readonly grounds: readonly (readonly PlannedLayer[])[];
  /** Of snow whose depth differs. */
  readonly snowConductivityWMK: number;
  /** Resistance of the air, m²·K/W, beside vegetation that differs. */
  readonly transferM2KW: number;
  /** Of the run, and those at its end that means are taken over. */
  readonly years: number;
  readonly meanYears: number;
}

/** Bands of a map before the temperatures at depths. */
export const cellBands = [
  { name: 'thawDepth', description: 'Thaw depth', unit: 'm' },
  { name: 'talik', description: 'Thickness of taliks', unit: 'm' },
  { name: 'permafrost', description: 'Share of the years with permafrost', unit: '' },
] as const;

/**
 * Runs a column per tuple, one after another.
 * @param tuples length count × names
 * @returns length count × bands: of the last years thaw depth (mean of the years with permafrost, NaN without any),
 *   talik thickness, share of years with permafrost, mean temperature at each output depth
 * @throws {DomainError} 'no-convergence' with the tuple of the column
 */
export function runCellColumns(request: CellColumnsRequest, tuples: Float64Array): Float64Array {
  const { names, plan } = request;
  const made = new Map<GroundMaterial, HeatTable>();
  const tableOf: TableMaker = (material, name) => {
    const table = made.get(material) ?? heatTable(material, name);
    made.set(material, table);
    return table;
  };
  const bandCount = cellBands.length + plan.outputDepthsM.length;
  const count = tuples.length / names.length;
  const out = new Float64Array(count * bandCount);
  for (let i = 0; i < count; i++) {
    const tuple = tuples.subarray(i * names.length, (i + 1) * names.length);
    out.set(bandsOf(runCell(request, tuple, tableOf), plan.outputDepthsM.length), i * bandCount);
  }
  return out;
}

function runCell(request: CellColumnsRequest, tuple: Float64Array, tableOf: TableMaker): readonly YearRow[] {
  const { names, years, meanYears } = request;
  const plan = cellPlan(request, tuple);
  try {
    let standing: Standing = { ...startColumn(plan, tableOf), year: 0, surfaceM: 0, fills: [] };
    let spinUp: SpinUp | null = null;
    for (let piece = nextSpinUp(plan.spinUp, null); piece !== null; piece = nextSpinUp(plan.spinUp, spinUp)) {
      ({ standing, spinUp } = spinUpPiece(plan, standing, piece, spinUp));
    }
    return runYears(plan, standing, years).rows.slice(-meanYears);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const cell = names.map((name, i) => `${name} ${tuple[i]}`).join(', ');
    throw new DomainError(error.code, `In the cells of ${cell}: ${error.message}`, error.detail, { cause: error });
  }
}

/** The plan with what differs in these cells. */
function cellPlan(request: CellColumnsRequest, tuple: Float64Array): ColumnPlan {
  const { plan, names, grounds } = request;
  const valueOf = (name: CellParameterName): number | null => {
    const at = names.indexOf(name);
    return at < 0 ? null : tuple[at]!;
  };
  const { air } = plan.surface;
  const ground = valueOf('ground');
  return {
    ...plan,
    layers: ground === null ? plan.layers : grounds[ground]!,
    geothermalFluxWM2: valueOf('geothermalFluxWM2') ?? plan.geothermalFluxWM2,
    surface: {
      ...plan.surface,
      offsetC: valueOf('offsetC') ?? 0,
      air:
        air.kind === 'years'
          ? air
          : { ...air, meanC: valueOf('maatC') ?? air.meanC, amplitudeC: valueOf('amplitudeC') ?? air.amplitudeC },
    },
    cover: coverOf(request, valueOf),
  };
}

function coverOf(request: CellColumnsRequest, valueOf: (name: CellParameterName) => number | null): Cover {
  const { cover } = request.plan;
  if (cover.kind === 'water') return cover;
  const [snowM, vegetationM2KW] = [valueOf('snowDepthM'), valueOf('vegetationM2KW')];
  return {
    kind: 'ground',
    thawFactor: valueOf('thawFactor') ?? cover.thawFactor,
    freezeFactor: valueOf('freezeFactor') ?? cover.freezeFactor,
    resistanceM2KW: vegetationM2KW === null ? cover.resistanceM2KW : vegetationM2KW + request.transferM2KW,
    snowM2KW: snowM === null ? cover.snowM2KW : snowM / request.snowConductivityWMK,
  };
}

function bandsOf(rows: readonly YearRow[], depths: number): number[] {
  const thawsM = rows.flatMap(({ thawDepthM }) => (thawDepthM === null ? [] : [thawDepthM]));
  return [
    meanOf(thawsM),
    meanOf(rows.map(talikThicknessM)),
    thawsM.length / rows.length,
    ...Array.from({ length: depths }, (_, i) => meanOf(rows.map(({ atDepths }) => atDepths[i]!.meanC))),
  ];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
