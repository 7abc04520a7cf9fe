/** The inputs of `calibrate-column`, checked, as runs that differ in their factors alone. */
import { isoDateOf } from '../../core/calendar.ts';
import { DomainError } from '../../core/errors.ts';
import { centreDepthsM } from '../../physics/column/grid.ts';
import { yearDays } from '../../physics/forcing/surface.ts';
import { startColumn } from '../../physics/simulation/start.ts';
import { groundParameters, scaledGround } from './calibrationParameters.ts';
import { calibrationDays } from './calibrationPeriods.ts';
import { onDay, readRecord } from './calibrationRecord.ts';
import { explicitGround } from './explicitGround.ts';
import { groundLayers } from './groundLayers.ts';
import { coverOf } from './surfaceInputs.ts';
import type { SensorDays } from '../../physics/calibration/sensorErrors.ts';
import type { RecordRun } from '../../physics/calibration/modelRecord.ts';
import type { ColumnPlan } from '../../physics/simulation/plan.ts';
import type { PlanContext } from '../process.ts';
import type { CalibrationInputs } from './calibrationInputs.ts';
import type { CalibrationDays } from './calibrationPeriods.ts';
import type { GroundParameter } from './calibrationParameters.ts';
import type { MeasuredRecord, Sensor, Weather } from './calibrationRecord.ts';
import type { ExplicitGround } from './explicitGround.ts';

export interface PlannedCalibration {
  /** As given, every property a number of its own. */
  readonly ground: ExplicitGround;
  readonly parameters: readonly GroundParameter[];
  readonly periods: CalibrationDays;
  readonly measured: SensorDays;
  /** Of the ground with its parameters times these factors. */
  readonly run: (factors: Float64Array) => RecordRun;
  readonly record: MeasuredRecord;
  readonly weather: Weather;
  readonly warnings: readonly string[];
}

/** Below it a season is not felt, so that the temperature to begin with matters little. */
const feltDepthM = 10;
const wholeYear = 365;

/** @throws {DomainError} 'invalid-input' for what cannot be, with what was expected, found and where */
export async function planCalibration(context: PlanContext, given: CalibrationInputs): Promise<PlannedCalibration> {
  const ground = explicitGround(given.layers, given.surface);
  const parameters = groundParameters(ground, given.parameters);
  const { record, weather } = await readRecord(context, given);
  const periods = calibrationDays(given, record, weather);
  const { days, dayOfYear } = periods;
  const base = basePlan(given, ground, yearsOf(weather, periods), initialPoints(given, record, days[0]!));
  const { sensors, warnings } = judgedSensors(base, record);
  const depthsM = sensors.map(({ depthM }) => depthM);
  const valuesC = Float64Array.from(days.flatMap((day) => sensors.map(({ daily }) => onDay(daily, day))));
  const measured = { depthsM, dayCount: days.length, valuesC };
  requireMeasured(measured, periods);
  return {
    ground,
    parameters,
    periods,
    measured,
    run: (factors) => {
      const scaled = scaledGround(ground, parameters, factors);
      const plan = { ...base, layers: groundLayers(scaled.layers, '/layers'), cover: coverOf(scaled.surface).cover };
      return { plan, firstDay: dayOfYear, dayCount: days.length, depthsM };
    },
    record,
    weather,
    warnings: [
      ...weather.warnings,
      ...coverOf(given.surface).notes,
      ...warnings,
      ...unlikely(given, base, record, periods),
    ],
  };
}

/** °C of the years that the run is of; NaN before and after it. */
function yearsOf({ daily }: Weather, { days, dayOfYear }: CalibrationDays): Float64Array[] {
  const years = Array.from({ length: Math.ceil((dayOfYear + days.length) / yearDays) }, () =>
    new Float64Array(yearDays).fill(Number.NaN),
  );
  days.forEach((day, i) => {
    const place = dayOfYear + i;
    years[Math.floor(place / yearDays)]![place % yearDays] = onDay(daily, day);
  });
  return years;
}

