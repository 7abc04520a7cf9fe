/** Short gaps of a daily series, bridged by straight lines: degree-days of a year with a hole in it are too small. */

export interface BridgedSeries {
  readonly valuesC: Float64Array;
  /** 1 where a value was interpolated. */
  readonly bridged: Uint8Array;
}

/**
 * @param valuesC     °C of consecutive days, NaN where none was measured
 * @param longestDays of the gaps that are bridged, 0 for none; longer gaps stay as they are, and so do the ends
 */
export function bridgeGaps(valuesC: Float64Array, longestDays: number): BridgedSeries {
  const filled = Float64Array.from(valuesC);
  const bridged = new Uint8Array(valuesC.length);
  let last = -1; // the latest measured day
  for (let day = 0; day < valuesC.length; day++) {
    if (Number.isNaN(valuesC[day]!)) continue;
    const gapDays = day - last - 1;
    if (last >= 0 && gapDays > 0 && gapDays <= longestDays) {
      const slope = (valuesC[day]! - valuesC[last]!) / (gapDays + 1);
      for (let i = last + 1; i < day; i++) {
        filled[i] = valuesC[last]! + slope * (i - last);
        bridged[i] = 1;
      }
    }
    last = day;
  }
  return { valuesC: filled, bridged };
}
