/** What the surface of a column or a section has. */

/** At the end of one step. */
export interface Surface {
  /** Of the ground's surface, or of what lies beyond the resistance. */
  readonly temperatureC: number;
  /** Between that temperature and the ground, m²·K/W: 1/h of the air, snow, vegetation, in series; 0 for none. */
  readonly resistanceM2KW: number;
}

/** One value per step, of its end. */
export interface SurfaceSeries {
  readonly stepS: number;
  /** As of one step, °C. */
  readonly temperatureC: Float64Array;
  /** As of one step, m²·K/W. */
  readonly resistanceM2KW: Float64Array;
}
