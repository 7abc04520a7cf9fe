/** What a run of a section found, as tables, pictures and a summary. */
import { toJson } from '../../core/json.ts';
import { shapeBounds } from '../../physics/section/shape.ts';
import { drawSection } from '../../figures/sectionPicture.ts';
import { writeCsv } from '../../tables/writeCsv.ts';
import { writeParquet } from '../../tables/writeParquet.ts';
import type { Json } from '../../core/json.ts';
import type { SectionFill } from '../../physics/section/fills.ts';
import type { Shape } from '../../physics/section/shape.ts';
import type { KeptField, SectionResult } from '../../physics/section/runSection.ts';
import type { SectionYear, Talik } from '../../physics/section/sectionYear.ts';
import type { PlannedSection } from './sectionPlan.ts';

/** A row per year and column of cells. */
export function thawAsCsv(result: SectionResult): string {
  const { years } = result;
  const before = yearsBefore(result);
  const rows = years.flatMap(({ columns }, i) =>
    columns.map(({ xM, surfaceM, thawM }) => [before + i + 1, rounded(xM), rounded(surfaceM), rounded(thawM)]),
  );
  return writeCsv(['year', 'x_m', 'surface_depth_m', 'thaw_depth_m'], rows);
}

/** A row per moment and cell of ground. */
export function fieldAsParquet({ plan }: PlannedSection, result: SectionResult): Uint8Array {
  const { xEdgesM, depthEdgesM, rows, fields } = result;
  const places = fields.flatMap(({ materialOf }, field) =>
    Array.from(materialOf, (material, cell) => ({ field, cell, material })).filter(({ material }) => material >= 0),
  );
  return writeParquet([
    { name: 'year', kind: 'number', values: places.map(({ field }) => yearsAt(plan, fields[field]!)) },
    { name: 'x_m', kind: 'number', values: places.map(({ cell }) => centre(xEdgesM, Math.floor(cell / rows))) },
    { name: 'depth_m', kind: 'number', values: places.map(({ cell }) => centre(depthEdgesM, cell % rows)) },
    {
      name: 'temperature_c',
      kind: 'number',
      values: places.map(({ field, cell }) => fields[field]!.temperatureC[cell]!),
    },
    { name: 'thawed', kind: 'number', values: places.map(({ field, cell }) => fields[field]!.thawed[cell]!) },
    { name: 'material', kind: 'text', values: places.map(({ material }) => plan.materials[material]!.name) },
  ]);
}

export function sectionPicture({ plan }: PlannedSection, result: SectionResult): string {
  const { xEdgesM, depthEdgesM, fields } = result;
  return drawSection({
    subtitle: `${plan.widthM} m wide, ${plan.depthM} m deep, ${plan.materials.map(({ name }) => name).join(', ')}`,
    xEdgesM,
    depthEdgesM,
    panels: fields.map((field) => ({
      words: momentOf(plan, field),
      temperatureC: drawnC(field),
      materialOf: field.materialOf,
    })),
  });
}

/** Of the bands beside 0 °C: ground that is moved by up to half of it stays in them. */
const bandC = 0.2;

/**
 * Ground that is freezing at 0 °C lies on the side of the line to which more of it belongs, by as much, so that the line
 * closes and a cell that is still thawed among frozen ones is an island instead of a stroke.
 */
function drawnC({ temperatureC, thawed }: KeptField): Float32Array {
  return temperatureC.map((atC, i) => (atC === 0 ? bandC * (thawed[i]! - 0.5) : atC));
}

function centre(edges: Float64Array, i: number): number {
  return rounded((edges[i]! + edges[i + 1]!) / 2)!;
}

function yearsAt({ stepsOfDay }: PlannedSection['plan'], { step }: KeptField): number {
  return Number((step / stepsOfDay / 365).toFixed(2));
}

function momentOf(plan: PlannedSection['plan'], field: KeptField): string {
  const years = yearsAt(plan, field);
  if (years === 0) return 'At the start';
  return `After ${years} ${years === 1 ? 'year' : 'years'}`;
}

