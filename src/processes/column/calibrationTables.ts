/** A calibration as tables: its errors by depth, and its days. */
import { isoDateOf } from '../../core/calendar.ts';
import { writeCsv } from '../../tables/writeCsv.ts';
import type { ColumnCalibration } from '../../physics/calibration/calibrate.ts';
import type { SensorError, SensorErrors } from '../../physics/calibration/sensorErrors.ts';
import type { PlannedCalibration } from './calibrationPlan.ts';
import type { PeriodErrors, PeriodName } from './calibrationReport.ts';

/** A row per depth, and one of all. */
export function errorsAsCsv({ measured }: PlannedCalibration, errors: Record<PeriodName, PeriodErrors>): string {
  const parts = (['calibration', 'heldOut'] as const).flatMap((period) => [
    { period, state: 'before', named: 'Before' } as const,
    { period, state: 'after', named: 'After' } as const,
  ]);
  const header = parts.flatMap(({ period, named }) =>
    ['Days', 'RmseC', 'BiasC', 'MeanAbsoluteC'].map((what) => `${period}${named}${what}`),
  );
  const row = (depth: number | string, pick: (found: SensorErrors) => SensorError) => [
    depth,
    ...parts.flatMap(({ period, state }) => {
      const { days, rmseC, biasC, meanAbsoluteC } = pick(errors[period][state]);
      return [days, rmseC, biasC, meanAbsoluteC];
    }),
  ];
  return writeCsv(
    ['depthM', ...header],
    [...measured.depthsM.map((depthM, i) => row(depthM, ({ byDepth }) => byDepth[i]!)), row('all', ({ all }) => all)],
  );
}

/** A row per day: measured, modelled before and after at each depth. */
export function daysAsCsv({ measured, periods }: PlannedCalibration, fit: ColumnCalibration): string {
  const { depthsM, valuesC } = measured;
  const sensors = depthsM.length;
  const partOf = (i: number): string =>
    (['calibration', 'heldOut'] as const).find((which) => periods[which].from <= i && i < periods[which].to) ?? '';
  return writeCsv(
    [
      'date',
      'period',
      ...depthsM.flatMap((depthM) => [`measured${depthM}mC`, `before${depthM}mC`, `after${depthM}mC`]),
    ],
    periods.days.map((day, i) => [
      isoDateOf(day),
      partOf(i),
      ...depthsM.flatMap((_, sensor) => {
        const at = i * sensors + sensor;
        return [Number.isNaN(valuesC[at]!) ? null : valuesC[at]!, fit.beforeC[at]!, fit.afterC[at]!];
      }),
    ]),
  );
}
