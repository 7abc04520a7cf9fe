/** First principal component of points in space. */

/** Of the matrix to the power 2^this only the leading direction is left, unless two are alike to rounding. */
const squarings = 40;

/**
 * @param xyz points, three numbers each
 * @returns where each point lies along the direction in which all spread most; the sign of the direction is arbitrary
 */
export function alongFirstAxis(xyz: Float64Array): Float64Array {
  const count = xyz.length / 3;
  const centre = [0, 1, 2].map((axis) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += xyz[3 * i + axis]!;
    return sum / count;
  });
  const direction = leadingDirection(scatter(xyz, centre));
  return Float64Array.from({ length: count }, (_, i) =>
    direction.reduce((sum, share, axis) => sum + share * (xyz[3 * i + axis]! - centre[axis]!), 0),
  );
}

type Matrix = readonly (readonly number[])[];

function scatter(xyz: Float64Array, centre: readonly number[]): Matrix {
  return [0, 1, 2].map((row) =>
    [0, 1, 2].map((column) => {
      let sum = 0;
      for (let at = 0; at < xyz.length; at += 3)
        sum += (xyz[at + row]! - centre[row]!) * (xyz[at + column]! - centre[column]!);
      return sum;
    }),
  );
}

/** Its columns all turn to the leading eigenvector as a symmetric matrix is squared again and again. */
function leadingDirection(matrix: Matrix): readonly number[] {
  let power = matrix;
  for (let i = 0; i < squarings; i++) {
    const trace = power.reduce((sum, row, axis) => sum + row[axis]!, 0);
    // All points at one place: any direction will do.
    if (trace === 0) return [1, 0, 0];
    power = power.map((row) =>
      power.map((column) => row.reduce((sum, value, axis) => sum + value * column[axis]!, 0) / trace ** 2),
    );
  }
  const longest = power.toSorted((a, b) => squaredLength(b) - squaredLength(a))[0]!;
  const length = Math.sqrt(squaredLength(longest));
  return longest.map((value) => value / length);
}

function squaredLength(vector: readonly number[]): number {
  return vector.reduce((sum, value) => sum + value ** 2, 0);
}
