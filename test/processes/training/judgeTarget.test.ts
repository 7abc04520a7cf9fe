import { describe, expect, it } from 'vitest';
import { judgeTarget } from '../../../src/processes/training/judgeTarget.ts';
import type { DeclaredTarget } from '../../../src/processes/training/targetQuantity.ts';

type Declared = Partial<Omit<DeclaredTarget, 'target'>>;

function judge(name: string, values: readonly number[], declared: Declared = {}, classes: string[] | null = null) {
  const target = Float64Array.from(values);
  const reasons = new Map<number, string>();
  const table = {
    columns: [{ kind: 'number' as const, name, role: null, values: target }],
    rowCount: values.length,
    lines: Int32Array.from(values.keys()),
  };
  const asked = { target: name, targetKind: null, targetUnit: null, ...declared };
  const quantity = judgeTarget(asked, { target, classes, table }, reasons);
  return { kind: quantity?.kind ?? null, unit: quantity?.unit ?? null, left: [...reasons.keys()] };
}

const thickness = { targetKind: 'active-layer-thickness' } as const;

describe('judgeTarget', () => {
  it('takes any number for a target whose name says nothing, but no missing one', () => {
    expect(judge('moisture', [80, 210, Number.NaN, -5])).toEqual({ kind: 'amount', unit: null, left: [2] });
  });

  it('leaves out of a ground temperature what cannot be °C', () => {
    const kind = 'ground-temperature';
    expect(judge('magt_15m', [-3, 210, Number.NaN, 2])).toEqual({ kind, unit: '°C', left: [1, 2] });
    expect(judge('x', [-3, 210, 2], { targetKind: kind })).toEqual({ kind, unit: '°C', left: [1] });
  });

  it('refuses a ground temperature in kelvin', () => {
    expect(() => judge('magt_15m', [270, 271, 272])).toThrow(/line 0 holds 270, which looks like kelvin/);
    expect(() => judge('magt_15m', [270], { targetUnit: 'K' })).toThrow(/Expected °C .* found "K"/);
  });

  it.each([
    ['alt_cm', 'cm'],
    ['ALT (cm)', 'cm'],
    ['alt_mean_cm', 'cm'],
    ['thaw_depth_m', 'm'],
    ['active_layer_thickness_mm', 'mm'],
    ['活动层厚度(cm)', 'cm'],
  ])('knows %s as active-layer thickness in %s', (name, unit) => {
    const values = unit === 'm' ? [0.8, 2.1, 0, 31] : [80, 210, 0, unit === 'mm' ? 30_001 : 3001];
    expect(judge(name, values)).toEqual({ kind: 'active-layer-thickness', unit, left: [2, 3] });
  });

  it('leaves alt_m an amount, for it may be an altitude, until it is declared', () => {
    expect(judge('alt_m', [800, 2100])).toEqual({ kind: 'amount', unit: null, left: [] });
    expect(judge('alt_mean_m', [800, 2100])).toEqual({ kind: 'amount', unit: null, left: [] });
    expect(judge('alt_m', [0.8, -1], thickness)).toMatchObject({ unit: 'm', left: [1] });
  });

  it('keeps the numbers as they are, and takes their unit from the request where the name has none', () => {
    expect(judge('alt', [80, 210], { ...thickness, targetUnit: 'cm' })).toMatchObject({ unit: 'cm', left: [] });
    expect(() => judge('alt', [80, 210], thickness)).toThrow(/unit of the active-layer thickness alt, found none/);
    expect(() => judge('alt', [80], { ...thickness, targetUnit: 'ft' })).toThrow(/found "ft"/);
  });

  it('refuses centimetres where metres are stated, and metres where centimetres are', () => {
    expect(() => judge('alt', [45, 80, 120], { ...thickness, targetUnit: 'm' })).toThrow(
      /no active-layer thickness in m in any of 3 rows: line 0 holds 45, which is in another unit than m: the median would be 80 m/,
    );
    expect(() => judge('alt_cm', [0.45, 0.8, 1.2])).toThrow(/another unit than cm: the median would be 0.008 m/);
  });

  it('knows an edaphic factor, which a forest of the hybrid learns', () => {
    const unit = 'm/√(°C·day)';
    expect(judge('edaphic_factor', [0.02, 0, 0.6])).toEqual({ kind: 'edaphic-factor', unit, left: [1, 2] });
  });

  it('gives an amount the unit that was said, but not °C, by which maps get thermal classes', () => {
    expect(judge('moisture', [3], { targetUnit: 'kg/m³' })).toMatchObject({ kind: 'amount', unit: 'kg/m³' });
    expect(() => judge('air', [3], { targetUnit: '°C' })).toThrow(/if air is one, give targetKind/);
    expect(judge('magt', [3], { targetKind: 'amount' })).toMatchObject({ kind: 'amount', unit: null });
  });

  it('refuses a kind or unit of classes', () => {
    expect(judge('soil', [0, 1], {}, ['bog', 'sand'])).toEqual({ kind: null, unit: null, left: [] });
    expect(() => judge('soil', [0, 1], { targetUnit: 'm' }, ['bog', 'sand'])).toThrow(/soil is one of classes/);
  });
});
