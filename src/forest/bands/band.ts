/** What a map may hold, as an open table: a kind of band is one entry of `bands.ts`. */
import type { Applicability, NoApplicability } from '../applicability/applicability.ts';
import type { KernelChoice } from '../kernelChoice.ts';
import type { PredictColumns } from '../predict.ts';
import type { Relation } from '../relation.ts';
import type { CalibratedInterval } from '../quantile/calibration.ts';
import { requireTrainingRows, type TrainingRows } from '../trainingRows.ts';

/** What bands are computed from: the parts of a model that a thread is given. */
export type BandModel = Relation & {
  /** null where the model leaves them out. */
  readonly rows: TrainingRows | null;
  readonly applicability: Applicability | NoApplicability;
  /** Of prediction intervals; absent where no band needs them. */
  readonly intervals?: readonly CalibratedInterval[];
  /** Labels of the classes whose numbers stand in the leaves; absent or null for the leaves of numbers. */
  readonly classes?: readonly string[] | null;
};

/** Computes the bands of one kind. */
export type KindPredictor = PredictColumns & {
  /** Whether it finds the forest's mean on the way, for an output behind those of its own bands, as `meanBand` bit for bit. */
  readonly findsMean?: boolean;
};

export interface BandKind {
  /** How its bands are written, for messages: the nearest one is suggested for a mistyped name. */
  readonly examples: readonly string[];
  readonly description: string;
  /** Whether its bands can be had only of a forest, not of a linear relation. */
  readonly needsForest: boolean;
  /** Whether its bands can be had only of a model with its training rows. */
  readonly needsRows: boolean;
  /** Whether they can be had only of a model with an area of applicability. */
  readonly needsApplicability: boolean;
  /**
   * What the band holds in words, such as "5 % quantile"; null for a name of another kind.
   * @throws {DomainError} 'invalid-input' for a name of this kind that means nothing, such as a quantile of 120 %
   */
  readonly title: (name: string) => string | null;
  /**
   * Refuses a name that means something, but not of this model.
   * @throws {DomainError} 'invalid-input'
   */
  readonly require?: (name: string, model: BandModel) => void;
  /** Whether the values of a band have the unit of the target; else they have none. */
  readonly inTargetUnit: (name: string) => boolean;
  /** How a coarser picture of a band is made of it; by its average where this is absent. */
  readonly overview?: (name: string) => 'average' | 'mode';
  /**
   * @param names of bands of this kind, in the order of the outputs
   * @param report told which kernel computes them, where one was chosen
   */
  readonly create: (
    model: BandModel,
    names: readonly string[],
    report: (choice: KernelChoice) => void,
  ) => KindPredictor;
}

/** @throws {DomainError} 'invalid-input' for a model that was trained to leave its rows out */
export function requireRowsFor(band: string, { rows }: Pick<BandModel, 'rows'>): TrainingRows {
  return requireTrainingRows(rows, `Band ${band}`, 'ask for the mean alone');
}
