/** Nodes of a table of heat, and the straight lines through them that the kernel of columns reads. */
import type { GroundMaterial } from './material.ts';

export interface HeatNodes {
  readonly material: GroundMaterial;
  /** Enthalpies of the first and the last node: nothing more freezes below, all is thawed above. */
  readonly frozenJM3: number;
  readonly thawedJM3: number;
  /** Steps per J/m³. */
  readonly stepsPerJM3: number;
  readonly steps: number;
  /** Beyond the nodes: heat capacities and conductivities. */
  readonly frozenJM3K: number;
  readonly thawedJM3K: number;
  readonly frozenWMK: number;
  readonly thawedWMK: number;
  /** Of each node, `steps` + 1 of them: temperature °C, potential W/m, conductivity W/(m·K), liquid share. */
  readonly nodeC: Float64Array;
  readonly nodeWM: Float64Array;
  readonly nodeWMK: Float64Array;
  readonly nodeShare: Float64Array;
}

/** Numbers of a piece: a and b of potential, temperature and conductivity, each a + b·H, and two of padding. */
const pieceNumbers = 8;

/** @returns of all frozen ground, of each step, of all thawed ground: length (steps + 2) × 8 */
export function heatPieces(nodes: HeatNodes): Float64Array {
  const { steps, frozenJM3, thawedJM3, stepsPerJM3, nodeC, nodeWM, nodeWMK } = nodes;
  const pieces = new Float64Array((steps + 2) * pieceNumbers);
  const node = (i: number): readonly number[] => [nodeWM[i]!, nodeC[i]!, nodeWMK[i]!];
  const write = (piece: number, throughJM3: number, values: readonly number[], slopes: readonly number[]): void => {
    for (const [k, slope] of slopes.entries()) {
      pieces[piece * pieceNumbers + 2 * k] = values[k]! - slope * throughJM3;
      pieces[piece * pieceNumbers + 2 * k + 1] = slope;
    }
  };
  const thawed = slopesBeyond(nodes.thawedJM3K, nodes.thawedWMK);
  write(0, frozenJM3, node(0), slopesBeyond(nodes.frozenJM3K, nodes.frozenWMK));
  write(steps + 1, thawedJM3, node(steps), thawed);
  if (stepsPerJM3 === 0) {
    // Dry ground has no way from frozen to thawed: its one step is as what lies beyond.
    write(1, thawedJM3, node(steps), thawed);
    return pieces;
  }
  for (let i = 0; i < steps; i++) {
    const [from, to] = [node(i), node(i + 1)];
    const slopes = from.map((value, k) => (to[k]! - value) * stepsPerJM3);
    write(i + 1, frozenJM3 + i / stepsPerJM3, from, slopes);
  }
  return pieces;
}

/** Of potential, temperature and conductivity where nothing freezes. */
function slopesBeyond(heatCapacityJM3K: number, conductivityWMK: number): readonly number[] {
  return [conductivityWMK / heatCapacityJM3K, 1 / heatCapacityJM3K, 0];
}
