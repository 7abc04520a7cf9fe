/**
 * A forest of classes: every leaf holds the number of a class, every tree has one vote, and the class with most votes
 * wins, among equals the one with the lowest number.
 */
import type { RowPredictor } from './crossValidate.ts';
import type { Forest } from './forest.ts';
import { packForest } from './forest.ts';
import { treeValue } from './outOfBag.ts';
import type { OutOfBag, OutOfBagTask } from './outOfBag.ts';

/** @returns votes per class for one row of the table */
export function countVotes(
  forest: Forest,
  classCount: number,
  columns: readonly Float32Array[],
  row: number,
): Uint32Array {
  const votes = new Uint32Array(classCount);
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) votes[treeValue(forest, tree, columns, row)]! += 1;
  return votes;
}

/** The class with most votes, the lowest number among equals. */
export function winnerOf(votes: ArrayLike<number>): number {
  let winner = 0;
  for (let i = 1; i < votes.length; i++) if (votes[i]! > votes[winner]!) winner = i;
  return winner;
}

/** @returns the number of the class that wins a row; NaN where a covariate is NaN */
export function classPredictor(forest: Forest, classCount: number, columns: readonly Float32Array[]): RowPredictor {
  return (row) =>
    columns.some((column) => Number.isNaN(column[row]))
      ? Number.NaN
      : winnerOf(countVotes(forest, classCount, columns, row));
}

/** As `predictStretch`, with class numbers as predictions. */
export function voteStretch(
  { forest, columns, rows, inBag }: OutOfBagTask,
  classCount: number,
  begin: number,
  end: number,
): OutOfBag {
  const votes = new Uint32Array((end - begin) * classCount);
  const treeCounts = new Uint32Array(end - begin);
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) {
    for (let i = begin; i < end; i++) {
      if (inBag[tree * rows.length + i] !== 0) continue;
      votes[(i - begin) * classCount + treeValue(forest, tree, columns, rows[i]!)]! += 1;
      treeCounts[i - begin]! += 1;
    }
  }
  const predictions = Float64Array.from(treeCounts, (count, i) =>
    count === 0 ? Number.NaN : winnerOf(votes.subarray(i * classCount, (i + 1) * classCount)),
  );
  return { predictions, treeCounts, neverOutOfBag: treeCounts.filter((count) => count === 0).length };
}

/** The same trees with 1 in the leaves of one class and 0 in all others: their mean is the class's share of the votes. */
export function shareForest(forest: Forest, classNumber: number): Forest {
  const value = forest.value.map((own, node) => (forest.feature[node]! < 0 && own === classNumber ? 1 : 0));
  return packForest(forest.covariateCount, { ...forest, value });
}
