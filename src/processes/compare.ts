/** Process `compare`: any map beside what was measured at sites. */
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { drawObservedPredicted } from '../figures/observedPredicted.ts';
import { drawResidualMap } from '../figures/residualMap.ts';
import { scorePredictions } from '../forest/scores.ts';
import { metresPer } from '../tables/columnUnits.ts';
import { pointsToGeoJson } from '../tables/writeGeoJson.ts';
import { writeCsv } from '../tables/writeCsv.ts';
import { lengthUnits } from '../tables/thawDepths.ts';
import { anyJson, boreholesInput, moveWithinInput, rasterLayer, targetInput } from './inputs/commonInputs.ts';
import { defineProcess } from './process.ts';
import { refused } from './rasters/cellParameter.ts';
import { explainTooFew } from './training/requireTrainable.ts';
import { writeFigures } from './training/scoreFigures.ts';
import { targetKindInput, targetUnitInput } from './training/targetQuantity.ts';
import { reportLeftOut } from './training/trainingReport.ts';
import { buildTrainingTable } from './training/trainingTable.ts';
import { shortened } from '../tables/writeCsv.ts';
import { writeOutput } from './writeOutput.ts';
import type { Json } from '../core/json.ts';
import type { Output, PlanContext } from './process.ts';
import type { TrainingTable } from './training/trainingTable.ts';

const inputs = z.object({
  raster: z.union([z.string().min(1), rasterLayer]).meta({
    title: 'Map',
    description: 'Raster to be judged: id (band 1), {"raster": id, "band": n}, or a file on the command line.',
  }),
  rasterUnit: z.string().min(1).max(32).nullable().default(null).meta({
    title: 'Unit of the map',
    description: 'Where the file does not say it. m, cm and mm are converted to the unit of the sites.',
  }),
  boreholes: boreholesInput.meta({
    title: 'Sites',
    description: 'Dataset with a row per site (POST /boreholes), or a table file on the command line.',
  }),
  target: targetInput.meta({
    title: 'Measured column',
    description: 'Column of what the map shows, such as alt_cm or magst_c.',
  }),
  targetKind: targetKindInput,
  targetUnit: targetUnitInput,
  moveWithinM: moveWithinInput,
});

type Inputs = z.output<typeof inputs>;

/** With a space, which no column of a result has. */
const mapName = 'the map';

