/** The table of the training benchmarks: Friedman's function of uniform covariates, in memory that threads share. */
import { createRandom } from '../../src/core/random.ts';
import type { TrainTask } from '../../src/forest/engine.ts';

export const seed = 1;

export type Table = Pick<TrainTask, 'columns' | 'target' | 'rows'> & { readonly classCount: number | null };

/** @param classCount null for a number; else it is cut into classes of equal width */
export function makeTable(rowCount: number, covariateCount: number, classCount: number | null = null): Table {
  const random = createRandom(seed);
  const columns = Array.from({ length: covariateCount }, () => {
    const column = new Float32Array(new SharedArrayBuffer(4 * rowCount));
    for (let i = 0; i < rowCount; i++) column[i] = random.nextUnit();
    return column;
  });
  const target = new Float64Array(new SharedArrayBuffer(8 * rowCount));
  for (let i = 0; i < rowCount; i++) {
    const [a, b, c, d] = columns.map((column) => column[i]!);
    const noise = random.nextUnit() + random.nextUnit() + random.nextUnit() - 1.5;
    const value = 10 * Math.sin(Math.PI * a! * b!) + 20 * (c! - 0.5) ** 2 + 5 * d! + noise;
    target[i] = classCount === null ? value : Math.min(classCount - 1, Math.max(0, Math.floor(value / 5)));
  }
  return { columns, target, rows: Uint32Array.from(target.keys()), classCount };
}
