/**
 * Temperature and Kirchhoff's potential by enthalpy. Both are piecewise linear: straight below the point where all is
 * frozen and above the freezing point, and a table of even steps of enthalpy between. Ground that freezes at one
 * temperature is the table of one step, so that one kernel serves every material and Newton's method meets only
 * straight lines.
 * @source Kirchhoff's transformation Θ = ∫ k dT: Carslaw & Jaeger 1959, §1.6
 */
import { DomainError } from '../../core/errors.ts';
import { findRoot } from '../../core/specialFunctions.ts';
import { conductivityWMK, enthalpyJM3, freezingOf } from './freezing.ts';
import type { Freezing } from './freezing.ts';
import { heatPieces } from './heatPieces.ts';
import type { HeatNodes } from './heatPieces.ts';
import { checkMaterial } from './material.ts';
import type { GroundMaterial } from './material.ts';

/** Steps of a freezing curve: at 2e8 J/m³ of latent heat, 0.1 °C where nearly all is frozen and far less near 0 °C. */
const curveSteps = 1024;

export interface HeatTable extends HeatNodes {
  /** Straight lines of the enthalpy, piece by piece. */
  readonly pieces: Float64Array;
}

/** @throws {DomainError} 'invalid-input' where the material is impossible or gets colder as it takes up heat */
export function heatTable(material: GroundMaterial, name: string): HeatTable {
  checkMaterial(material, name);
  const sharp = material.freezing.kind === 'sharp';
  const freezing = freezingOf(material.freezing);
  const { frozenPointC: lowC, freezingPointC: highC, liquidShare } = freezing;
  const lowShare = sharp ? 0 : liquidShare(lowC);
  const frozenJM3 = enthalpyJM3(material, lowShare, lowC);
  const thawedJM3 = enthalpyJM3(material, 1, highC);
  const steps = sharp ? 1 : curveSteps;
  const stepJM3 = (thawedJM3 - frozenJM3) / steps;
  if (stepJM3 < 0) throw coolingWithHeat(name);
  const nodeC = Float64Array.from({ length: steps + 1 }, (_, i) => {
    if (i === 0 || i === steps) return i === 0 ? lowC : highC;
    const wantedJM3 = frozenJM3 + i * stepJM3;
    return findRoot((atC) => enthalpyJM3(material, liquidShare(atC), atC) - wantedJM3, lowC, highC);
  });
  const shares = nodeC.map((atC, i) => (i === 0 ? lowShare : liquidShare(atC)));
  if (nodeC.some((atC, i) => i > 0 && !(atC >= nodeC[i - 1]!))) throw coolingWithHeat(name);
  const nodes: HeatNodes = {
    material,
    frozenJM3,
    thawedJM3,
    stepsPerJM3: stepJM3 === 0 ? 0 : 1 / stepJM3,
    steps,
    frozenJM3K: (1 - lowShare) * material.frozen.heatCapacityJM3K + lowShare * material.thawed.heatCapacityJM3K,
    thawedJM3K: material.thawed.heatCapacityJM3K,
    frozenWMK: conductivityWMK(material, lowShare),
    thawedWMK: material.thawed.conductivityWMK,
    nodeC,
    nodeWM: potentials(material, freezing, nodeC),
    nodeWMK: shares.map((share) => conductivityWMK(material, share)),
    nodeShare: shares,
  };
  return { ...nodes, pieces: heatPieces(nodes) };
}

/** Points of Gauss' rule of two, on −1..1. */
const gaussPoint = 1 / Math.sqrt(3);
const piecesPerStep = 4;

/** ∫ k dT from 0 °C to each node. */
function potentials(material: GroundMaterial, { liquidShare }: Freezing, nodeC: Float64Array): Float64Array {
  const at = (atC: number): number => conductivityWMK(material, liquidShare(atC));
  const found = new Float64Array(nodeC.length);
  const last = nodeC.length - 1;
  // Nothing freezes between the last node and 0 °C.
  found[last] = material.thawed.conductivityWMK * nodeC[last]!;
  for (let i = last - 1; i >= 0; i--) {
    const halfC = (nodeC[i + 1]! - nodeC[i]!) / (2 * piecesPerStep);
    let sum = 0;
    for (let piece = 0; piece < piecesPerStep; piece++) {
      const middleC = nodeC[i]! + (2 * piece + 1) * halfC;
      sum += halfC * (at(middleC - gaussPoint * halfC) + at(middleC + gaussPoint * halfC));
    }
    found[i] = found[i + 1]! - sum;
  }
  return found;
}

