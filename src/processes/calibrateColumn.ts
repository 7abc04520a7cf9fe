/** Process `calibrate-column`: properties of the ground that make a column's temperatures the measured ones. */
import { calibrateColumn } from '../physics/calibration/calibrate.ts';
import { mapLimited } from '../core/mapLimited.ts';
import { toJson } from '../core/json.ts';
import { errorFigure, recordFigure } from './column/calibrationFigures.ts';
import { calibrationInputs } from './column/calibrationInputs.ts';
import { planCalibration } from './column/calibrationPlan.ts';
import { calibratedGround, calibrationReport, calibrationWarnings, periodErrors } from './column/calibrationReport.ts';
import { daysAsCsv, errorsAsCsv } from './column/calibrationTables.ts';
import { columnInputs } from './column/columnInputs.ts';
import { anyJson } from './inputs/commonInputs.ts';
import { defineProcess } from './process.ts';
import { writeFigures } from './training/scoreFigures.ts';
import { writeOutput } from './writeOutput.ts';
import type { ColumnCalibration } from '../physics/calibration/calibrate.ts';
import type { PlannedCalibration } from './column/calibrationPlan.ts';
import type { CalibrationInputs } from './column/calibrationInputs.ts';
import type { PlanContext, ProcessContext } from './process.ts';

/** Most fits settle in fewer. */
const usualIterations = 8;

export const calibrateColumnProcess = defineProcess({
  id: 'calibrate-column',
  version: '1.0.0',
  title: 'Calibration of a column to measured temperatures',
  description:
    'Fits properties of a column of ground (conductivities, heat capacities, water, how it freezes, n-factors, snow, vegetation) to measured ground temperatures of some days, by least squares within bounds (Levenberg–Marquardt), and says how wrong it is on other days, depth by depth, before and after. Sensors count by what they erred before, so that those at depth have their say. What is fitted is a factor of each property that is given; its standard error holds although neighbouring days and depths err alike. Do this before a scenario is run: the calibrated layers are an input of simulate-column as they are.',
  modes: ['async'],
  inputs: calibrationInputs,
  outputs: {
    layers: {
      title: 'Calibrated layers',
      description: 'Input layers of `simulate-column`, every property as a number of its own.',
      mediaType: 'application/json',
      schema: columnInputs.shape.layers,
    },
    surface: {
      title: 'Calibrated surface',
      description: 'Input surface of `simulate-column`.',
      mediaType: 'application/json',
      schema: columnInputs.shape.surface,
    },
    report: {
      title: 'Report',
      description:
        'Each parameter before and after with its bounds, the standard error of its logarithm (0.1 is about 10 %; null on a bound) and its correlations with the others; RMSE, bias (modelled − measured) and mean absolute error in °C by depth, of the calibration and of the held-out days, before and after; how the record was read; warnings.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    errors: {
      title: 'Errors by depth (CSV)',
      description: 'The same errors as a table: a row per depth and one of all, °C.',
      mediaType: 'text/csv',
    },
    days: {
      title: 'Days (CSV)',
      description: 'A row per day: measured and modelled temperature at each depth, as given and as calibrated, °C.',
      mediaType: 'text/csv',
    },
    recordPlot: {
      title: 'Measured and modelled through time (SVG)',
      description: 'Temperatures at up to six depths: measured, modelled as given, modelled as calibrated.',
      mediaType: 'image/svg+xml',
    },
    errorPlot: {
      title: 'Error by depth (SVG)',
      description: 'RMSE before and after by depth, of the calibration and of the held-out days.',
      mediaType: 'image/svg+xml',
    },
  },

  /** Refuses what cannot be before a job is accepted. */
  async plan(context, given) {
    await plannedOnce(context, given);
    return [];
  },

  async run(context, given) {
    const planned = await plannedOnce(context, given);
    const fit = await fitInThreads(context, planned);
    const errors = periodErrors(planned, fit);
    const warnings = [...planned.warnings, ...calibrationWarnings(planned, fit, errors)];
    for (const warning of warnings) context.log('warning', warning);
    context.progress(0.95, 'writing tables and pictures');
    const { layers, surface } = calibratedGround(planned, fit);
    return {
      layers: { kind: 'value', value: toJson(layers) },
      surface: { kind: 'value', value: toJson(surface) },
      report: { kind: 'value', value: calibrationReport(planned, fit, errors, warnings) },
      errors: await writeOutput(context.folder, 'errors.csv', errorsAsCsv(planned, errors)),
      days: await writeOutput(context.folder, 'days.csv', daysAsCsv(planned, fit)),
      ...(await writeFigures(context.folder, {
        recordPlot: recordFigure(planned, fit, given.name),
        errorPlot: errorFigure(planned, errors, given.name),
      })),
    };
  },
});

/** Record and weather are read once a job. */
function plannedOnce(context: PlanContext, given: CalibrationInputs): Promise<PlannedCalibration> {
  return context.remember('calibration', () => planCalibration(context, given));
}

/** Runs of different factors are tasks of threads, so that their number changes nothing but the time. */
function fitInThreads(context: ProcessContext, planned: PlannedCalibration): Promise<ColumnCalibration> {
  const { pool, signal, progress } = context;
  progress(0, 'running the column as it is given');
  return calibrateColumn(
    (points) =>
      mapLimited(points, pool.threads, (factors) =>
        pool.run<Float64Array>('modelRecord', planned.run(factors), signal),
      ),
    planned.measured,
    planned.parameters,
    planned.periods.calibration,
    (iteration) => progress(0.95 * (1 - 0.5 ** ((2 * iteration) / usualIterations)), `iteration ${iteration}`),
  );
}
