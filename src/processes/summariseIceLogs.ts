/** Process `summarise-ice-logs`: borehole logs in, the ice contents of landform units and layers out. */
import { readFile } from 'node:fs/promises';
import { DomainError } from '../core/errors.ts';
import { belowTable, cellsByDepth, cellsBySoil, layersBetween } from '../physics/iceLogs/cells.ts';
import { gapsOfHole } from '../physics/iceLogs/gaps.ts';
import { holesOf } from '../physics/iceLogs/holes.ts';
import { readIceLogs } from '../tables/iceLogs.ts';
import { refused } from './rasters/cellParameter.ts';
import { anyJson } from './inputs/commonInputs.ts';
import { iceLogInputs } from './groundIce/iceLogInputs.ts';
import { holeTableCsv, iceTableCsv, reportIceLogs } from './groundIce/iceLogReport.ts';
import { placeHoles } from './groundIce/iceLogUnits.ts';
import { defineProcess } from './process.ts';
import { writeOutput } from './writeOutput.ts';
import type { IceHole } from '../physics/iceLogs/holes.ts';
import type { IceLogs } from '../tables/iceLogs.ts';
import type { IceLogInputs } from './groundIce/iceLogInputs.ts';
import type { SummarisedLogs } from './groundIce/iceLogReport.ts';
import type { ProcessContext } from './process.ts';

