import { describe, expect, it } from 'vitest';
import { resolveGroups } from '../../../src/processes/training/importances.ts';

const covariates = ['maat', 'tdd', 'slope'];

describe('resolveGroups', () => {
  it('gives the numbers of a group’s covariates', () => {
    expect(resolveGroups({ climate: ['tdd', 'maat'], relief: ['slope'] }, covariates)).toEqual([[1, 0], [2]]);
  });

  it.each([
    [{ climate: ['tdd', 'tdd'] }, 'importanceGroups.climate names a covariate twice: tdd, tdd'],
    [{ climate: ['tddd'] }, 'names "tddd", which is no covariate of this training; did you mean tdd?'],
    [{ slope: ['slope', 'tdd'] }, 'importanceGroups.slope is called like a covariate: choose another name'],
  ])('refuses %j', (groups, message) => {
    expect(() => resolveGroups(groups, covariates)).toThrow(message);
  });
});
