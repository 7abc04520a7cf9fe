/**
 * Parameters of a column fitted to measured temperatures. What varies are factors of the values that are given, and they
 * vary by their logarithms, so that half and double are equally far. Each sensor counts by what it erred before: near the
 * surface weather that nobody measured makes errors of degrees, which would drown the tenths of degrees farther down that
 * tell of the ground.
 */
import { DomainError } from '../../core/errors.ts';
import { fitErrors } from './fitErrors.ts';
import { fitWithinBounds, jacobianAt } from './leastSquares.ts';
import { sensorErrors } from './sensorErrors.ts';
import type { FitErrors } from './fitErrors.ts';
import type { DaySpan, SensorDays } from './sensorErrors.ts';

export interface Varying {
  /** For messages. */
  readonly name: string;
  /** Bounds of its factor, around 1. */
  readonly leastFactor: number;
  readonly mostFactor: number;
}

/** Temperatures of the whole record by factors, many at once: °C, as `SensorDays` has them. */
export type ModelRecord = (factors: readonly Float64Array[]) => Promise<readonly Float64Array[]>;

interface FittedFactor {
  readonly factor: number;
  /** Of its logarithm: 0.1 is about 10 %; null on a bound, and where the days are too few to say. */
  readonly standardError: number | null;
  readonly bound: 'least' | 'most' | null;
}

export interface ColumnCalibration {
  readonly factors: readonly FittedFactor[];
  /** Of the factors that are on no bound, by their indices; null where effects cannot be told apart at all. */
  readonly correlations: FitErrors['correlations'];
  readonly free: readonly number[];
  readonly beforeC: Float64Array;
  readonly afterC: Float64Array;
  readonly iterations: number;
  readonly endedBy: 'converged' | 'most-iterations';
}

/** Sensors are no better, °C: none counts more for being closer than this. */
const sensorAccuracyC = 0.05;
/** 2 %: a smaller step sees the jumps of the thaw from cell to cell. */
const logStep = 0.02;
/** Parameters that change no temperature by more over their whole range have no effect, °C. */
const leastEffectC = 0.01;
/** Weather and the errors that come of it last for weeks. */
const groupDays = 30;
const boundRounding = 1e-9;

/**
 * @param span     days that it is fitted to
 * @param onMove   is told of every iteration
 * @throws {DomainError} 'invalid-input' for a parameter without effect; 'no-rows' where nothing was measured
 */
export async function calibrateColumn(
  model: ModelRecord,
  measured: SensorDays,
  varying: readonly Varying[],
  span: DaySpan,
  onMove: (iteration: number) => void,
): Promise<ColumnCalibration> {
  const start = new Float64Array(varying.length);
  const beforeC = (await model([factorsOf(start)]))[0]!;
  const { places, weights, groups } = weighted(measured, beforeC, span);
  const problem = {
    residuals: async (points: readonly Float64Array[]) => {
      const found = await model(points.map(factorsOf));
      return found.map((modelledC) =>
        Float64Array.from(places, (place, k) => (modelledC[place]! - measured.valuesC[place]!) * weights[k]!),
      );
    },
    least: Float64Array.from(varying, ({ leastFactor }) => Math.log(leastFactor)),
    most: Float64Array.from(varying, ({ mostFactor }) => Math.log(mostFactor)),
    step: logStep,
  };
  const first = await jacobianAt(problem, start);
  varying.forEach((parameter, i) => requireEffect(parameter, i, first[i]!, weights));
  const { point, residuals, jacobian, iterations, endedBy } = await fitWithinBounds(problem, start, first, onMove);
  const bounds = Array.from(point, (value, i) => {
    if (value - problem.least[i]! < boundRounding) return 'least';
    return problem.most[i]! - value < boundRounding ? 'most' : null;
  });
  const free = [...bounds.keys()].filter((i) => bounds[i] === null);
  const errors = fitErrors(
    free.map((i) => jacobian[i]!),
    residuals,
    groups,
  );
  const factors = factorsOf(point);
  const afterC = (await model([factors]))[0]!;
  return {
    factors: Array.from(factors, (factor, i) => {
      const standardError = bounds[i] === null ? errors.standardErrors[free.indexOf(i)]! : Number.NaN;
      return { factor, standardError: Number.isNaN(standardError) ? null : standardError, bound: bounds[i]! };
    }),
    correlations: errors.correlations,
    free,
    beforeC,
    afterC,
    iterations,
    endedBy,
  };
}

function factorsOf(logarithms: Float64Array): Float64Array {
  return logarithms.map(Math.exp);
}

/** The measurements of the span, their weights and the stretch of days that each is of. */
function weighted(measured: SensorDays, beforeC: Float64Array, span: DaySpan) {
  const sensors = measured.depthsM.length;
  const places: number[] = [];
  for (let i = span.from * sensors; i < span.to * sensors; i++) if (!Number.isNaN(measured.valuesC[i]!)) places.push(i);
  if (places.length === 0) throw new DomainError('no-rows', 'The calibration period has no measured temperature');
  const { byDepth } = sensorErrors(measured, beforeC, span);
  const weightOf = byDepth.map(({ rmseC }) => 1 / Math.max(sensorAccuracyC, rmseC ?? 0));
  return {
    places,
    weights: Float64Array.from(places, (place) => weightOf[place % sensors]!),
    groups: Uint32Array.from(places, (place) => Math.floor((Math.floor(place / sensors) - span.from) / groupDays)),
  };
}

function requireEffect(
  { name, leastFactor, mostFactor }: Varying,
  index: number,
  column: Float64Array,
  weights: Float64Array,
): void {
  const range = Math.log(mostFactor / leastFactor);
  const mostC = column.reduce((most, slope, k) => Math.max(most, Math.abs(slope / weights[k]!) * range), 0);
  if (mostC > leastEffectC) return;
  const detail = `${name} changes no measured temperature of the calibration period by more than ${mostC.toPrecision(1)} °C between its bounds: it cannot be calibrated by this record. Leave it out`;
  throw new DomainError('invalid-input', detail, { errors: [{ pointer: `/parameters/${index}`, detail }] });
}
