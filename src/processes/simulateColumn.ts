/** Process `simulate-column`: the temperatures of a column of ground through years of weather, and of what people do to it. */
import { timeDepthFigure, trumpetFigure } from './column/columnFigures.ts';
import { assembleColumns } from './column/columnMap.ts';
import { planColumnChunks, runColumnChunk } from './column/mapChunks.ts';
import { columnInputs } from './column/columnInputs.ts';
import { planColumn } from './column/columnPlan.ts';
import { runColumn } from './column/columnRun.ts';
import { summariseRun } from './column/columnSummary.ts';
import { fieldAsParquet, yearsAsCsv } from './column/columnTables.ts';
import { sealRestart } from './column/restartFile.ts';
import { anyJson } from './inputs/commonInputs.ts';
import { cogMediaType, pictureOutput } from './maps/derivedMap.ts';
import { defineProcess } from './process.ts';
import { writeOutput } from './writeOutput.ts';
import { writeFigures } from './training/scoreFigures.ts';
import type { ColumnChunk } from './column/mapChunks.ts';

export const simulateColumnProcess = defineProcess<typeof columnInputs, ColumnChunk>({
  id: 'simulate-column',
  version: '1.0.0',
  title: 'Column of ground through time',
  description:
    'Transient heat conduction with freezing and thawing in a column of layered ground, under a station’s series or a yearly sinusoid, with n-factors or resistances of snow and vegetation, warming, geothermal flux and sources of heat; excavation, backfill, waste heaps and water in their time. Scheme: enthalpy in finite volumes, implicit, Kirchhoff fluxes. Years have 365 days.',
  modes: ['async'],
  inputs: columnInputs,
  outputs: {
    years: {
      title: 'Years (CSV)',
      description:
        'A row per year: thawDepthM (permafrost table; empty where all thawed), frostDepthM (of winter; empty where it reached permafrost), talikM (thickness) with its top and bottom, permafrostBaseM, groundSurfaceC (mean of the ground surface itself, below snow and vegetation), coldest, mean and warmest temperature at each output depth (min1mC …), °C. After an event, the rest of its year.',
      mediaType: 'text/csv',
    },
    summary: {
      title: 'Summary',
      description:
        'The ground as it was understood, the climate, how the spin-up ended, the years with taliks and permafrost layer by layer, years to refreeze of every fill (no part above 0 °C below its active layer; 1 % of its water liquid), the balance of energy (relative error, J/m² by source), and warnings.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    field: {
      title: 'Field (Parquet)',
      description:
        'A row per stored moment and cell: year (decimal), depth_m below the surface of the day, height_m above the first surface, temperature_c.',
      mediaType: 'application/vnd.apache.parquet',
    },
    map: {
      title: 'Map',
      description:
        'With cells: Cloud Optimized GeoTIFF, float32, bands thawDepth (m; NaN where there is no permafrost), talik (m), permafrost (share of the years that have some) and mean temperature at each output depth (°C), means over the last years of the run.',
      mediaType: cogMediaType,
      resource: 'map',
    },
    preview: { ...pictureOutput, description: 'With cells: PNG of the thaw depth.' },
    restart: {
      title: 'Restart file',
      description: 'Where the column stands at the end, for the input restart: open JSON with version and checksum.',
      mediaType: 'application/json',
    },
    trumpetPlot: {
      title: 'Trumpet curve (SVG)',
      description: 'Coldest, mean and warmest temperature of the last year by depth.',
      mediaType: 'image/svg+xml',
    },
    timeDepthPlot: {
      title: 'Temperature by time and depth (SVG)',
      description: 'Bands of temperature with the line of 0 °C, and the events.',
      mediaType: 'image/svg+xml',
    },
  },

  /** Refuses what cannot be before a job is accepted. */
  async plan(context, given) {
    if (given.cells !== null) return planColumnChunks(context, given, given.cells);
    await planColumn(context, given);
    return [];
  },

  // Chunks are of cells.
  runChunk: (context, given, chunk) => runColumnChunk(context, given, given.cells!, chunk),

  async run(context, given, chunks) {
    if (given.cells !== null) return assembleColumns(context, given, given.cells, chunks);
    const planned = await planColumn(context, given);
    const { startYear, plan, warnings } = planned;
    for (const warning of warnings) context.log('warning', warning);
    const run = await runColumn(context, planned, given.years);
    if (run.spinUp?.endedBy === 'most-years') {
      context.log(
        'warning',
        `The spin-up did not become steady within ${run.spinUp.years} years; the first years still remember the initial state`,
      );
    }
    context.progress(0.95, 'writing tables and pictures');
    const restart = sealRestart(run.standing, given.layers ?? given.restart?.layers ?? null);
    return {
      years: await writeOutput(context.folder, 'years.csv', yearsAsCsv(run.rows, startYear, plan.outputDepthsM)),
      summary: { kind: 'value', value: summariseRun(planned, run) },
      field: await writeOutput(context.folder, 'field.parquet', fieldAsParquet(run.field, startYear)),
      restart: await writeOutput(context.folder, 'restart.json', `${JSON.stringify(restart)}\n`),
      ...(await writeFigures(context.folder, {
        trumpetPlot: trumpetFigure(run, given.name, startYear + run.standing.year - 1),
        timeDepthPlot: timeDepthFigure(run, given.name, startYear, plan.events),
      })),
    };
  },
});