export function summariseSection(planned: PlannedSection, result: SectionResult): Json {
  const { climate, cells, warnings } = planned;
  const { years, balance, stepsSolved, stepsAsked } = result;
  const before = yearsBefore(result);
  const halved = stepsSolved - stepsAsked;
  return toJson({
    cells: { columns: cells.columns, rows: cells.rows, total: cells.columns * cells.rows },
    climate: climate.account,
    spinUp: result.spinUp ?? { years: 0, endedBy: before > 0 ? 'restart' : 'none-asked-for' },
    steps: { asked: stepsAsked, solved: stepsSolved },
    years: years.map((year, i) => ({ year: before + i + 1, ...summariseYear(year) })),
    lastYear: {
      thaw: years.at(-1)!.columns.map(({ xM, surfaceM, thawM }) => ({
        xM: rounded(xM),
        surfaceDepthM: rounded(surfaceM),
        thawDepthM: rounded(thawM),
      })),
      taliks: years.at(-1)!.taliks.map(roundedTalik),
    },
    refreezing: result.standing.fills.map(describeFill),
    energy: {
      ...balance,
      relativeImbalance: balance.throughJM === 0 ? 0 : Math.abs(balance.imbalanceJM) / balance.throughJM,
      unit: 'J per metre of section',
    },
    warnings: [
      ...warnings,
      ...spinUpWarnings(result),
      ...(halved > 0 ? [`Steps had to be halved: ${halved} more were solved than asked for`] : []),
    ],
  });
}

/** Of earlier runs that this one goes on from. */
function yearsBefore({ standing, years }: SectionResult): number {
  return standing.year - years.length;
}

/** What the log says too. */
export function spinUpWarnings({ spinUp }: SectionResult): readonly string[] {
  if (spinUp?.endedBy !== 'most-years') return [];
  return [
    `The spin-up did not become steady within ${spinUp.years} years; the first years still remember the initial state`,
  ];
}

function summariseYear({ columns, permafrostM2, taliks }: SectionYear) {
  const thawed = columns.filter(({ thawM }) => thawM !== null);
  const deepest = thawed.toSorted((a, b) => b.thawM! - a.thawM!)[0];
  return {
    permafrostM2: rounded(permafrostM2),
    deepestThawM: rounded(deepest?.thawM ?? null),
    deepestThawAtXM: rounded(deepest?.xM ?? null),
    // In a pit the depth from its rim or floor tells little: this one is from the original ground.
    deepestThawBelowOriginalGroundM: deepest === undefined ? null : rounded(deepest.surfaceM! + deepest.thawM!),
    columnsWithoutPermafrost: columns.filter(({ thawM, surfaceM }) => thawM === null && surfaceM !== null).length,
    taliks: taliks.length,
    largestTalik: taliks[0] === undefined ? null : roundedTalik(taliks[0]),
  };
}

/** Years from when the fill was laid to the end of the first year that it was frozen in. */
function describeFill({ shape, laidYears, belowZeroYear, onePercentYear }: SectionFill) {
  const since = (year: number | null) => (year === null ? null : rounded(year + 1 - laidYears));
  return {
    laidAfterYears: laidYears,
    ...bounds(shape),
    yearsToBelowZero: since(belowZeroYear),
    yearsToOnePercentLiquid: since(onePercentYear),
  };
}

function bounds(shape: Shape) {
  const { fromXM, toXM, topM, bottomM } = shapeBounds(shape);
  return { fromXM, toXM, topM, bottomM };
}

function roundedTalik({ reachesBottom, reachesSide, ...numbers }: Talik) {
  const entries = Object.entries(numbers).map(([key, value]) => [key, rounded(value)]);
  return { ...Object.fromEntries(entries), reachesBottom, reachesSide };
}

/** To a tenth of a millimetre: what lies beyond is noise of the method. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(4));
}
