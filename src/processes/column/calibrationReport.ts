/** A calibration in numbers: what was fitted, how sure it is, and how wrong the column is on days that it has not seen. */
import { isoDateOf } from '../../core/calendar.ts';
import { toJson } from '../../core/json.ts';
import { sensorErrors } from '../../physics/calibration/sensorErrors.ts';
import { scaledGround, valuesOf } from './calibrationParameters.ts';
import type { Json } from '../../core/json.ts';
import type { ColumnCalibration } from '../../physics/calibration/calibrate.ts';
import type { DaySpan, SensorErrors } from '../../physics/calibration/sensorErrors.ts';
import type { PlannedCalibration } from './calibrationPlan.ts';
import type { ExplicitGround } from './explicitGround.ts';

export type PeriodName = 'calibration' | 'heldOut';

/** Before and after, in one period. */
export interface PeriodErrors {
  readonly before: SensorErrors;
  readonly after: SensorErrors;
}

/** Two whose estimates go together by more are told apart by nothing (the variance of each is ten times that of one alone). */
const toldApart = 0.95;
/** Of the logarithm: a factor that may be half or double by chance says nothing. */
const unsureError = 0.35;

export function calibratedGround({ ground, parameters }: PlannedCalibration, fit: ColumnCalibration): ExplicitGround {
  return scaledGround(
    ground,
    parameters,
    Float64Array.from(fit.factors, ({ factor }) => factor),
  );
}

export function periodErrors({ measured, periods }: PlannedCalibration, fit: ColumnCalibration) {
  const of = (span: DaySpan): PeriodErrors => ({
    before: sensorErrors(measured, fit.beforeC, span),
    after: sensorErrors(measured, fit.afterC, span),
  });
  return { calibration: of(periods.calibration), heldOut: of(periods.heldOut) };
}

export function calibrationWarnings(
  { parameters }: PlannedCalibration,
  fit: ColumnCalibration,
  { heldOut }: Record<PeriodName, PeriodErrors>,
): string[] {
  const nameOf = (i: number): string => parameters[i]!.name;
  const warnings = fit.factors.flatMap(({ factor, bound, standardError }, i) => {
    if (bound !== null) {
      return [
        `${nameOf(i)} lies on its ${bound === 'least' ? 'lower' : 'upper'} bound, ${factor.toPrecision(3)} times what was given: it stands in for something else, or the bound is too narrow`,
      ];
    }
    return standardError !== null && standardError > unsureError
      ? [`${nameOf(i)} is hardly told by the record: its standard error is ${Math.round(100 * standardError)} %`]
      : [];
  });
  for (const [i, row] of (fit.correlations ?? []).entries()) {
    for (let j = 0; j < i; j++) {
      if (Math.abs(row[j]!) <= toldApart) continue;
      warnings.push(
        `${nameOf(fit.free[i]!)} and ${nameOf(fit.free[j]!)} cannot be told apart (their correlation is ${row[j]!.toFixed(2)}): vary one of them`,
      );
    }
  }
  if (fit.correlations === null && fit.free.length > 0) {
    warnings.push('The parameters that are on no bound cannot be told apart: vary fewer');
  }
  if (fit.free.some((i) => fit.factors[i]!.standardError === null)) {
    warnings.push('The calibration period is too short for standard errors: they need two months more than parameters');
  }
  const [before, after] = [heldOut.before.all.rmseC!, heldOut.after.all.rmseC!];
  if (after > before) {
    warnings.push(
      `On the held-out days the calibrated column is farther from the measurement (RMSE ${after.toFixed(2)} °C) than the one that was given (${before.toFixed(2)} °C): it fits the weather of the calibration rather than the ground. Vary fewer parameters, or calibrate on more years`,
    );
  }
  if (fit.endedBy === 'most-iterations') warnings.push(`The fit did not settle in ${fit.iterations} iterations`);
  return warnings;
}

export function calibrationReport(
  planned: PlannedCalibration,
  fit: ColumnCalibration,
  errors: Record<PeriodName, PeriodErrors>,
  warnings: readonly string[],
): Json {
  const { ground, parameters, periods, measured, record, weather } = planned;
  const after = calibratedGround(planned, fit);
  const periodOf = (which: PeriodName) => ({
    from: isoDateOf(periods.days[periods[which].from]!),
    to: isoDateOf(periods.days[periods[which].to - 1]!),
    before: describeErrors(measured.depthsM, errors[which].before),
    after: describeErrors(measured.depthsM, errors[which].after),
  });
  return toJson({
    site: record.site,
    weather: weather.account,
    parameters: parameters.map((parameter, i) => {
      const { factor, standardError, bound } = fit.factors[i]!;
      const [given, fitted] = [ground, after].map((each) => valuesOf(each, parameter));
      return {
        name: parameter.name,
        factor,
        standardErrorOfLogarithm: standardError,
        leastFactor: parameter.leastFactor,
        mostFactor: parameter.mostFactor,
        onBound: bound,
        unit: parameter.unit,
        values: given!.map(({ layer, value }, at) => ({ layer, before: value, after: fitted![at]!.value })),
      };
    }),
    correlations: {
      of: fit.free.map((i) => parameters[i]!.name),
      rows: fit.correlations?.map((row) => [...row]) ?? null,
    },
    iterations: fit.iterations,
    endedBy: fit.endedBy,
    calibration: periodOf('calibration'),
    heldOut: periodOf('heldOut'),
    record: record.report,
    warnings,
  });
}

function describeErrors(depthsM: readonly number[], { byDepth, all }: SensorErrors) {
  return { ...all, byDepth: byDepth.map((error, i) => ({ depthM: depthsM[i]!, ...error })) };
}
