import { describe, expect, it } from 'vitest';
import { permafrostZones, zoneOf } from '../../../src/physics/stability/permafrostZones.ts';

describe('zoneOf', () => {
  it.each([
    [1, 'continuous'],
    [0.9, 'continuous'],
    [0.8999, 'discontinuous'],
    [0.5, 'discontinuous'],
    [0.4999, 'sporadic'],
    [0.1, 'sporadic'],
    [0.0999, 'isolated'],
    [1e-9, 'isolated'],
    [0, 'no permafrost'],
  ])('puts a probability of %d into the zone %s', (probability, name) => {
    expect(permafrostZones[zoneOf(probability, 0)!]!.name).toBe(name);
  });

  it('draws isolated patches from a least probability on', () => {
    expect([0.009, 0.01, 0.1].map((probability) => zoneOf(probability, 0.01))).toEqual([4, 3, 2]);
    expect(zoneOf(0.1, 0.1)).toBe(2);
  });

  it('has no zone for NaN', () => {
    expect(zoneOf(Number.NaN, 0)).toBeNull();
  });
});
