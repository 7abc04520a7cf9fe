/** The terrain parameters as a request names them: a name alone, or a name with options. */
import { z } from 'zod';
import { gradientMethods } from '../../terrain/gradient.ts';
import { mostRadiusPx } from '../../terrain/footprint.ts';
import { quantity } from '../inputs/quantity.ts';
import type { FlowMethod } from '../../terrain/flowSharing.ts';
import type { ParameterRequest } from '../../terrain/parameters.ts';

const method = z.enum(gradientMethods).default('horn').meta({
  description:
    'Of the gradient: horn (Horn 1981, eight neighbours) or zevenbergen-thorne (Zevenbergen and Thorne 1987, four), as in gdaldem.',
});
const radiusM = quantity({ unit: 'm', above: 0, max: 1e6 });
const radiusPx = z.number().min(1).max(mostRadiusPx);

const windowFields = {
  radiusPx: radiusPx
    .optional()
    .meta({ description: 'Of the window around a cell, in cells: 1, the default, is 3 × 3 cells as a square.' }),
  radiusM: radiusM.optional().meta({
    description: 'Of the window in metres on the ground, instead of radiusPx; also where the grid is in degrees.',
  }),
  shape: z.enum(['square', 'circle']).default('square'),
  gaps: z.enum(['nodata', 'skip']).default('nodata').meta({
    description:
      'Of windows with nodata in them or over the edge of the raster: nodata as in gdaldem, or skip, to judge them by their other cells.',
  }),
};
const oneRadius = (given: { radiusPx?: number | undefined; radiusM?: number | undefined }): boolean =>
  given.radiusPx === undefined || given.radiusM === undefined;
const oneRadiusOnly = 'has a radius in cells (radiusPx) or in metres (radiusM), not both';

const windowed = <Name extends string>(name: Name) =>
  z.strictObject({ parameter: z.literal(name), ...windowFields }).refine(oneRadius, oneRadiusOnly);
const byGradient = <Name extends string>(name: Name) => z.strictObject({ parameter: z.literal(name), method });
const plain = <Name extends string>(name: Name) => z.strictObject({ parameter: z.literal(name) });

const parameterWithOptions = z.discriminatedUnion('parameter', [
  byGradient('slope').extend({ unit: z.enum(['degrees', 'percent']).default('degrees') }),
  byGradient('aspect'),
  byGradient('northness'),
  byGradient('eastness'),
  byGradient('hillshade').extend({
    azimuthDeg: quantity({ unit: '°', min: 0, max: 360 })
      .default(315)
      .meta({ description: 'Where the light comes from.' }),
    altitudeDeg: quantity({ unit: '°', min: 0, max: 90 })
      .default(45)
      .meta({ description: 'Of the light above the horizon.' }),
  }),
  z
    .strictObject({
      parameter: z.literal('tpi'),
      ...windowFields,
      innerRadiusPx: radiusPx.optional().meta({ description: 'With radiusPx: a ring from here to there.' }),
      innerRadiusM: radiusM.optional().meta({ description: 'With radiusM: a ring from here to there.' }),
    })
    .refine(oneRadius, oneRadiusOnly)
    .refine(
      ({ radiusPx: outer = 1, innerRadiusPx: inner, radiusM: metres }) =>
        inner === undefined || (metres === undefined && inner < outer),
      { path: ['innerRadiusPx'], error: 'must be below radiusPx, and only beside it' },
    )
    .refine(({ radiusM: outer = 0, innerRadiusM: inner }) => inner === undefined || inner < outer, {
      path: ['innerRadiusM'],
      error: 'must be below radiusM, and only beside it',
    }),
  z.strictObject({ parameter: z.literal('tri'), method: z.enum(['riley', 'wilson']).default('riley') }),
  plain('roughness'),
  plain('profileCurvature'),
  plain('planCurvature'),
  windowed('mean'),
  windowed('median'),
  windowed('standardDeviation'),
  windowed('relativeDeviation'),
  z.strictObject({
    parameter: z.literal('twi'),
    flow: z
      .enum(['multiple', 'dInfinity'] satisfies FlowMethod[])
      .default('multiple')
      .meta({
        description:
          'How the water of a cell is shared: multiple, among all lower neighbours (Freeman 1991), or dInfinity, along one direction between two of them (Tarboton 1997), which spreads less.',
      }),
  }),
  z.strictObject({
    parameter: z.literal('radiation'),
    day: z
      .union([z.int().min(1).max(365), z.literal('year')])
      .default('year')
      .meta({ description: 'Day of the year, 1 January is 1, or year for the sum of a whole one.' }),
    transmissivity: quantity({ unit: '', min: 0.1, max: 1 }).default(0.7).meta({
      description: 'Share of the light that passes a clear atmosphere from straight above; 1 for none in the way.',
    }),
  }),
]);

