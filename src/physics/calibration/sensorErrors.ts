/** What a column says of measured temperatures, depth by depth. */

/** °C, days in rows, a column per sensor; NaN where none was measured. */
export interface SensorDays {
  readonly depthsM: readonly number[];
  readonly dayCount: number;
  /** Length dayCount × sensors, row-major. */
  readonly valuesC: Float64Array;
}

/** A stretch of days, the last one not in it. */
export interface DaySpan {
  readonly from: number;
  readonly to: number;
}

export interface SensorError {
  /** Days with a measurement. */
  readonly days: number;
  /** Root mean square, mean and mean size of modelled − measured, °C; null without a day. */
  readonly rmseC: number | null;
  readonly biasC: number | null;
  readonly meanAbsoluteC: number | null;
}

export interface SensorErrors {
  readonly byDepth: readonly SensorError[];
  readonly all: SensorError;
}

/** @returns one per sensor, and that of all together */
export function sensorErrors(measured: SensorDays, modelledC: Float64Array, span: DaySpan): SensorErrors {
  const sensors = measured.depthsM.length;
  const of = (wanted: (sensor: number) => boolean): SensorError => {
    let [days, sum, size, squares] = [0, 0, 0, 0];
    for (let i = span.from * sensors; i < span.to * sensors; i++) {
      const off = modelledC[i]! - measured.valuesC[i]!;
      if (!wanted(i % sensors) || Number.isNaN(off)) continue;
      days += 1;
      sum += off;
      size += Math.abs(off);
      squares += off * off;
    }
    if (days === 0) return { days, rmseC: null, biasC: null, meanAbsoluteC: null };
    return { days, rmseC: Math.sqrt(squares / days), biasC: sum / days, meanAbsoluteC: size / days };
  };
  return { byDepth: measured.depthsM.map((_, sensor) => of((each) => each === sensor)), all: of(() => true) };
}
