/** What Newton's method of columns and sections goes by, and where it stands. */

export interface NewtonRules {
  /** A step is solved when no cell's heat is further from balance, J/m³. */
  readonly toleranceJM3: number;
  readonly mostIterations: number;
}

/** The cell that is furthest from balance, and by how much. */
export interface Balance {
  readonly worstJM3: number;
  readonly worstCell: number;
}
