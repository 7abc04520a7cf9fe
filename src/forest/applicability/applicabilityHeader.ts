/** The area of applicability as it stands in a model's header. */
import { finite, list, record, string, unreadable } from '../headerFields.ts';
import type { Applicability, NoApplicability } from './applicability.ts';
import type { ErrorProfile } from './errorProfile.ts';
import { dimensionsOf, type FeatureSpace } from './featureSpace.ts';

/** @throws {DomainError} 'model-unreadable' naming the first field that is not as documented */
export function parseApplicability(value: unknown, covariateCount: number): Applicability | NoApplicability {
  const at = 'applicability';
  const fields = record(value, at);
  if ('missing' in fields) return { missing: string(fields['missing'], `${at}.missing`) };
  return {
    space: parseSpace(fields['space'], `${at}.space`, covariateCount),
    threshold: notNegative(fields['threshold'], `${at}.threshold`),
    profile: fields['profile'] === null ? null : parseProfile(fields['profile'], `${at}.profile`),
  };
}

function parseSpace(value: unknown, at: string, covariateCount: number): FeatureSpace {
  const fields = record(value, at);
  const means = list(fields['means'], `${at}.means`).map((mean, i) => finite(mean, `${at}.means[${i}]`));
  const scales = list(fields['scales'], `${at}.scales`).map((scale, i) => notNegative(scale, `${at}.scales[${i}]`));
  for (const [name, numbers] of Object.entries({ means, scales })) {
    if (numbers.length !== covariateCount)
      throw unreadable(`${at}.${name}`, `one number per covariate, ${covariateCount}`, numbers.length);
  }
  const levelScales = parseLevelScales(fields['levelScales'], `${at}.levelScales`, covariateCount);
  const space = { means, scales, levelScales };
  if (dimensionsOf(space).length === 0) throw unreadable(`${at}.scales`, 'a number above 0 among them', scales);
  return space;
}

/** Files without categorical covariates may leave it out. */
function parseLevelScales(value: unknown, at: string, covariateCount: number): (readonly number[] | null)[] {
  if (value === undefined) return Array.from({ length: covariateCount }, () => null);
  const all = list(value, at);
  if (all.length !== covariateCount) throw unreadable(at, `one entry per covariate, ${covariateCount}`, all.length);
  return all.map((ofLevels, i) =>
    ofLevels === null
      ? null
      : list(ofLevels, `${at}[${i}]`).map((scale, level) => notNegative(scale, `${at}[${i}][${level}]`)),
  );
}

function parseProfile(value: unknown, at: string): ErrorProfile {
  const fields = record(value, at);
  const ascending = (name: 'dissimilarity' | 'rmse'): number[] => {
    const numbers = list(fields[name], `${at}.${name}`).map((number, i) => notNegative(number, `${at}.${name}[${i}]`));
    if (numbers.some((number, i) => i > 0 && number < numbers[i - 1]!))
      throw unreadable(`${at}.${name}`, 'numbers that never fall', numbers);
    return numbers;
  };
  const profile = {
    rows: notNegative(fields['rows'], `${at}.rows`),
    window: notNegative(fields['window'], `${at}.window`),
    dissimilarity: ascending('dissimilarity'),
    rmse: ascending('rmse'),
  };
  if (profile.rmse.length === 0 || profile.rmse.length !== profile.dissimilarity.length)
    throw unreadable(`${at}.rmse`, 'one number per dissimilarity, at least one', profile.rmse.length);
  return profile;
}

function notNegative(value: unknown, at: string): number {
  if (finite(value, at) < 0) throw unreadable(at, 'a number from 0', value);
  return finite(value, at);
}