export const compareProcess = defineProcess({
  id: 'compare',
  version: '1.0.0',
  title: 'Comparison of a map with sites',
  description:
    'Samples a map where something was measured, such as an active-layer map at the sites of CALM, and says how far they are apart. Sites that the map was made from flatter it: their error is that of a fit.',
  modes: ['async'],
  inputs,
  outputs: {
    sites: {
      title: 'Sites (CSV)',
      description: 'A row per site: line, name, position, measured value, value of the map, and the difference.',
      mediaType: 'text/csv',
    },
    sitePoints: {
      title: 'Sites (GeoJSON)',
      description: 'The same as points.',
      mediaType: 'application/geo+json',
    },
    predictedObservedPlot: {
      title: 'Map against measurement (SVG)',
      description: 'Values of the map against those measured, with the line of equality.',
      mediaType: 'image/svg+xml',
    },
    errorMap: {
      title: 'Map of differences (SVG)',
      description: 'Map − measured at each site: red where the map is too high.',
      mediaType: 'image/svg+xml',
    },
    scores: {
      title: 'Scores',
      description:
        'Number of sites, RMSE, MAE, bias (map − measured) and R² (1 − SSE ÷ SST) in the unit of the measurements, and the sites left out with the reason.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  async plan(context, given) {
    await readComparison(context, given);
    return [];
  },
  async run(context, given) {
    const { table, ofMap } = await readComparison(context, given);
    const { target, targetUnit: unit, positions } = table;
    const scores = scorePredictions(target, ofMap)!;
    const { name: mapFile } = table.covariates[0]!.layer!.file;
    const subtitle = `${mapFile} against ${given.target}, ${scores.n} sites`;
    return {
      ...(await writeSites(context.folder, table, ofMap)),
      ...(await writeFigures(context.folder, {
        predictedObservedPlot: drawObservedPredicted({
          subtitle,
          targetName: given.target,
          unit,
          observed: target,
          predicted: ofMap,
          scores,
        }),
        // A map is sampled by positions.
        errorMap: drawResidualMap({
          subtitle,
          unit,
          ...positions!,
          errors: ofMap.map((value, row) => value - target[row]!),
        }),
      })),
      scores: {
        kind: 'value',
        value: { map: mapFile, target: given.target, unit, ...jsonOf(scores), ...reportLeftOut(table) },
      },
    };
  },
});

function jsonOf({ n, rmse, mae, bias, r2 }: NonNullable<ReturnType<typeof scorePredictions>>): { [key: string]: Json } {
  return { n, rmse, mae, bias, r2 };
}

/** @throws {DomainError} as `buildTrainingTable`; 'too-few-stations' where no site lies on the map; 'invalid-input' for units that differ */
async function readComparison(context: PlanContext, given: Inputs) {
  const { raster, boreholes, target, targetKind, targetUnit, moveWithinM } = given;
  const table = await buildTrainingTable(context, {
    boreholes,
    target,
    targetKind,
    targetUnit,
    moveWithinM,
    task: 'regression',
    columns: null,
    weights: null,
    impute: null,
    align: false,
    covariates: { [mapName]: typeof raster === 'string' ? raster : { ...raster, categorical: false } },
  });
  explainTooFew(table, () => requireSites(table.target.length));
  const { layer } = table.covariates[0]!;
  const own = layer!.info.bands[layer!.band - 1]!.unit;
  const factor = unitFactor(given.rasterUnit ?? own, table.targetUnit);
  const ofMap = Float64Array.from(table.raw[0]!.values, (value) => value * factor);
  return { table, ofMap };
}

function requireSites(count: number): void {
  if (count > 0) return;
  throw new DomainError('too-few-stations', 'Expected at least one site where the map has a value, found none');
}

/** What values of the map are multiplied by to be in the unit of the sites. */
function unitFactor(mapUnit: string | null, siteUnit: string | null): number {
  const [from, to] = [mapUnit, siteUnit].map((unit) => lengthUnits.find((length) => length === unit));
  if (from !== undefined && to !== undefined) return metresPer[from] / metresPer[to];
  if (siteUnit === null || mapUnit === siteUnit) return 1;
  const found = mapUnit === null || mapUnit === '' ? 'nothing in the file' : JSON.stringify(mapUnit);
  throw refused('/rasterUnit', `expected the unit of the map, as the sites are in ${siteUnit}; found ${found}`);
}

async function writeSites(
  folder: string,
  { lines, labels, positions, target }: TrainingTable,
  ofMap: Float64Array,
): Promise<Readonly<Record<'sites' | 'sitePoints', Output>>> {
  const rows = Array.from(target, (measured, row) => ({
    line: lines[row]!,
    name: labels[row]!,
    lat: positions!.lat[row]!,
    lon: positions!.lon[row]!,
    measured: shortened(measured),
    map: shortened(ofMap[row]!),
    difference: shortened(ofMap[row]! - measured),
  }));
  const names = ['line', 'name', 'lat', 'lon', 'measured', 'map', 'difference'] as const;
  const csv = writeCsv(
    names,
    rows.map((row) => names.map((name) => row[name])),
  );
  const points = pointsToGeoJson(rows.map(({ lat, lon, ...properties }) => ({ lat, lon, properties })));
  return {
    sites: await writeOutput(folder, 'sites.csv', csv),
    sitePoints: await writeOutput(folder, 'sites.geojson', points),
  };
}
