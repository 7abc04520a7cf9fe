import { describe, expect, it } from 'vitest';
import { runSection } from '../../../src/physics/section/runSection.ts';
import { box, sectionPlan } from './sectionPlans.ts';
import type { SectionEvent, SectionPlan } from '../../../src/physics/section/plan.ts';

const gravel = 0;

function filled(shape: SectionEvent['shape'], temperatureC: number, afterSteps = 0): SectionEvent {
  return { shape, material: gravel, afterSteps, temperatureC };
}

/** First years in which each fill was frozen, counted from 1. */
function refrozen(changes: Partial<SectionPlan>) {
  const { fills } = runSection(sectionPlan(changes), null, () => {}).standing;
  return fills.map(({ belowZeroYear, onePercentYear }) =>
    [belowZeroYear, onePercentYear].map((year) => (year === null ? null : year + 1)),
  );
}

/** Steps of five days in cells of half a metre: fills of some metres in cold gravel. */
const coarse: Partial<SectionPlan> = {
  widthM: 24,
  depthM: 20,
  gradingX: { finestM: 1, growth: 1.4, coarsestM: 4 },
  gradingDepth: { finestM: 0.5, growth: 1.3, coarsestM: 3 },
  stepsOfDay: 0.2,
};

/** A fill of 8 m from the left side on. */
function yearsOf(toXM: number, fillC: number): number {
  return refrozen({ ...coarse, events: [filled(box(0, 0, toXM, 8), fillC)], years: 14 })[0]![0]!;
}

describe('fills of a section', () => {
  it('freeze sooner between walls than where the fill goes on for ever, and the colder the sooner', () => {
    const [endless, walled, cold] = [yearsOf(24, 8), yearsOf(3, 8), yearsOf(24, 1)];
    expect([endless > walled, endless > cold, cold > 1], `${endless} ${walled} ${cold}`).toEqual([true, true, true]);
  });

  it('are below 0 °C when as good as that, years before the last of their water is frozen', () => {
    const [years] = refrozen({ ...coarse, depthM: 24, events: [filled(box(0, 0, 24, 12), 4)], years: 10 });
    expect(years![1]! - years![0]!, years!.join()).toBeGreaterThanOrEqual(2);
  });

  it('have no year while they are not frozen, or where they were dug away again', () => {
    const away = { ...filled(box(0, 0, 6, 5), 0, 20), material: null };
    const events = [filled(box(0, 0, 6, 5), 8), away, filled(box(12, 0, 24, 8), 15, 30)];
    expect(refrozen({ ...coarse, events, years: 2 })).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('are judged below what thaws every summer: a fill that is all of it never freezes for good', () => {
    const thin = refrozen({ ...coarse, events: [filled(box(0, 0, 24, 1), -5)], years: 3 });
    const thick = refrozen({ ...coarse, events: [filled(box(0, 0, 24, 6), -5)], years: 3 });
    expect([thin, thick]).toEqual([[[null, null]], [[1, 1]]]);
  });
});
