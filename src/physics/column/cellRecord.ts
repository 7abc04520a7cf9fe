/** What cells were over some steps. */

/** One value per cell. */
export interface CellRecord {
  /** Least and greatest enthalpy, J/m³: they hold the coldest and warmest temperature, and how much froze and thawed. */
  readonly leastJM3: Float64Array;
  readonly greatestJM3: Float64Array;
  /** Means of the temperatures at the ends of steps, °C. */
  readonly meanC: Float64Array;
}
