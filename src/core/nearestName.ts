/** The nearest of some names to one that was probably mistyped, so that a refusal can say what was meant. */

/**
 * By the Damerau–Levenshtein distance with adjacent swaps (optimal string alignment), ignoring case. A candidate that
 * begins with the name is as near as if one edit or two led to it: gravel means gravel-fill rather than barren. Of equally
 * near candidates the first. Null where there are no candidates.
 */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  let nearest: string | null = null;
  let nearestDistance = Infinity;
  for (const candidate of candidates) {
    const [given, known] = [name.toLowerCase(), candidate.toLowerCase()];
    const edits = editDistance(given, known);
    const distance = given !== '' && known.startsWith(given) ? Math.min(edits - 0.5, begunEdits) : edits;
    if (distance < nearestDistance) [nearest, nearestDistance] = [candidate, distance];
  }
  return nearest;
}

/** Between one edit, a mere mistyping, and two. */
const begunEdits = 1.5;

/** Edits (insert, delete, replace, swap of neighbours) that turn one text into the other. */
function editDistance(a: string, b: string): number {
  // rows[i][j]: distance of the first i characters of a to the first j of b.
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const above = rows[i - 1]!;
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
