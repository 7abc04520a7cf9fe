/** An interval of core from a borehole, as its log says; null for what it does not say. */
export interface IceLogInterval {
  /** Of the file, for messages. */
  readonly line: number;
  readonly hole: string;
  /** Metres below the ground. */
  readonly topM: number;
  readonly bottomM: number;
  /** Soil or rock. */
  readonly soil: string | null;
  /** Mass of water and ice ÷ mass of dry soil, and the part of it that stays liquid. */
  readonly waterGravimetric: number | null;
  readonly unfrozenGravimetric: number | null;
  readonly dryDensityKgM3: number | null;
  /** Volume of ice ÷ volume of frozen ground, where it was measured as such. */
  readonly iceVolumetric: number | null;
  /** Of the hole: landform unit, depth of the permafrost table in metres, place in degrees. */
  readonly unit: string | null;
  readonly tableM: number | null;
  readonly position: { readonly lon: number; readonly lat: number } | null;
}
