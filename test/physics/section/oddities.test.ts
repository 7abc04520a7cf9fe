import { describe, expect, it } from 'vitest';
import { odditiesOf } from '../../../src/physics/section/oddities.ts';
import { meshOf, paintSection } from '../../../src/physics/section/paint.ts';
import { box, sectionPlan } from './sectionPlans.ts';
import type { SectionPlan } from '../../../src/physics/section/plan.ts';

const metre = { finestM: 1, growth: 1, coarsestM: 1 };

function found(changes: Partial<SectionPlan>) {
  const plan = sectionPlan({ widthM: 10, depthM: 8, gradingX: metre, gradingDepth: metre, ...changes });
  const mesh = meshOf(plan);
  return odditiesOf(plan, mesh, paintSection(plan, mesh).materialOf).map(
    ({ kind, afterSteps, body: { fromXM, toXM, topM, bottomM } }) => [kind, afterSteps, fromXM, toXM, topM, bottomM],
  );
}

const dig = (shape: ReturnType<typeof box>, afterSteps: number) => ({
  shape,
  material: null,
  afterSteps,
  temperatureC: 0,
});

describe('odditiesOf', () => {
  it('sees none in pits, between heaps and under an overhang', () => {
    const heaps = [box(0, -3, 3, 0), box(7, -3, 10, 0)].map((shape) => ({ shape, material: 1 }));
    expect(found({ paintings: heaps, events: [dig(box(4, 0, 6, 5), 10), dig(box(6, 4, 8, 5), 20)] })).toEqual([]);
  });

  it('sees a cavity once, when it is made: a tunnel, or a pit that is roofed over', () => {
    const roof = { shape: box(4, 0, 6, 1), material: 1, afterSteps: 30, temperatureC: 2 };
    expect(
      found({ paintings: [{ shape: box(0, 5, 2, 6), material: null }], events: [dig(box(4, 0, 6, 3), 20), roof] }),
    ).toEqual([
      ['cavity', 0, 0, 2, 5, 6],
      ['cavity', 30, 4, 6, 1, 3],
    ]);
  });

  it('sees ground that is left hanging in the air', () => {
    expect(found({ paintings: [{ shape: box(2, -3, 5, -1), material: 1 }] })).toEqual([['floating', 0, 2, 5, -3, -1]]);
  });
});
