/** Paths of heat between neighbouring cells of ground. */
import { sizesM } from './mesh.ts';
import type { Section } from './section.ts';

/** One value per pair of neighbours: those above each other first, then those beside each other. */
export interface Links {
  readonly first: Int32Array;
  /** The cell below the first, or to its right. */
  readonly second: Int32Array;
  /** Pairs above each other. */
  readonly vertical: number;
  /** Length of the side that they share, m. */
  readonly lengthM: Float64Array;
  /** Sizes across that side, m. */
  readonly firstM: Float64Array;
  readonly secondM: Float64Array;
  /** Shared side ÷ distance of the centres; 0 where the materials differ. */
  readonly perDistance: Float64Array;
}

/** Air conducts nothing: it links to none. */
export function linksOf({ mesh, tableOf, ground }: Section): Links {
  const { xEdgesM, depthEdgesM, rows, cells } = mesh;
  const [widthsM, heightsM] = [sizesM(xEdgesM), sizesM(depthEdgesM)];
  const below = pairs(cells, (i) => ((i + 1) % rows === 0 ? -1 : i + 1), ground);
  const beside = pairs(cells, (i) => (i + rows < cells ? i + rows : -1), ground);
  const all = [...below, ...beside];
  const width = (i: number): number => widthsM[Math.floor(i / rows)]!;
  const height = (i: number): number => heightsM[i % rows]!;
  const lengthM = Float64Array.from(all, ([i], k) => (k < below.length ? width(i) : height(i)));
  const firstM = Float64Array.from(all, ([i], k) => (k < below.length ? height(i) : width(i)));
  const secondM = Float64Array.from(all, ([, j], k) => (k < below.length ? height(j) : width(j)));
  return {
    first: Int32Array.from(all, ([i]) => i),
    second: Int32Array.from(all, ([, j]) => j),
    vertical: below.length,
    lengthM,
    firstM,
    secondM,
    perDistance: Float64Array.from(all, ([i, j], k) =>
      tableOf[i] === tableOf[j] ? (2 * lengthM[k]!) / (firstM[k]! + secondM[k]!) : 0,
    ),
  };
}

function pairs(cells: number, next: (i: number) => number, ground: Uint8Array): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let i = 0; i < cells; i++) {
    const j = next(i);
    if (j >= 0 && ground[i] === 1 && ground[j] === 1) found.push([i, j]);
  }
  return found;
}
