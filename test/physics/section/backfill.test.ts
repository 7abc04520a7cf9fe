/** How long a backfilled pit takes to refreeze with its walls, against a published study of an open pit in north-east China. */
import { describe, expect } from 'vitest';
import { heatAt } from '../../../src/physics/column/heatTable.ts';
import { centresM } from '../../../src/physics/section/mesh.ts';
import { runSection } from '../../../src/physics/section/runSection.ts';
import { startSection } from '../../../src/physics/section/section.ts';
import { standOn, startOf } from '../../../src/physics/section/standing.ts';
import { longTest } from '../../support/oracles.ts';
import { bare, box, sectionPlan } from './sectionPlans.ts';

const [floorM, belowThawM] = [20, 4];
const [geothermalFluxWM2, frozenWMK] = [0.05, 2.61];
const years = 30;
/** Thawed ground between two fronts comes ever closer to 0 °C: as for the column. */
const asGoodAsZeroC = 1e-8;

/**
 * Years until no place of the fill below the summers' thaw is above 0 °C at a year's end. Half of the pit, mirrored at its
 * middle; gravel, a surface of −2 ± 12 °C and −1 °C at the floor, as guessed once for the column (transientVectors.ts).
 */
function refreezingYears(widthM: number, fillC: number): number {
  const plan = sectionPlan({
    widthM: widthM / 2 + 20,
    depthM: 60,
    gradingX: { finestM: 1, growth: 1.4, coarsestM: 5 },
    gradingDepth: { finestM: 0.25, growth: 1.2, coarsestM: 2 },
    covers: [{ name: 'ground', faces: 'all', within: null, afterSteps: 0, cover: { ...bare, freezeFactor: 1 } }],
    climate: { ...sectionPlan().climate, air: { kind: 'sinusoid', meanC: -2, amplitudeC: 12, warmestDay: 200 } },
    geothermalFluxWM2,
    events: [{ shape: box(0, 0, widthM / 2, floorM), material: 0, afterSteps: 0, temperatureC: fillC }],
    years,
    stepsOfDay: 0.2,
    keptSteps: Array.from({ length: years }, (_, year) => (year + 1) * 73),
  });
  const start = startOf(plan);
  const { section } = standOn(plan, start);
  const depths = centresM(start.depthEdgesM);
  const heatJM3 = start.state.heatJM3.map((_, i) => {
    const belowFloorM = depths[i % depths.length]! - floorM;
    return heatAt(section.tables[0]!, Math.min(-0.01, -1 + (geothermalFluxWM2 / frozenWMK) * belowFloorM), 'frozen');
  });
  const { fields, xEdgesM } = runSection(plan, { ...start, state: startSection(section, heatJM3) }, () => {});
  const xs = centresM(xEdgesM);
  const inFill = (i: number): boolean => {
    const depthM = depths[i % depths.length]!;
    return xs[Math.floor(i / depths.length)]! < widthM / 2 && depthM > belowThawM && depthM < floorM;
  };
  return 1 + fields.findIndex(({ temperatureC }) => temperatureC.every((atC, i) => !inFill(i) || atC <= asGoodAsZeroC));
}

describe('a backfilled pit of 20 m with its walls', () => {
  // He et al. 2022, Front. Earth Sci. 10:806022, abstract: neither soil nor climate nor width are given there.
  longTest(
    'refreezes from 20, 15, 10 and 2 °C in 27, 21, 16 and 10 years, give or take 2, where it is 80 m wide',
    () => {
      const found = [20, 15, 10, 2].map((fillC) => refreezingYears(80, fillC));
      found.forEach((each, i) => expect(Math.abs(each - [27, 21, 16, 10][i]!), found.join()).toBeLessThanOrEqual(2));
    },
  );

  longTest('refreezes years before that where it is twice as wide as deep', () => {
    const [wide, narrow] = [80, 40].map((widthM) => refreezingYears(widthM, 20));
    expect(wide! - narrow!, `${wide} ${narrow}`).toBeGreaterThanOrEqual(3);
  });
});