const names = [
  'slope',
  'aspect',
  'northness',
  'eastness',
  'hillshade',
  'tpi',
  'tri',
  'roughness',
  'profileCurvature',
  'planCurvature',
  'mean',
  'median',
  'standardDeviation',
  'relativeDeviation',
  'twi',
  'radiation',
] as const satisfies readonly ParameterRequest['parameter'][];

/** Hillshade, slope, local mean, standard deviation, offset from north and east, relative deviation from the mean. */
const landform = [
  'hillshade',
  'slope',
  'mean',
  'standardDeviation',
  'northness',
  'eastness',
  'relativeDeviation',
] as const;

/** Samples of a pixel stand side by side: more bands would make a tile of many megabytes. */
const mostParameters = 16;

export const parametersInput = z
  .array(z.union([z.enum([...names, 'landform']), parameterWithOptions]))
  .min(1)
  .max(mostParameters)
  .refine(
    (given) => given.reduce((bands, one) => bands + (one === 'landform' ? landform.length : 1), 0) <= mostParameters,
    `landform counts for ${landform.length}; at most ${mostParameters} bands`,
  )
  .meta({
    title: 'Parameters',
    description:
      'A band of the result each, in this order, by name or as an object with options, such as {"parameter": "tpi", "radiusM": 500, "shape": "circle"}. ' +
      'slope in degrees or percent; aspect in degrees clockwise from north, nodata on flat ground; northness and eastness, its cosine and sine, which suit a forest better, 0 on flat ground; hillshade from 1 to 255; ' +
      'tpi, elevation less the mean around it; tri, the ruggedness of Riley or Wilson; roughness; profileCurvature and planCurvature in 1/m, convex positive (Zevenbergen and Thorne 1987); ' +
      'mean, median, standardDeviation (divisor n − 1) and relativeDeviation, (elevation − mean) / (highest − lowest), of a window; ' +
      'twi, the topographic wetness index ln(a / tan β) by priority-flood and multiple flow or D∞, which holds the whole raster in one thread: 33 bytes per cell and 8 more per band, at most 1.5 GiB; ' +
      'radiation, potential direct solar radiation in kWh/m² without clouds and shadows of other ground; ' +
      'landform for the seven of landform mapping: hillshade, slope, mean, standardDeviation, northness, eastness, relativeDeviation. ' +
      'As gdaldem gives them, edges and nodata included; gdaldem rounds its hillshade.',
  });

/** With every default in its place. */
export function parameterRequests(given: z.output<typeof parametersInput>): readonly ParameterRequest[] {
  return given
    .flatMap((one) => (one === 'landform' ? landform : [one]))
    .map((one) => (typeof one === 'string' ? parameterWithOptions.parse({ parameter: one }) : one))
    .map(requestOf);
}

function requestOf(given: z.output<typeof parameterWithOptions>): ParameterRequest {
  if (!('gaps' in given)) return given;
  const { parameter, shape, gaps } = given;
  const inner =
    'innerRadiusPx' in given || 'innerRadiusM' in given ? (given.innerRadiusPx ?? given.innerRadiusM) : undefined;
  return {
    parameter,
    footprint: {
      shape,
      radius: given.radiusM ?? given.radiusPx ?? 1,
      unit: given.radiusM === undefined ? 'cells' : 'metres',
      // Without a ring, a position is that among the others; the statistics take the cell in.
      innerRadius: parameter === 'tpi' ? (inner ?? 0) : null,
    },
    skipGaps: gaps === 'skip',
  };
}
