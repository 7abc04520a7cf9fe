/** What a year was for permafrost: depths of thaw and frost, taliks, and the trumpet of temperatures. */
import type { Column } from './column.ts';
import { edgeDepthsM } from './grid.ts';
import { temperatureOf } from './heatTable.ts';
import type { CellRecord } from './cellRecord.ts';
import { thawedPart, zeroDepthM } from './zeroDepth.ts';

interface FrozenLayer {
  readonly topM: number;
  /** Null where it reaches the bottom of the column. */
  readonly bottomM: number | null;
}

export interface YearDiagnosis {
  /** Depth of the permafrost table: ground below did not thaw in the year. Null where all of the column thawed. */
  readonly thawDepthM: number | null;
  /** Depth to which winter froze the ground from above; null where it froze down to what stays frozen. 0: no frost. */
  readonly frostDepthM: number | null;
  /** Layers that stayed frozen all year, from the top. */
  readonly permafrost: readonly FrozenLayer[];
  /** Layers above permafrost that stayed thawed all year, m. */
  readonly taliks: readonly { readonly topM: number; readonly bottomM: number }[];
  /** Coldest, mean and warmest temperature at the centres of the cells, °C. */
  readonly minC: Float64Array;
  readonly meanC: Float64Array;
  readonly maxC: Float64Array;
}

/**
 * The year's extremes cell by cell: a depth thawed in the year if its warmest moment was above 0 °C, as in the warmest
 * profile of a borehole.
 * @source van Everdingen 1998, Multi-language glossary of permafrost (active layer, talik); Riseborough 2008
 */
export function diagnoseYear(column: Column, { leastJM3, greatestJM3, meanC }: CellRecord): YearDiagnosis {
  const permafrost = frozenLayers(column, greatestJM3);
  const frostDepthM = seasonalFrostM(column, leastJM3, permafrost[0]?.topM ?? null);
  const { tables, tableOf } = column;
  return {
    thawDepthM: permafrost[0]?.topM ?? null,
    frostDepthM,
    permafrost,
    taliks: taliksBetween(permafrost, frostDepthM),
    minC: leastJM3.map((heatJM3, i) => temperatureOf(tables[tableOf[i]!]!, heatJM3)),
    meanC,
    maxC: greatestJM3.map((heatJM3, i) => temperatureOf(tables[tableOf[i]!]!, heatJM3)),
  };
}

/** Of the warmest profile. */
function frozenLayers(column: Column, greatestJM3: Float64Array): readonly FrozenLayer[] {
  const { tables, tableOf, thicknessM } = column;
  const edges = edgeDepthsM(thicknessM);
  const layers: FrozenLayer[] = [];
  let topM: number | null = null;
  for (let i = 0; i < thicknessM.length; i++) {
    const thawed = thawedPart(tables[tableOf[i]!]!, greatestJM3[i]!);
    if (topM === null && thawed < 1) topM = zeroDepthM(column, greatestJM3, i, edges[i]!, 'thawed');
    else if (topM !== null && thawed > 0) {
      layers.push({ topM, bottomM: zeroDepthM(column, greatestJM3, i, edges[i]!, 'frozen') });
      topM = null;
    }
  }
  return topM === null ? layers : [...layers, { topM, bottomM: null }];
}

/** Of the coldest profile; null where it has no end above the permafrost table. */
function seasonalFrostM(column: Column, leastJM3: Float64Array, tableM: number | null): number | null {
  const { tables, tableOf, thicknessM } = column;
  let edgeM = 0;
  for (let i = 0; i < thicknessM.length; i++) {
    if (thawedPart(tables[tableOf[i]!]!, leastJM3[i]!) > 0) {
      const depthM = zeroDepthM(column, leastJM3, i, edgeM, 'frozen');
      return tableM !== null && depthM >= tableM ? null : depthM;
    }
    edgeM += thicknessM[i]!;
  }
  return null;
}

function taliksBetween(permafrost: readonly FrozenLayer[], frostDepthM: number | null): YearDiagnosis['taliks'] {
  return permafrost.flatMap(({ topM }, i) => {
    const fromM = i === 0 ? frostDepthM : permafrost[i - 1]!.bottomM;
    return fromM === null ? [] : [{ topM: fromM, bottomM: topM }];
  });
}
