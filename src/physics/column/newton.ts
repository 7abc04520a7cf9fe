/** What Newton's method of columns and sections goes by. */
export interface NewtonRules {
  /** A step is solved when no cell's heat is further from balance, J/m³. */
  readonly toleranceJM3: number;
  readonly mostIterations: number;
}
