/** Most points of a figure: more are neither told apart nor quickly drawn. */
const mostPoints = 4000;

/**
 * Every so many of the items, evenly over the list.
 * @returns all of them where they are few
 */
export function thin<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= mostPoints) return items;
  return Array.from({ length: mostPoints }, (_, i) => items[Math.floor((i * items.length) / mostPoints)]!);
}

/** "4000 of 20000 stations shown", or nothing where all are. */
export function describeThinning(shown: number, all: number, things: string): string {
  return shown === all ? '' : `${shown} of ${all} ${things} shown`;
}
