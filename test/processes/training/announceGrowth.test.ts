import { describe, expect, it } from 'vitest';
import { cryoforest } from '../../../src/forest/cryoforest.ts';
import { resolveOptions } from '../../../src/forest/engine.ts';
import { announceGrowth } from '../../../src/processes/training/announceGrowth.ts';

function announced(rowCount: number, trees: number, forests: number): string[] {
  const said: string[] = [];
  const log = (level: string, message: string): void => void said.push(`${level}: ${message}`);
  const engine = { name: 'cryoforest', options: resolveOptions(cryoforest, { trees }) };
  const columns = Array.from({ length: 10 }, () => new Float32Array(0));
  announceGrowth({ log, pool: { threads: 2 } }, engine, { target: new Float64Array(rowCount), columns }, forests);
  return said;
}

describe('announceGrowth', () => {
  it('says what a million rows take of time and memory, with the forests of the folds', () => {
    expect(announced(1_000_000, 100, 11)).toEqual([
      'info: growing 11 forests, those of the folds included, of 100 trees on 1000000 rows of 10 covariates takes about 1.7 hours of one core, 51 minutes on 2 threads here, and up to 3.1 GB of memory for each forest',
    ]);
  });

  it('says nothing of what takes minutes', () => {
    expect(announced(10_000, 500, 11)).toEqual([]);
  });
});
