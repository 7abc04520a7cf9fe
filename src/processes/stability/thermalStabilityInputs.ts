/** What the process `thermal-stability` takes. */
import { z } from 'zod';
import { ttopBounds } from '../../physics/stability/ttopEnsemble.ts';
import { alignInput } from '../rasters/alignment.ts';
import { mapChoices } from '../maps/mapChoices.ts';
import { rasterLayer, seedInput } from '../inputs/commonInputs.ts';
import { nFactorInput } from '../inputs/nFactorInput.ts';
import { quantity } from '../inputs/quantity.ts';
import { depthInput, schemeInput } from './stabilityScheme.ts';

const layer = z.union([z.string().min(1), rasterLayer]);

const deviation = quantity({ unit: '', min: 0, max: 2 });
const [leastRatio, mostRatio] = ttopBounds.conductivityRatio;

/** A cap on what one request may ask for: each class has an ensemble. */
const mostClasses = 256;

const factorsByClass = z.strictObject({
  classes: layer.meta({ description: 'A raster of classes, such as of vegetation or landforms.' }),
  values: z
    .record(z.string().min(1).max(200), nFactorInput)
    .refine(
      (table) => Object.keys(table).length > 0 && Object.keys(table).length <= mostClasses,
      `expected the n-factors of 1 to ${mostClasses} classes`,
    )
    .meta({ description: 'n-factors by number or name of the class; cells of other classes have no result.' }),
});

const ttopInput = z.strictObject({
  thawIndex: layer.meta({ description: 'Thawing index of the air, °C·day of a year.' }),
  freezeIndex: layer.meta({ description: 'Freezing index of the air, °C·day of a year, positive.' }),
  nFactors: z.union([nFactorInput, factorsByClass]).meta({
    description:
      'As numbers or the name of a surface for all cells; or {"classes": raster, "values": {"1": {"thaw": 0.9, "freeze": 0.4}, "bog": …}}.',
  }),
  nFactorDeviations: z.strictObject({ thaw: deviation, freeze: deviation }).meta({
    description: 'Standard deviations of the n-factors.',
  }),
  conductivityRatio: quantity({ unit: '', min: leastRatio, max: mostRatio }).meta({
    description: `Conductivity of the thawed ground over that of the frozen, ${leastRatio} to ${mostRatio}: 1 where dry, about 0.5 for wet silt, less for peat.`,
  }),
  conductivityRatioDeviation: deviation.meta({ description: 'Its standard deviation.' }),
  members: quantity({
    unit: '',
    whole: true,
    min: 20,
    max: 1000,
    reason: 'the share of fewer is coarser than zones, and more adds time alone',
  })
    .default(200)
    .meta({ description: 'Members of the ensemble.' }),
});

/** Quantile bands by name, such as q05. */
const quantiles = z
  .record(z.string().regex(/^q\d*\.?\d+$/, 'a quantile is named by its percent, such as q05 or q97.5'), layer)
  .refine((given) => Object.keys(given).length >= 2, 'at least two quantiles, such as q05 and q95');

export const thermalStabilityInputs = z.object({
  temperature: layer.nullable().default(null).meta({
    title: 'Temperature',
    description:
      'Raster of mean annual ground temperatures, °C: an id (band 1), or {"raster": id, "band": n}, such as a map of predict. This or ttop.',
  }),
  depth: depthInput.nullable().default(null).meta({
    title: 'Depth of the temperature',
    description:
      'Metres below the ground surface (0 for the surface, 15 for MAGT at 15 m), zero-annual-amplitude or permafrost-table; needed with a temperature, stored with the result, and compared with the depth that the scheme is for.',
  }),
  scheme: schemeInput,
  spread: z
    .union([z.enum(['bands', 'none']), z.strictObject({ deviation: layer }), z.strictObject({ quantiles })])
    .default('bands')
    .meta({
      title: 'Spread of the temperature',
      description:
        'What the probability of permafrost comes from: {"quantiles": {"q05": raster, "q95": raster}}, between which it is interpolated on the scale of normal scores; {"deviation": raster}, the standard deviation of a normal distribution, Φ(−T ÷ σ); bands, the default: the quantiles, else the standard deviation, among the bands of the raster of temperatures, as predict names them (--bands mean,q05,q50,q95); none where there are none or none is asked for.',
    }),
  ttop: ttopInput.nullable().default(null).meta({
    title: 'TTOP ensemble',
    description:
      'Instead of a temperature: the temperature at the top of permafrost (Smith & Riseborough 2002) over drawn n-factors and ratios of conductivities, the same draws in every cell; classes are of its mean, the probability is the share of the members at 0 °C or below.',
  }),
  interval: quantity({ unit: '', min: 0.5, max: 0.999 }).default(0.9).meta({
    title: 'Interval',
    description:
      'Share of the distribution of a cell between the bounds of the extent of permafrost: with 0.9, certain is where the probability is at least 0.95, possible where it is at least 0.05.',
  }),
  isolatedFrom: quantity({ unit: '', min: 0, max: 0.1 }).default(0).meta({
    title: 'Least probability of isolated patches',
    description:
      'Below it a cell has no permafrost. By default every probability above 0 makes isolated patches, which with a normal distribution is everywhere.',
  }),
  align: alignInput,
  seed: seedInput,
  ...mapChoices,
});
