/** One borehole in numbers: annual means by depth, the target depth, the depth of zero amplitude, the active layer. */
import { civilDateOf, dayOf, daysInYear } from '../../core/calendar.ts';
import { activeLayer } from './activeLayer.ts';
import { bestStartMonth } from './annualMeans.ts';
import { dailySeries } from './dailySeries.ts';
import { levelOfAnnualMeans, levelOfSeries } from './groundLevel.ts';
import { temperatureAtDepth, zeroAmplitudeDepth } from './profile.ts';
import type { ActiveLayer } from './activeLayer.ts';
import type { Completeness } from './annualMeans.ts';
import type { GroundLevel, LevelRefusal } from './groundLevel.ts';
import type { DepthRule, DepthTemperature, ZeroAmplitude, ZeroAmplitudeRule } from './profile.ts';

/** What one value of a series stands for. */
type ValueSpan = 'reading' | 'month' | 'year' | 'all years';

export interface SensorSeries {
  /** Metres below the ground, ≥ 0. */
  readonly depthM: number;
  readonly span: ValueSpan;
  /** Days since 1970-01-01, ascending; empty for means of all years. */
  readonly days: Float64Array;
  /** °C, none NaN. */
  readonly valuesC: Float64Array;
  /** Of a mean of all years: the years that it covers, as far as they are known. */
  readonly record: {
    readonly years: number | null;
    readonly firstYear: number | null;
    readonly lastYear: number | null;
  } | null;
}

export interface SummaryRules {
  readonly completeness: Completeness;
  /** 1 to 12: month with which years begin; null for the one that gives most years. */
  readonly startMonth: number | null;
  readonly zeroAmplitude: ZeroAmplitudeRule;
  readonly depth: DepthRule;
  /** Metres: below this depth any reading counts as the annual mean, since no season is felt there; null for nowhere. */
  readonly steadyBelowM: number | null;
  /** Metres: a sensor down to here is one of the ground surface. */
  readonly surfaceM: number;
}

export interface SiteSummary {
  /** By depth. */
  readonly levels: readonly GroundLevel[];
  readonly refused: readonly LevelRefusal[];
  /** Month with which years begin. */
  readonly startMonth: number;
  /** The shallowest level, where it is one of the surface. */
  readonly surface: GroundLevel | null;
  readonly atDepth: DepthTemperature;
  readonly zeroAmplitude: ZeroAmplitude;
  readonly activeLayer: ActiveLayer;
}

/** @param sensors of one site, one per depth, by depth */
export function summariseSite(sensors: readonly SensorSeries[], rules: SummaryRules): SiteSummary {
  const daily = new Map(
    sensors
      .filter(({ span }) => span === 'reading' || span === 'month')
      .map((sensor) => [sensor, dailySeries(sensor.days, sensor.valuesC, sensor.span === 'month')] as const),
  );
  const startMonth = rules.startMonth ?? bestStartMonth([...daily.values()], rules.completeness);
  const levels: GroundLevel[] = [];
  const refused: LevelRefusal[] = [];
  for (const sensor of sensors) {
    const series = daily.get(sensor);
    const level =
      series === undefined
        ? levelOfMeans(sensor)
        : levelOfSeries(sensor.depthM, series, startMonth, rules.completeness);
    if (!('reason' in level)) levels.push(level);
    else if (rules.steadyBelowM !== null && sensor.depthM >= rules.steadyBelowM) levels.push(steadyLevel(sensor));
    else refused.push(level);
  }
  const zeroAmplitude = zeroAmplitudeDepth(levels, rules.zeroAmplitude);
  const top = levels[0];
  return {
    levels,
    refused,
    startMonth,
    surface: top !== undefined && top.depthM <= rules.surfaceM ? top : null,
    atDepth: temperatureAtDepth(levels, zeroAmplitude, rules.depth),
    zeroAmplitude,
    activeLayer: activeLayer(levels),
  };
}

function levelOfMeans({ depthM, span, days, valuesC, record }: SensorSeries): GroundLevel {
  if (span === 'year') {
    const last = days.at(-1)!;
    return levelOfAnnualMeans(depthM, valuesC, {
      first: days[0]!,
      last: last + daysInYear(civilDateOf(last).year) - 1,
    });
  }
  const { years = null, firstYear = null, lastYear = null } = record ?? {};
  const first = firstYear === null ? null : dayOf({ year: firstYear, month: 1, day: 1 });
  const last = lastYear === null ? null : dayOf({ year: lastYear, month: 12, day: 31 });
  const level = levelOfAnnualMeans(depthM, valuesC, { first, last });
  return { ...level, years };
}

/** Where no season is felt, the mean of whatever was read, each calendar year having the same weight. */
function steadyLevel({ depthM, days, valuesC }: SensorSeries): GroundLevel {
  const byYear = new Map<number, { sum: number; count: number }>();
  for (const [i, day] of days.entries()) {
    const { year } = civilDateOf(day);
    const { sum, count } = byYear.get(year) ?? { sum: 0, count: 0 };
    byYear.set(year, { sum: sum + valuesC[i]!, count: count + 1 });
  }
  const means = Float64Array.from(byYear.values(), ({ sum, count }) => sum / count);
  const level = levelOfAnnualMeans(depthM, means, { first: Math.floor(days[0]!), last: Math.floor(days.at(-1)!) });
  const readingDays = new Set(Array.from(days, Math.floor)).size;
  return { ...level, how: 'measured', days: readingDays };
}
