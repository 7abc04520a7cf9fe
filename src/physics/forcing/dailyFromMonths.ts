/** Daily temperatures that keep the monthly means they are made from. */

/**
 * In month i, with s from 0 to 1, T = b_i(1−4s+3s²) + b_{i+1}(3s²−2s) + 6m_i(s−s²), whose mean is m_i; the temperatures b
 * at the ends of the months follow from equal slopes on both sides of each, and level ones where the series ends.
 * @param meansC    °C of consecutive months, at least one; no NaN
 * @param monthDays their lengths in days
 * @returns °C, the mean of every day; the days of a month have its mean exactly
 * @source Delhez 2003, A spline interpolation technique that preserves mass budgets, Applied Mathematics Letters 16:17
 */
export function dailyFromMonths(meansC: ArrayLike<number>, monthDays: ArrayLike<number>): Float64Array {
  const endsC = monthEndsC(meansC, monthDays);
  const days: number[] = [];
  for (let month = 0; month < meansC.length; month++) {
    const [startC, endC, meanC] = [endsC[month]!, endsC[month + 1]!, meansC[month]!];
    const integral = (s: number): number =>
      startC * s * (1 - s) ** 2 + endC * s * s * (s - 1) + meanC * s * s * (3 - 2 * s);
    const count = monthDays[month]!;
    for (let day = 0; day < count; day++) {
      days.push(count * (integral((day + 1) / count) - integral(day / count)));
    }
  }
  return Float64Array.from(days);
}

/** The tridiagonal equations of the slopes, eliminated from the first month on. */
function monthEndsC(meansC: ArrayLike<number>, monthDays: ArrayLike<number>): Float64Array {
  const count = meansC.length;
  const upper = new Float64Array(count + 1);
  const endsC = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) {
    // A month beyond the end of the series has no say: the slope there is 0.
    const before = i === 0 ? 0 : 1 / monthDays[i - 1]!;
    const after = i === count ? 0 : 1 / monthDays[i]!;
    const right = 3 * (before === 0 ? 0 : before * meansC[i - 1]!) + 3 * (after === 0 ? 0 : after * meansC[i]!);
    const diagonal = 2 * (before + after) - before * (i === 0 ? 0 : upper[i - 1]!);
    upper[i] = after / diagonal;
    endsC[i] = (right - before * (i === 0 ? 0 : endsC[i - 1]!)) / diagonal;
  }
  for (let i = count - 1; i >= 0; i--) endsC[i]! -= upper[i]! * endsC[i + 1]!;
  return endsC;
}