export const summariseIceLogsProcess = defineProcess({
  id: 'summarise-ice-logs',
  version: '1.0.0',
  title: 'Ice contents from borehole logs',
  description:
    'Averages the ice of borehole logs, interval by interval of core, to landform units and layers, with the spread between holes: the table that `ground-ice` reads. The row per hole is a borehole dataset for `train`, so that a forest predicts the ice content of a layer. What the logs leave open is named and not filled.',
  modes: ['async'],
  inputs: iceLogInputs,
  outputs: {
    table: {
      title: 'Table of ice contents (CSV)',
      description:
        'A row per landform unit and layer, as `ground-ice` takes it: iceVolumetric by thickness of core, iceVolumetricSd between holes (blank for one hole), dry density, n holes. A unit and layer without an ice content has no row; the report names it.',
      mediaType: 'text/csv',
    },
    holes: {
      title: 'Holes (CSV)',
      description:
        'A row per hole: place, unit, and for all layers together and each of them ice_volumetric, excess_ice (shares) and metres of core behind them.',
      mediaType: 'text/csv',
    },
    report: {
      title: 'Report',
      description:
        'Per unit and layer, and per unit and soil: holes, metres of core, ice content with its standard deviation between holes and the standard error of the mean, excess ice; units and layers without ice content; gaps of every hole with their reason; intervals with excess ice; holes left out; how the columns were read.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  async run(context, given) {
    const { logs, columns, placing } = await readLogs(context, given);
    const warnings = [...placing, ...warningsOf(logs, columns, given)];
    for (const warning of warnings) context.log('warning', warning);
    const report = reportIceLogs(logs, given, warnings);
    const read = Object.entries(columns).map(([role, { column, unit, how }]) => ({ role, column, unit, how }));
    return {
      table: await writeOutput(context.folder, 'ice-contents.csv', iceTableCsv(logs, given)),
      holes: await writeOutput(context.folder, 'holes.csv', holeTableCsv(logs)),
      report: { kind: 'value', value: { ...report, columns: read } },
    };
  },
});

/** @throws {DomainError} as `readIceLogs`, `holesOf` and `placeHoles`; 'invalid-input' for layers that are none */
async function readLogs(
  context: ProcessContext,
  given: IceLogInputs,
): Promise<{
  readonly logs: SummarisedLogs;
  readonly columns: IceLogs['columns'];
  readonly placing: readonly string[];
}> {
  const bounds = given.layers === 'soil' ? null : boundsOf(given.layers);
  const file = await context.library.resolve('boreholes', given.logs);
  const { encoding, sheet, decimalMark, columns: named = {}, units = {}, edits = [] } = file.reading ?? {};
  const { intervals, columns, warnings } = readIceLogs(await readFile(file.path), {
    fileName: file.name,
    columns: { ...named, ...given.columns },
    units: { ...units, ...given.columnUnits },
    edits,
    ...(encoding === undefined ? {} : { encoding }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(decimalMark === undefined ? {} : { decimalMark }),
  });
  const found = holesOf(intervals, { fileName: file.name, ...given });
  const placed = await placeHoles(context, found, given.units);
  const holes = given.datum === 'ground' ? placed.holes : placed.holes.map((hole) => belowTable(requireTable(hole)));
  const layers = bounds === null ? [wholeOf(holes)] : layersBetween(bounds);
  const [top, bottom] = [layers[0]!.topM, layers.at(-1)!.bottomM];
  const cells = bounds === null ? cellsBySoil(holes) : cellsByDepth(holes, layers);
  if (cells.cells.length === 0) {
    throw new DomainError(
      'no-rows',
      `${file.name}: no hole has an ice content between ${top} and ${bottom} m; ice needs a water content with a dry density, or a volume of ice`,
    );
  }
  const gaps = holes.flatMap((hole) => gapsOfHole(hole, { topM: top, bottomM: bottom }));
  return { logs: { fileName: file.name, ...placed, holes, layers, cells, gaps }, columns, placing: warnings };
}

function boundsOf(layers: readonly number[]): readonly number[] {
  const wrong = layers.findIndex((depthM, i) => i > 0 && depthM <= layers[i - 1]!);
  if (wrong === -1) return layers;
  throw refused('/layers', `expected depths that grow, found ${layers[wrong]} m after ${layers[wrong - 1]} m`);
}

function requireTable<Hole extends IceHole>(hole: Hole): Hole & { readonly tableM: number } {
  if (hole.tableM !== null) return { ...hole, tableM: hole.tableM };
  throw refused(
    '/datum',
    `layers below the permafrost table need its depth in every hole; ${hole.name} has none: name the column by columns, such as {"table": "alt_m"}`,
  );
}

/** From the highest top to the deepest bottom of all holes. */
function wholeOf(holes: readonly IceHole[]) {
  const intervals = holes.flatMap((hole) => hole.intervals);
  const topM = intervals.reduce((least, interval) => Math.min(least, interval.topM), Infinity);
  const bottomM = intervals.reduce((most, interval) => Math.max(most, interval.bottomM), 0);
  return { layer: 'all', topM, bottomM };
}

function warningsOf(
  { holes, leftOut, unitsWithoutHole, cells, gaps }: SummarisedLogs,
  columns: IceLogs['columns'],
  given: IceLogInputs,
): readonly string[] {
  const assumed = (['top', 'bottom', 'water', 'dryDensity', 'ice'] as const).filter(
    (role) => columns[role]?.how === 'assumed',
  );
  const single = cells.cells.filter((cell) => cell.holes.length === 1);
  const logged = gaps.filter(({ why }) => why !== 'belowTheHole');
  const saturated = given.missingDensity === 'iceSaturated' && columns.dryDensity === undefined;
  return [
    assumed.length > 0 ? `No unit is named for ${assumed.join(', ')}: they were read as m, shares and kg/m³` : [],
    leftOut.length > 0
      ? `${leftOut.length} holes were left out, such as ${leftOut[0]!.hole}, which ${leftOut[0]!.reason}`
      : [],
    unitsWithoutHole.length > 0 ? `No hole stands in the units ${unitsWithoutHole.slice(0, 20).join(', ')}` : [],
    cells.empty.length > 0
      ? `No ice content is known of ${cells.empty
          .slice(0, 20)
          .map(({ unit, layer }) => `${unit}, ${layer}`)
          .join('; ')}`
      : [],
    single.length > 0
      ? `One hole stands for ${single
          .slice(0, 20)
          .map(({ unit, layer }) => `${unit}, ${layer}`)
          .join('; ')}: no spread is known, and ground-ice takes its ice for exactly known`
      : [],
    logged.length > 0
      ? `${logged.length} gaps in ${new Set(logged.map(({ hole }) => hole)).size} of ${holes.length} holes have no ice content`
      : [],
    saturated ? 'No dry density is known: ice contents are those of ice-saturated ground, an upper bound' : [],
  ].flat();
}
