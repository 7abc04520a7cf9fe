import { describe, expect, it } from 'vitest';
import { loadProcess, loadProcesses, processIds } from '../../src/processes/all.ts';
import { inputsSchema } from '../../src/http/processDescription.ts';
import { parseUnit } from '../../src/units/parseUnit.ts';

const processes = await loadProcesses();

describe('every process', () => {
  it('is loaded by its own name, and nothing is by another', async () => {
    expect(processes.map(({ id }) => id)).toEqual(processIds);
    expect((await loadProcess('terrain'))?.id).toBe('terrain');
    expect(await loadProcess('toString')).toBeNull();
  });

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

  it('documents units that numbers can be converted to', () => {
    const stated = new Set(processes.flatMap((process) => unitsIn(inputsSchema(process))));
    expect([...stated]).toEqual(expect.arrayContaining(['m', '°C', 'day']));
    for (const unit of stated) expect(parseUnit(unit).scale).toBeGreaterThan(0);
  });
});

/** Of all inputs, at any depth. */
function unitsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'unit' && typeof value === 'string' ? [value] : unitsIn(value),
  );
}