function basePlan(
  given: CalibrationInputs,
  ground: ExplicitGround,
  years: readonly Float64Array[],
  points: Extract<ColumnPlan['initial'], { kind: 'profile' }>['points'],
): ColumnPlan {
  return {
    layers: groundLayers(ground.layers, '/layers'),
    grid: given.grid,
    geothermalFluxWM2: given.geothermalFluxWM2,
    initial: { kind: 'profile', points },
    surface: {
      // Nothing lies before or after the run.
      air: { kind: 'years', years, after: 'cycle', meanYear: years[0]! },
      offsetC: 0,
      warming: { kind: 'rate', perDecadeC: 0 },
      warmestDay: 1,
    },
    cover: coverOf(ground.surface).cover,
    spinUp: { mostYears: 0, toleranceC: 1, toleranceWM2: 1 },
    stepsOfDay: 24 / given.stepHours,
    events: [],
    outputDepthsM: [],
    fieldEveryDays: 0,
  };
}

function initialPoints({ initial }: CalibrationInputs, record: MeasuredRecord, day: number) {
  if (initial.kind === 'profile') return initial.points;
  const measured = record.initial
    .map(({ depthM, daily }) => ({ depthM, temperatureC: onDay(daily, day) }))
    .filter(({ temperatureC }) => !Number.isNaN(temperatureC));
  if (measured.length < 2) {
    throw refuse(
      '/initial',
      `The column begins as it was measured on ${isoDateOf(day)}, when ${measured.length} of ${record.initial.length} sensors have a temperature; two at least are needed: begin the first period on another day, or give a profile`,
    );
  }
  const deepestM = measured.at(-1)!.depthM;
  const above = initial.below.find(({ depthM }) => depthM <= deepestM);
  if (above === undefined) return [...measured, ...initial.below];
  throw refuse(
    '/initial/below',
    `Expected points below the deepest sensor of that day, ${deepestM} m; found ${above.depthM} m`,
  );
}

/** Those that lie in the column. */
function judgedSensors(base: ColumnPlan, record: MeasuredRecord): { sensors: Sensor[]; warnings: string[] } {
  const { thicknessM } = startColumn(base).column;
  const depthM = thicknessM.reduce((sum, sizeM) => sum + sizeM, 0);
  const below = record.sensors.find((sensor) => sensor.depthM > depthM);
  if (below !== undefined) {
    throw refuse(
      '/layers',
      `The record has a sensor at ${below.depthM} m, below the column of ${depthM.toFixed(2)} m: let the layers reach below it. Are the depths in metres?`,
    );
  }
  // A column has two cells at least.
  const uppermostM = centreDepthsM(thicknessM)[0]!;
  const sensors = record.sensors.filter((sensor) => sensor.depthM >= uppermostM);
  const shallow = record.sensors.length - sensors.length;
  if (sensors.length === 0) {
    throw refuse('/grid', `All sensors lie above the centre of the first cell, ${uppermostM} m: take a finer grid`);
  }
  return {
    sensors,
    warnings:
      shallow === 0 ? [] : [`${shallow} sensors above the centre of the first cell (${uppermostM} m) judge nothing`],
  };
}

function requireMeasured(measured: SensorDays, periods: CalibrationDays): void {
  const sensors = measured.depthsM.length;
  for (const which of ['calibration', 'heldOut'] as const) {
    const { from, to } = periods[which];
    const cells = measured.valuesC.subarray(from * sensors, to * sensors);
    if (cells.some((valueC) => !Number.isNaN(valueC))) continue;
    const detail = `No sensor below the surface has a temperature from ${isoDateOf(periods.days[from]!)} to ${isoDateOf(periods.days[to - 1]!)}: choose another period`;
    throw new DomainError('no-rows', detail, { errors: [{ pointer: `/${which}`, detail }] });
  }
}

function unlikely(
  { initial }: CalibrationInputs,
  base: ColumnPlan,
  record: MeasuredRecord,
  { calibration }: CalibrationDays,
): string[] {
  const warnings: string[] = [];
  const deepestM = record.initial.at(-1)!.depthM;
  if (initial.kind === 'measured' && initial.below.length === 0 && deepestM < feltDepthM) {
    warnings.push(
      `The ground below the deepest sensor (${deepestM} m) begins at its temperature of the first day, which it has at no time of the year: give points below it, by initial, such as the yearly mean at ${feltDepthM} m`,
    );
  }
  if (calibration.to - calibration.from < wholeYear) {
    warnings.push(
      `The calibration has ${calibration.to - calibration.from} days, less than a year: what it does not see, of thaw or of freezing, it says nothing of`,
    );
  }
  const depthM = base.layers.at(-1)!.bottomM;
  if (depthM < feltDepthM) warnings.push(`The column is ${depthM} m deep, so that its bottom is felt within a year`);
  return warnings;
}

function refuse(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', detail, { errors: [{ pointer, detail }] });
}
