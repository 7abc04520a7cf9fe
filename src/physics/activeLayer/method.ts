/**
 * The methods by which a depth of thaw follows from parameters, and what those are: as sources of values in a request,
 * as columns of values where depths are computed.
 */

/** Degree-days of thaw or of frost, and the depth that they reach. */
interface FactorSeason<Leaf> {
  /** °C·day, ≥ 0, of the air or of the surface as the factor was calibrated with. */
  readonly index: Leaf;
  /** m·(°C·day)^−½ */
  readonly factor: Leaf;
}

export interface Season<Leaf> {
  /** °C·day, ≥ 0. */
  readonly index: Leaf;
  /** Surface over index: 1 for an index of the ground surface. */
  readonly nFactor: Leaf;
}

/** Water by mass of dry soil, by volume of soil, or ice by volume of soil. */
export type Water<Leaf> =
  | { readonly by: 'weight'; readonly dryDensity: Leaf; readonly content: Leaf; readonly unfrozen: Leaf }
  | { readonly by: 'volume'; readonly content: Leaf; readonly unfrozen: Leaf }
  | { readonly by: 'ice'; readonly content: Leaf };

interface Soil<Leaf> {
  /** W/(m·K) */
  readonly thawedConductivity: Leaf;
  /** W/(m·K); null where frost is not asked for. */
  readonly frozenConductivity: Leaf | null;
  readonly water: Water<Leaf>;
}

export interface EdaphicMethod<Leaf> {
  readonly name: 'edaphic';
  readonly thaw: FactorSeason<Leaf>;
  readonly freeze: FactorSeason<Leaf> | null;
}

/** Depth itself, as a forest of measured sites predicts it. */
export interface ForestMethod<Leaf> {
  readonly name: 'forest';
  /** m */
  readonly thickness: Leaf;
  readonly freeze: null;
}

export interface StefanMethod<Leaf> extends Soil<Leaf> {
  readonly name: 'stefan';
  readonly thaw: Season<Leaf>;
  /** Null where nothing is known of frost. */
  readonly freeze: Season<Leaf> | null;
  /** Ground or other matter on top that holds no ice; null for none. */
  readonly cover: { readonly thickness: Leaf; readonly conductivity: Leaf } | null;
}

export interface LayeredMethod<Leaf> {
  readonly name: 'layered-stefan';
  readonly algorithm: 'series' | 'xie-gough';
  readonly thaw: Season<Leaf>;
  readonly freeze: Season<Leaf> | null;
  /** From the surface; thickness in m, null for the last alone, which has no end. */
  readonly layers: readonly (Soil<Leaf> & { readonly thickness: Leaf | null })[];
}

export interface KudryavtsevMethod<Leaf> extends Soil<Leaf> {
  readonly name: 'kudryavtsev';
  readonly frozenConductivity: Leaf;
  /** J/(m³·K) */
  readonly thawedHeatCapacity: Leaf;
  readonly frozenHeatCapacity: Leaf;
  /** °C; the amplitude is half the range of the yearly sinusoid. */
  readonly airMean: Leaf;
  readonly airAmplitude: Leaf;
  /** m and kg/m³, mean of the winter. */
  readonly snow: { readonly depth: Leaf; readonly density: Leaf } | null;
  /** m and m²/s. */
  readonly vegetation: {
    readonly winterHeight: Leaf;
    readonly summerHeight: Leaf;
    readonly winterDiffusivity: Leaf;
    readonly summerDiffusivity: Leaf;
  } | null;
}

export type DepthMethod<Leaf> =
  | EdaphicMethod<Leaf>
  | ForestMethod<Leaf>
  | StefanMethod<Leaf>
  | LayeredMethod<Leaf>
  | KudryavtsevMethod<Leaf>;

/** Whether the method tells where the ground freezes no deeper than it thaws, so that there is no permafrost. */
export function knowsFrost(method: DepthMethod<unknown>): boolean {
  return method.name === 'kudryavtsev' || method.freeze !== null;
}
