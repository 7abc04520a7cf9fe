import { describe, expect, it } from 'vitest';
import { judgeTarget } from '../../src/processes/judgeTarget.ts';

function judge(name: string, values: readonly number[]) {
  const target = Float64Array.from(values);
  const reasons = new Map<number, string>();
  const table = {
    columns: [{ kind: 'number' as const, name, role: null, values: target }],
    rowCount: values.length,
    lines: Int32Array.from(values.keys()),
  };
  return { unit: judgeTarget(name, { target, classes: null, table }, reasons), left: [...reasons.keys()] };
}

describe('judgeTarget', () => {
  it('takes any number for a target that is no ground temperature, but no missing one', () => {
    expect(judge('alt_cm', [80, 210, Number.NaN, -5])).toEqual({ unit: null, left: [2] });
  });

  it('leaves out of a ground temperature what cannot be °C', () => {
    expect(judge('magt_15m', [-3, 210, Number.NaN, 2])).toEqual({ unit: '°C', left: [1, 2] });
  });

  it('refuses a ground temperature in kelvin', () => {
    expect(() => judge('magt_15m', [270, 271, 272])).toThrow(/line 0 holds 270, which looks like kelvin/);
  });
});
