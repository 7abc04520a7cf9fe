/** Where `ground-ice` has its landform units from: a raster of classes, or polygons. */
import { z } from 'zod';
import { rasterLayer } from '../inputs/commonInputs.ts';
import { reference } from './iceReferences.ts';

/** A raster of classes whose codes are landform units. */
export const unitRaster = rasterLayer.extend({
  names: z
    .record(z.string().regex(/^\d{1,4}$/, 'a code is a whole number'), z.string().min(1).max(1000))
    .nullable()
    .default(null)
    .meta({ description: 'Unit by code; by default the names that the raster has for its numbers.' }),
});

const polygonUnits = z.strictObject({
  polygons: z
    .union([reference, z.looseObject({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) })])
    .meta({
      description:
        'A GeoJSON FeatureCollection of polygons in WGS 84: the id of an upload (POST /polygons), a file on the command line, or in the request; at most 10,000 features and 500,000 positions.',
    }),
  property: z
    .string()
    .min(1)
    .max(200)
    .default('unit')
    .meta({ description: 'Property of the features that names the unit.' }),
  overlaps: z.enum(['refuse', 'first']).default('refuse').meta({
    description:
      'Whether cells that lie in polygons of different units are refused, or belong to the first of them in the file and are counted.',
  }),
});

export const unitsInput = z.union([reference, unitRaster, polygonUnits]).nullable().default(null).meta({
  title: 'Landform units',
  description:
    'A raster of classes (codes 0 to 1023), by its own names for them or {"raster": id, "names": {"1": "lacustrine-marsh"}}; or {"polygons": GeoJSON, "property": "unit"}, of which a cell belongs to the one that holds its centre. Without units the table has one, which is everywhere.',
});
