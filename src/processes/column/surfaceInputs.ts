/** What lies between the air and the ground, as a request gives it. */
import { z } from 'zod';
import { snowConductivityWMK } from '../../physics/snow.ts';
import { quantity } from '../inputs/quantity.ts';
import { nFactorInput, resolveNFactors } from '../inputs/nFactorInput.ts';
import type { Cover } from '../../physics/forcing/surface.ts';

const snowDepth = quantity({ unit: 'm', min: 0, max: 10, reason: 'deeper is a drift; is it in centimetres?' });

const snow = z.strictObject({
  depthM: z.union([snowDepth, z.array(snowDepth).length(12)]).meta({
    description: 'm: one depth, lying whenever the air is below 0 °C, or the mean of each month from January.',
  }),
  densityKgM3: quantity({ unit: 'kg/m³', min: 50, max: 600, reason: 'denser is firn; 0.25 g/cm³ is 250 kg/m³' })
    .default(250)
    .meta({ description: 'kg/m³: gives the conductivity (Sturm et al. 1997).' }),
});

export const coverInput = z.strictObject({
  nFactors: nFactorInput.optional(),
  snow: snow.optional(),
  vegetationM2KW: quantity({ unit: 'm²·K/W', min: 0, max: 10, reason: '40 cm of foam have 10' }).default(0).meta({
    description: 'Resistance of moss, litter or insulation to heat, m²·K/W: thickness ÷ conductivity.',
  }),
  transferWM2K: quantity({ unit: 'W/(m²·K)', min: 0.5, max: 200, reason: 'calm air has 3, a gale 100' })
    .nullable()
    .default(null)
    .meta({
      description:
        'Transfer of heat from the air to the surface, W/(m²·K), 10 to 25 in most places; by default without limit.',
    }),
});

/** Warmer water is no lake. */
const warmestWaterC = 40;

/** The temperature of the bed of a water body. */
export const waterBed = {
  meanC: quantity({
    unit: '°C',
    min: -2,
    max: 35,
    reason: 'water is liquid, and no lake or pond is warmer on the mean of a year',
  }).meta({ description: 'Yearly mean at the bed of the water, °C.' }),
  amplitudeC: quantity({ unit: '°C', difference: true, min: 0, max: 30, reason: 'no water body has more' })
    .default(0)
    .meta({ description: 'Half its yearly range, °C.' }),
};

/** @returns refuses a bed whose warmest day is no water's */
export function withWaterPeak<Water extends z.ZodType<{ readonly meanC: number; readonly amplitudeC: number }>>(
  water: Water,
): Water {
  return water.refine(({ meanC, amplitudeC }) => meanC + amplitudeC <= warmestWaterC, {
    path: ['amplitudeC'],
    error: `expected meanC + amplitudeC of at most ${warmestWaterC} °C, since no lake or pond is warmer on its warmest day`,
  });
}

type CoverInput = z.output<typeof coverInput>;

interface ResolvedCover {
  readonly cover: Extract<Cover, { kind: 'ground' }>;
  /** What the user should know about it. */
  readonly notes: readonly string[];
}

export function coverOf({ nFactors, snow: given, vegetationM2KW, transferWM2K }: CoverInput): ResolvedCover {
  const { factors, notes } =
    nFactors === undefined ? { factors: { thaw: 1, freeze: 1 }, notes: [] } : resolveNFactors(nFactors);
  const twice =
    given !== undefined && factors.freeze < 1
      ? [
          `Snow and an n-factor of freezing of ${factors.freeze} both keep the cold out: the factor should be that of ground without snow`,
        ]
      : [];
  return {
    cover: {
      kind: 'ground',
      thawFactor: factors.thaw,
      freezeFactor: factors.freeze,
      resistanceM2KW: vegetationM2KW + (transferWM2K === null ? 0 : 1 / transferWM2K),
      snowM2KW: given === undefined ? null : snowResistance(given),
    },
    notes: [...notes, ...twice],
  };
}

function snowResistance({ depthM, densityKgM3 }: z.output<typeof snow>): readonly number[] | number {
  const conductivityWMK = snowConductivityWMK(densityKgM3);
  return typeof depthM === 'number' ? depthM / conductivityWMK : depthM.map((depth) => depth / conductivityWMK);
}
