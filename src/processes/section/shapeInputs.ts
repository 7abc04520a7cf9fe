/** Regions of a section as a request gives them. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { shapeBounds } from '../../physics/section/shape.ts';
import { quantity } from '../inputs/quantity.ts';
import type { Shape } from '../../physics/section/shape.ts';

/** The widest and the deepest section, m: beyond it a column speaks for the ground. */
export const mostWidthM = 2000;
export const mostDepthM = 500;

const along = quantity({ unit: 'm', min: 0, max: mostWidthM, reason: 'a section begins at 0 m' });
const depth = quantity({ unit: 'm', min: -200, max: mostDepthM, reason: 'heaps are no higher and sections no deeper' });

export const shapeInput = z.union([
  z.strictObject({
    fromXM: along.meta({ description: 'Left side, m along the section.' }),
    toXM: along.meta({ description: 'Right side, m along the section.' }),
    topM: depth.meta({ description: 'm below the original ground; negative above it, as of a heap.' }),
    bottomM: depth.meta({ description: 'm below the original ground.' }),
  }),
  z.strictObject({
    cornersM: z
      .array(z.tuple([along, depth]))
      .min(3)
      .max(100)
      .meta({
        description:
          'Corners [x, depth] of a polygon in order, m. Slopes become steps of cells, whose sides have the length of the slope and its distance from the cells.',
      }),
  }),
]);

/** @throws {DomainError} 'invalid-input' where the shape is empty or leaves the section */
export function shapeOf(
  given: z.output<typeof shapeInput>,
  { widthM, depthM }: { readonly widthM: number; readonly depthM: number },
  pointer: string,
): Shape {
  const shape: Shape = 'cornersM' in given ? { kind: 'polygon', ...given } : { kind: 'box', ...given };
  const bounds = shapeBounds(shape);
  const place = `x ${bounds.fromXM} to ${bounds.toXM} m, depth ${bounds.topM} to ${bounds.bottomM} m`;
  if (!(bounds.toXM > bounds.fromXM && bounds.bottomM > bounds.topM)) {
    throw refuse(pointer, `Expected a shape that ends to the right of its left side and below its top, found ${place}`);
  }
  if (bounds.toXM > widthM || bounds.bottomM > depthM) {
    throw refuse(pointer, `Expected a shape within the section of ${widthM} by ${depthM} m, found ${place}`);
  }
  return shape;
}

export function refuse(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', detail, { errors: [{ pointer, detail }] });
}
