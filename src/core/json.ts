import { DomainError } from './errors.ts';

/** What JSON can hold. NaN and Infinity are not part of it: write null. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Plain data as it comes out when it is written and read as JSON: NaN becomes null, absent members are dropped.
 * @throws {DomainError} 'internal' for what JSON cannot hold at all, which would be lost without a word
 */
export function toJson(value: unknown): Json {
  const text = JSON.stringify(value);
  if (text === undefined) throw new DomainError('internal', 'A value that is to be stored is not JSON');
  return JSON.parse(text);
}

/** Far deeper than any document of use. */
export const deepestJson = 64;

/** Whether more than `deepestJson` levels stand in each other: what walks such a value calls itself for each. */
export function isTooDeep(value: unknown, levels = deepestJson): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}

/** As `toJson`, of an object. */
export function toJsonObject(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}

/** The same value always gives the same text: keys are sorted at every level. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
