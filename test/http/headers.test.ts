import { describe, expect, it } from 'vitest';
import { preferredType } from '../../src/http/negotiate.ts';
import { chooseMode, parsePrefer } from '../../src/http/prefer.ts';

describe('preferredType', () => {
  const offers = ['application/json', 'text/html'] as const;

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/html', 'text/html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
    ['text/*;q=0.5, application/json;q=0.4', 'text/html'],
    ['text/html;q=0.4, APPLICATION/JSON', 'application/json'],
    ['application/json;q=0, */*;q=0.1', 'text/html'],
    ['application/json; q=oops, text/html;q=0.1', 'text/html'],
    ['image/png', null],
    ['', null],
  ])('takes from "%s" %s', (accept, expected) => {
    expect(preferredType(accept, offers)).toBe(expected);
  });
});

describe('parsePrefer', () => {
  it.each([
    [undefined, false, null],
    ['respond-async ', true, null],
    ['Respond-Async, wait=10', true, 10],
    ['wait="5"', false, 5],
    ['wait=-1, respond-asynchronously', false, null],
    ['return=minimal; foo=bar, respond-async', true, null],
  ])('reads "%s"', (header, respondAsync, waitS) => {
    expect(parsePrefer(header)).toEqual({ respondAsync, waitS });
  });
});

describe('chooseMode', () => {
  const plain = { respondAsync: false, waitS: null };
  const preferring = { respondAsync: true, waitS: null };

  it.each([
    [['async'], plain, 'async'],
    [['sync'], plain, 'sync'],
    [['sync', 'async'], plain, 'sync'],
    [['async'], preferring, 'async'],
    [['sync'], preferring, 'sync'],
    [['sync', 'async'], preferring, 'async'],
  ] as const)('runs %j with %j %s', (modes, preferences, expected) => {
    expect(chooseMode(modes, preferences)).toBe(expected);
  });
});
