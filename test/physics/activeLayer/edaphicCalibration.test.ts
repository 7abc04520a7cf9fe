import { describe, expect, it } from 'vitest';
import { calibrateSites, fittedDepthsM, leftOutDepthsM } from '../../../src/physics/activeLayer/edaphicCalibration.ts';
import { calibrateEdaphicFactor } from '../../../src/physics/stefan.ts';
import type { CalibrationSites } from '../../../src/physics/activeLayer/edaphicCalibration.ts';

const classes = ['bog', 'sand', 'bog', 'sand', 'sand', 'bog', 'rock', 'rock'];
const sites = {
  depthsM: Float64Array.of(0.41, 1.12, 0.5, 0.97, 1.3, 0.38, 2.2, 2.6),
  indicesCDays: Float64Array.of(800, 1000, 1150, 760, 1490, 610, 980, 1320),
  classes,
};
const few = { minimumSites: 3, takeOverall: true };

/** Fitted anew on every row but one, and where a class has its own factor on its rows alone. */
function bruteForce({ depthsM, indicesCDays }: CalibrationSites): number[] {
  return classes.map((name, row) => {
    const others = [...classes.keys()].filter((other) => other !== row && (name === 'rock' || classes[other] === name));
    const factor = calibrateEdaphicFactor(
      others.map((other) => depthsM[other]!),
      others.map((other) => indicesCDays[other]!),
    );
    return factor * Math.sqrt(indicesCDays[row]!);
  });
}

describe('calibrateSites', () => {
  it('fits a class on its own sites, and gives one with too few the factor of all', () => {
    const { overall, classes: fits } = calibrateSites(sites, few);
    expect(fits!.map((fit) => [fit.class, fit.sites, fit.fromAllSites])).toEqual([
      ['bog', 3, false],
      ['rock', 2, true],
      ['sand', 3, false],
    ]);
    expect(overall.factor).toBe(calibrateEdaphicFactor(sites.depthsM, sites.indicesCDays));
    expect(fits![1]!.factor).toBe(overall.factor);
    expect(fits![2]!.factor).toBe(calibrateEdaphicFactor([1.12, 0.97, 1.3], [1000, 760, 1490]));
  });

  it('orders classes that are numbers as numbers', () => {
    const numbered = { ...sites, classes: classes.map((name) => ({ bog: '10', sand: '9', rock: '-1' })[name]!) };
    expect(calibrateSites(numbered, few).classes!.map((fit) => fit.class)).toEqual(['-1', '9', '10']);
  });

  it('refuses a class of too few sites, and a single site', () => {
    expect(() => calibrateSites(sites, { minimumSites: 3, takeOverall: false })).toThrow(
      /at least 3 sites in every class, found rock \(2\).*fewSites "overall"/,
    );
    const one = { depthsM: Float64Array.of(1), indicesCDays: Float64Array.of(900), classes: null };
    expect(() => calibrateSites(one, few)).toThrow(/at least 2 sites to calibrate by, found 1/);
  });
});

describe('leftOutDepthsM', () => {
  it('is what fitting anew without each site gives, within its class or over all', () => {
    const found = leftOutDepthsM(sites, calibrateSites(sites, few));
    for (const [row, expected] of bruteForce(sites).entries()) {
      expect(Math.abs(found[row]! - expected)).toBeLessThan(1e-12 /* m */);
    }
    expect(found).not.toEqual(fittedDepthsM(sites, calibrateSites(sites, few)));
  });
});
