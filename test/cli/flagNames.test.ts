import { expect, it } from 'vitest';
import { withFlags } from '../../src/cli/flagNames.ts';

it.each([
  ['/rasterUnit: expected the unit', ['/rasterUnit'], '--raster-unit: expected the unit'],
  ['/seed: bad; /engine/minNodeSize: bad', ['/seed', '/engine/minNodeSize'], '--seed: bad; --engine.minNodeSize: bad'],
  [
    '/table/0: 35 is none; /units/table: bad',
    ['/table', '/table/0', '/units/table'],
    '--table at /0: 35 is none; --units.table: bad',
  ],
  ['/scenes/2/bands/B4: bad', ['/scenes/2/bands/B4'], '--scenes at /2/bands/B4: bad'],
  ['There is no file /seed: none', [], 'There is no file /seed: none'],
])('%s', (message, pointers, told) => {
  const errors = pointers.map((pointer) => ({ pointer, detail: 'bad' }));
  expect(withFlags({ message, detail: { errors } })).toBe(told);
});

it('leaves a refusal without pointers as it is', () => {
  expect(withFlags({ message: '/a: b', detail: { errors: ['/a'] } })).toBe('/a: b');
  expect(withFlags({ message: '/a: b', detail: {} })).toBe('/a: b');
});
