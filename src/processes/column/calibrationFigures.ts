/** A calibration as pictures: through time at some depths, and its error by depth. */
import { civilDateOf, daysInYear, firstDayOf } from '../../core/calendar.ts';
import { drawDepthErrors } from '../../figures/depthErrors.ts';
import { drawRecordPanels } from '../../figures/recordPanels.ts';
import type { ColumnCalibration } from '../../physics/calibration/calibrate.ts';
import type { PlannedCalibration } from './calibrationPlan.ts';
import type { PeriodErrors, PeriodName } from './calibrationReport.ts';

const words = { calibration: 'calibration', heldOut: 'held out' } as const;
const mostPanels = 6;
/** Of a curve: more are closer than a pixel. */
const mostTimes = 1500;

export function recordFigure(planned: PlannedCalibration, fit: ColumnCalibration, name: string): string {
  const { measured, periods } = planned;
  const { depthsM, valuesC } = measured;
  const sensors = depthsM.length;
  const every = Math.ceil(periods.days.length / mostTimes);
  const shown = periods.days.map((_, i) => i).filter((i) => i % every === 0);
  const pick = (values: Float64Array, sensor: number) => shown.map((i) => values[i * sensors + sensor]!);
  const drawn = spread(sensors, mostPanels);
  const thinned = every === 1 ? '' : `; every ${every}th day is drawn`;
  return drawRecordPanels({
    subtitle: `${name}; ${drawn.length} of ${sensors} sensors${thinned}`,
    times: shown.map((i) => decimalYear(periods.days[i]!)),
    periods: (['calibration', 'heldOut'] as const).map((which) => ({
      from: decimalYear(periods.days[periods[which].from]!),
      to: decimalYear(periods.days[periods[which].to - 1]!),
      words: words[which],
    })),
    panels: drawn.map((sensor) => ({
      depthM: depthsM[sensor]!,
      measuredC: pick(valuesC, sensor),
      beforeC: pick(fit.beforeC, sensor),
      afterC: pick(fit.afterC, sensor),
    })),
  });
}

export function errorFigure(
  { measured }: PlannedCalibration,
  errors: Record<PeriodName, PeriodErrors>,
  name: string,
): string {
  return drawDepthErrors({
    subtitle: `${name}; modelled against measured days`,
    depthsM: measured.depthsM,
    panels: (['calibration', 'heldOut'] as const).map((which) => ({
      words: words[which],
      beforeC: errors[which].before.byDepth.map(({ rmseC }) => rmseC),
      afterC: errors[which].after.byDepth.map(({ rmseC }) => rmseC),
    })),
  });
}

/** Of so many, the first, the last and others evenly between. */
function spread(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}

function decimalYear(day: number): number {
  const { year } = civilDateOf(day);
  return year + (day - firstDayOf(year, 1)) / daysInYear(year);
}
