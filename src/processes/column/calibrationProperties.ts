/** The properties of a column that may vary, with how far they usually do. */
import type { CoverInput, ExplicitLayer } from './explicitGround.ts';

interface Property<Of> {
  readonly unit: string;
  /** Bounds of the factor where none are given: how far from measured ones good estimates lie. */
  readonly usual: readonly [number, number];
  /** What `simulate-column` takes. */
  readonly possible: readonly [number, number];
  /** Null where there is none. */
  readonly read: (of: Of) => number | null;
  readonly write: (of: Of, value: number) => Of;
}

type Material = 'frozenConductivityWMK' | 'thawedConductivityWMK' | 'frozenHeatCapacityJM3K' | 'thawedHeatCapacityJM3K';

function ofValues(key: Material, unit: string, usual: [number, number], possible: [number, number]) {
  return {
    unit,
    usual,
    possible,
    read: ({ properties }: ExplicitLayer) => properties[key],
    write: (layer: ExplicitLayer, value: number) => ({ ...layer, properties: { ...layer.properties, [key]: value } }),
  };
}

/** Estimates by texture and water are a third off, and half for the odd soil (Farouki 1981). */
const conductivity = [0.5, 2] as const;
/** By volumes of grains and water, which are better known. */
const heatCapacity = [0.7, 1.4] as const;

export const layerProperties = {
  frozenConductivity: ofValues('frozenConductivityWMK', 'W/(m·K)', [...conductivity], [0.01, 20]),
  thawedConductivity: ofValues('thawedConductivityWMK', 'W/(m·K)', [...conductivity], [0.01, 20]),
  frozenHeatCapacity: ofValues('frozenHeatCapacityJM3K', 'J/(m³·K)', [...heatCapacity], [1e4, 6e6]),
  thawedHeatCapacity: ofValues('thawedHeatCapacityJM3K', 'J/(m³·K)', [...heatCapacity], [1e4, 6e6]),
  /** Water and ice, which latent heat goes with. */
  water: {
    unit: 'of the volume, or J/m³',
    usual: [0.5, 1.5],
    possible: [1e-3, 3.4e8],
    read: ({ properties }) => properties.waterVolume ?? properties.latentHeatJM3 ?? null,
    write: ({ properties, ...layer }, value) => ({
      ...layer,
      properties: {
        ...properties,
        ...(properties.waterVolume === undefined ? { latentHeatJM3: value } : { waterVolume: Math.min(1, value) }),
      },
    }),
  },
  /** What stays liquid: a of the power law, the residual of the exponential one. */
  unfrozenWater: {
    unit: 'of the volume',
    usual: [0.5, 2],
    possible: [1e-6, 1],
    read: ({ unfrozenWater: curve }) =>
      curve.kind === 'power' ? curve.a : curve.kind === 'exponential' ? curve.residualVolume : null,
    write: (layer, value) => {
      const { unfrozenWater: curve } = layer;
      if (curve.kind === 'power') return { ...layer, unfrozenWater: { ...curve, a: value } };
      if (curve.kind === 'exponential') return { ...layer, unfrozenWater: { ...curve, residualVolume: value } };
      return layer;
    },
  },
  /** b of the power law. */
  unfrozenExponent: {
    unit: '',
    usual: [0.4, 2.5],
    possible: [-5, -0.01],
    read: ({ unfrozenWater: curve }) => (curve.kind === 'power' ? curve.b : null),
    write: (layer, value) =>
      layer.unfrozenWater.kind === 'power' ? { ...layer, unfrozenWater: { ...layer.unfrozenWater, b: value } } : layer,
  },
  /** Of the exponential curve. */
  freezingWidth: {
    unit: '°C',
    usual: [0.4, 2.5],
    possible: [0.001, 20],
    read: ({ unfrozenWater: curve }) => (curve.kind === 'exponential' ? curve.widthC : null),
    write: (layer, value) =>
      layer.unfrozenWater.kind === 'exponential'
        ? { ...layer, unfrozenWater: { ...layer.unfrozenWater, widthC: value } }
        : layer,
  },
} as const satisfies Readonly<Record<string, Property<ExplicitLayer>>>;

function nFactor(season: 'thaw' | 'freeze'): Property<CoverInput> {
  const read = ({ nFactors }: CoverInput) => (typeof nFactors === 'object' ? (nFactors[season] ?? null) : null);
  return {
    unit: '',
    // Years and places of one kind of surface differ by so much (Lunardini 1978).
    usual: [0.7, 1.4],
    possible: [0.01, 4],
    read,
    write: (cover, value) =>
      typeof cover.nFactors === 'object' ? { ...cover, nFactors: { ...cover.nFactors, [season]: value } } : cover,
  };
}

export const coverProperties = {
  thawFactor: nFactor('thaw'),
  freezeFactor: nFactor('freeze'),
  /** Which its conductivity follows from. */
  snowDensity: {
    unit: 'kg/m³',
    usual: [0.6, 1.6],
    possible: [50, 600],
    read: ({ snow }) => snow?.densityKgM3 ?? null,
    write: (cover, value) =>
      cover.snow === undefined ? cover : { ...cover, snow: { ...cover.snow, densityKgM3: value } },
  },
  vegetation: {
    unit: 'm²·K/W',
    usual: [0.3, 3],
    possible: [1e-4, 10],
    read: ({ vegetationM2KW }) => (vegetationM2KW > 0 ? vegetationM2KW : null),
    write: (cover, value) => ({ ...cover, vegetationM2KW: value }),
  },
} as const satisfies Readonly<Record<string, Property<CoverInput>>>;

export type LayerProperty = keyof typeof layerProperties;
export type CoverProperty = keyof typeof coverProperties;

/** Names of what may vary, for a schema. */
export const varyingProperties = [
  ...(Object.keys(layerProperties) as LayerProperty[]),
  ...(Object.keys(coverProperties) as CoverProperty[]),
] as const;

/** "water 0.5 to 1.5, …" */
export function describeProperties(): string {
  return varyingProperties
    .map((of) => {
      const [least, most] = propertyOf(of).usual;
      return `${of} ${least} to ${most}`;
    })
    .join(', ');
}

export function isCoverProperty(of: LayerProperty | CoverProperty): of is CoverProperty {
  return of in coverProperties;
}

export function propertyOf(of: LayerProperty | CoverProperty): Pick<Property<never>, 'unit' | 'usual' | 'possible'> {
  return isCoverProperty(of) ? coverProperties[of] : layerProperties[of];
}
