/** Layers of the ground as a request gives them: where they lie, and what they are made of. */
import { z } from 'zod';
import { coteKonradSoils } from '../../physics/soil/coteKonrad.ts';
import { quantity } from '../inputs/quantity.ts';

/** Less is no moist ground: 1e5 J/m³ are 0.3 litres of water in a cubic metre. */
const leastLatentHeatJM3 = 1e5;

/** Deeper ground changes in millennia; a number above it is most often a depth in centimetres. */
const deepestM = 1000;

const reasons = {
  depth: 'below that ground changes in millennia only; is it in centimetres?',
  conductivity: 'dry moss has 0.02 W/(m·K) and quartzite 8, metals begin above',
  heatCapacity: 'water has 4.2e6 J/(m³·K); by volume, neither by weight nor in MJ',
  density: 'peat has 50 kg/m³ and the grains of soil 2700; 1.6 g/cm³ is 1600 kg/m³',
};

export const depthM = { unit: 'm', min: 0, max: deepestM, reason: reasons.depth };
const depth = quantity(depthM);

const conductivity = (state: string) =>
  quantity({ unit: 'W/(m·K)', min: 0.01, max: 20, reason: reasons.conductivity }).meta({
    description: `W/(m·K), ${state}.`,
  });

const heatCapacity = (state: string) =>
  quantity({ unit: 'J/(m³·K)', min: 1e4, max: 6e6, reason: reasons.heatCapacity }).meta({
    description: `J/(m³·K), ${state}.`,
  });

const share = quantity({ unit: '', min: 0, max: 1, reason: 'it is a share of the whole; is it in percent?' });

const waterVolume = share.meta({
  description: 'Water and ice ÷ volume of ground, 0 to 1, as if all were water.',
});

const dryDensity = quantity({ unit: 'kg/m³', min: 50, max: 2700, reason: reasons.density }).meta({
  description: 'kg/m³ of the dry soil.',
});

const waterByWeight = quantity({
  unit: '',
  min: 0,
  max: 20,
  reason: 'it is mass of water ÷ mass of dry soil; is it in percent?',
}).meta({
  description: 'Instead of waterVolume: mass of water and ice ÷ mass of dry soil; above 1 in ice-rich ground.',
});

const grainsHeat = { unit: 'J/(kg·K)', min: 400, max: 2500, reason: 'minerals have 700 to 900, peat 1900' };
const grains = {
  thawedGrainsJKgK: quantity(grainsHeat).default(840).meta({ description: 'J/(kg·K) of the dry soil, thawed.' }),
  frozenGrainsJKgK: quantity(grainsHeat).default(750).meta({ description: 'J/(kg·K) of the dry soil, frozen.' }),
};

const soil = {
  dryDensityKgM3: dryDensity,
  waterVolume: waterVolume.optional(),
  waterByWeight: waterByWeight.optional(),
};

const properties = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('values'),
    frozenConductivityWMK: conductivity('frozen'),
    thawedConductivityWMK: conductivity('thawed'),
    frozenHeatCapacityJM3K: heatCapacity('frozen'),
    thawedHeatCapacityJM3K: heatCapacity('thawed'),
    waterVolume: waterVolume.optional(),
    latentHeatJM3: quantity({ unit: 'J/m³', min: 0, max: 3.4e8, reason: 'pure water has 3.34e8 J/m³' })
      .refine(
        (heatJM3) => !(heatJM3 > 0 && heatJM3 < leastLatentHeatJM3),
        `expected 0, of dry ground, or at least ${leastLatentHeatJM3} J/m³, since that is 0.03 % of water; is it in MJ/m³?`,
      )
      .optional()
      .meta({ description: 'Instead of waterVolume: heat that all of the water takes up as it melts, J/m³.' }),
  }),
  z.strictObject({
    from: z.literal('johansen'),
    ...soil,
    quartz: share.meta({ description: 'Share of quartz in the grains, 0 to 1.' }),
    coarse: z.boolean().meta({ description: 'Sand and gravel; false for silt and clay.' }),
    ...grains,
  }),
  z.strictObject({
    from: z.literal('cote-konrad'),
    ...soil,
    soil: z.enum(Object.keys(coteKonradSoils) as [keyof typeof coteKonradSoils]),
    grainsWMK: quantity({ unit: 'W/(m·K)', min: 0.2, max: 10, reason: 'quartz has 7.7' }).meta({
      description: 'Conductivity of the grains, W/(m·K).',
    }),
    ...grains,
  }),
  z.strictObject({
    from: z.literal('mixture'),
    mineralVolume: share.meta({ description: 'Mineral ÷ volume of ground.' }),
    organicVolume: share.default(0).meta({ description: 'Organic matter ÷ volume of ground.' }),
    waterVolume,
  }),
]);

const freezingPoint = quantity({
  unit: '°C',
  min: -20,
  max: 0,
  reason: 'ground water freezes at 0 °C or, with salt, below',
});

const freezing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sharp'), freezingPointC: freezingPoint.default(0) }),
  z.strictObject({
    kind: z.literal('linear'),
    solidusC: freezingPoint,
    liquidusC: freezingPoint.default(0),
  }),
  z.strictObject({
    kind: z.literal('exponential'),
    residualVolume: share.meta({ description: 'Unfrozen water of cold ground ÷ volume of ground.' }),
    widthC: quantity({ unit: '°C', difference: true, min: 0.001, max: 20, reason: 'water freezes within 20 °C' }).meta({
      description: 'Width of the curve, °C.',
    }),
    freezingPointC: freezingPoint.default(0),
  }),
  z.strictObject({
    kind: z.literal('power'),
    a: share.meta({ description: 'Unfrozen water at −1 °C ÷ volume of ground.' }),
    b: quantity({ unit: '', min: -5, max: -0.01, reason: 'water freezes as it gets colder' }).meta({
      description: 'Exponent, below 0.',
    }),
  }),
]);

export const layerInput = z.strictObject({
  name: z.string().min(1).max(100).optional().meta({ description: 'For messages and the summary.' }),
  thicknessM: quantity({ ...depthM, min: 0.001, reason: `thinner is no layer, and ${reasons.depth}` })
    .optional()
    .meta({ description: 'm; or topM and bottomM.' }),
  topM: depth.optional().meta({ description: 'Depth of its upper boundary, m.' }),
  bottomM: depth.optional().meta({ description: 'Depth of its lower boundary, m.' }),
  properties: properties.meta({
    description:
      'from "values": conductivities, heat capacities and water (or latent heat) themselves; "johansen" (Johansen 1975) and "cote-konrad" (Côté & Konrad 2005): by dry density and water; "mixture": by volumes of mineral, organic matter and water (Cosenza 2003).',
  }),
  unfrozenWater: freezing.default({ kind: 'sharp', freezingPointC: 0 }).meta({
    description:
      'How the water freezes: "sharp", at one temperature (by default 0 °C); "linear" between two; "exponential": residual + rest·exp(−((T − T_f)/width)²); "power": a·|T|^b.',
  }),
  heatSourceWM3: quantity({ unit: 'W/m³', min: 0, max: 1000, reason: 'burning coal seams have less' }).default(0).meta({
    description: 'Heat that the layer makes, W/m³, such as oxidising coal or pyrite.',
  }),
});

export type LayerInput = z.output<typeof layerInput>;
