import { describe, expect, it } from 'vitest';
import { processes } from '../../src/processes/all.ts';

describe('every process', () => {
  it.each(processes.map((process) => [process.id, process] as const))(
    'tells people what its inputs are: %s',
    (_, process) => {
      const silent = Object.entries(process.inputs.shape).filter(([, schema]) => {
        const { title, description } = schema.meta() ?? {};
        return !title || !description;
      });
      expect(silent.map(([name]) => name)).toEqual([]);
    },
  );
});
