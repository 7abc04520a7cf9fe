import { scoreCandidate } from '../src/forest/tuning/candidate.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { CandidateTask } from '../src/forest/tuning/candidate.ts';

/** Cross-validates one candidate on inner folds. @returns its mean squared error, or Brier score of classes */
export default asTask((task: CandidateTask): number => {
  return scoreCandidate(task);
});
