/** Refuses a table of stations that is too small, or cannot be learnt from, and says where its stations went. */
import { DomainError } from '../../core/errors.ts';
import { checkTrainingTable } from '../../forest/trainingChecks.ts';
import { describeExtent } from '../rasters/covariateStack.ts';
import type { TrainingTable } from './trainingTable.ts';

const shown = 5;

/** @throws {DomainError} as `checkTrainingTable`; 'too-few-stations' also counts and shows those left out */
export function requireTrainable(table: TrainingTable, targetName: string): void {
  explainTooFew(table, () =>
    checkTrainingTable({
      covariates: table.covariates.map((covariate) => covariate.name),
      columns: table.columns,
      targetName,
      target: table.target,
      classes: table.classes,
      lines: table.lines,
    }),
  );
}

/** Does what needs stations; where these are too few, the error also counts and shows those left out. */
export function explainTooFew<Made>(table: TrainingTable, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'too-few-stations' || table.leftOut.length === 0) throw error;
    const examples = table.leftOut.slice(0, shown).map(({ line, reason }) => `line ${line} ${reason}`);
    const more = table.leftOut.length > shown ? '; …' : '';
    const extent = table.stack === null ? '' : `. The rasters cover ${describeExtent(table.stack)}`;
    // A reader that took 1e30 for a missing value says so; the row alone shows a number there.
    const read = table.warnings.slice(0, shown).map((warning) => `. ${warning}`);
    const message = `${error.message}. ${table.leftOut.length} were left out: ${examples.join('; ')}${more}${extent}${read.join('')}`;
    throw new DomainError(
      error.code,
      message,
      { ...error.detail, leftOut: table.leftOut.slice(0, 1000) },
      { cause: error },
    );
  }
}