function coolingWithHeat(name: string): DomainError {
  return new DomainError(
    'invalid-input',
    `${name}: its latent heat is too small for its freezing point and its two heat capacities: it would get colder as it takes up heat. Give both states one heat capacity, or more latent heat`,
  );
}

/** Where an enthalpy lies in the table: the node below it, 0 to `steps` − 1. */
function stepOf(table: HeatTable, heatJM3: number): number {
  return Math.min(Math.floor((heatJM3 - table.frozenJM3) * table.stepsPerJM3), table.steps - 1);
}

function between(nodes: Float64Array, table: HeatTable, heatJM3: number): number {
  const step = stepOf(table, heatJM3);
  const share = (heatJM3 - table.frozenJM3) * table.stepsPerJM3 - step;
  return nodes[step]! + share * (nodes[step + 1]! - nodes[step]!);
}

function slopeBetween(nodes: Float64Array, table: HeatTable, heatJM3: number): number {
  const step = stepOf(table, heatJM3);
  return (nodes[step + 1]! - nodes[step]!) * table.stepsPerJM3;
}

/** °C. */
export function temperatureOf(table: HeatTable, heatJM3: number): number {
  if (heatJM3 < table.frozenJM3) return table.nodeC[0]! + (heatJM3 - table.frozenJM3) / table.frozenJM3K;
  if (heatJM3 >= table.thawedJM3) return table.nodeC[table.steps]! + (heatJM3 - table.thawedJM3) / table.thawedJM3K;
  return between(table.nodeC, table, heatJM3);
}

/** dT/dH, K·m³/J. */
export function temperatureSlope(table: HeatTable, heatJM3: number): number {
  if (heatJM3 < table.frozenJM3) return 1 / table.frozenJM3K;
  return heatJM3 >= table.thawedJM3 ? 1 / table.thawedJM3K : slopeBetween(table.nodeC, table, heatJM3);
}

/** Kirchhoff's potential, W/m. */
export function potentialOf(table: HeatTable, heatJM3: number): number {
  const { frozenJM3, thawedJM3, frozenJM3K, thawedJM3K, frozenWMK, thawedWMK, nodeWM, steps } = table;
  if (heatJM3 < frozenJM3) return nodeWM[0]! + (heatJM3 - frozenJM3) * (frozenWMK / frozenJM3K);
  if (heatJM3 >= thawedJM3) return nodeWM[steps]! + (heatJM3 - thawedJM3) * (thawedWMK / thawedJM3K);
  return between(nodeWM, table, heatJM3);
}

/** Liquid part of the water, 0..1. */
export function liquidShareOf(table: HeatTable, heatJM3: number): number {
  if (heatJM3 < table.frozenJM3) return table.nodeShare[0]!;
  return heatJM3 >= table.thawedJM3 ? 1 : between(table.nodeShare, table, heatJM3);
}

/**
 * Enthalpy of ground of a temperature, J/m³.
 * @param atFreezingPoint which it is where the temperature is the freezing point of a sharp curve and so does not say
 */
export function heatAt(table: HeatTable, temperatureC: number, atFreezingPoint: 'frozen' | 'thawed'): number {
  const { nodeC, steps } = table;
  if (temperatureC < nodeC[0]!) return table.frozenJM3 + (temperatureC - nodeC[0]!) * table.frozenJM3K;
  if (temperatureC > nodeC[steps]!) return table.thawedJM3 + (temperatureC - nodeC[steps]!) * table.thawedJM3K;
  if (steps === 1 && temperatureC === nodeC[0]) return atFreezingPoint === 'frozen' ? table.frozenJM3 : table.thawedJM3;
  let [low, high] = [0, steps];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (nodeC[middle]! <= temperatureC) low = middle;
    else high = middle;
  }
  const share = (temperatureC - nodeC[low]!) / (nodeC[high]! - nodeC[low]!);
  return table.frozenJM3 + (low + share) / table.stepsPerJM3;
}

/** Kirchhoff's potential of a temperature, W/m: the same for frozen and thawed ground at the freezing point. */
export function potentialAt(table: HeatTable, temperatureC: number): number {
  return potentialOf(table, heatAt(table, temperatureC, 'thawed'));
}
