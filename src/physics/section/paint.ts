/** Sections made from layers and shapes, and changed by digging and filling. */
import { DomainError } from '../../core/errors.ts';
import { heatAt, heatTable } from '../column/heatTable.ts';
import { gradedEdgesM } from './axis.ts';
import { centresM, createMesh, volumesM2 } from './mesh.ts';
import { checkCellCount } from './section.ts';
import { shapeHolds, shapeLines } from './shape.ts';
import type { Mesh } from './mesh.ts';
import type { Painting, SectionEvent, SectionPlan } from './plan.ts';
import type { Section, SectionState } from './section.ts';
import type { Shape } from './shape.ts';

/** A section as it was made. */
export interface Painted {
  readonly section: Section;
  /** Index of each cell's material in the plan; −1 for air. */
  readonly materialOf: Int16Array;
  /** That were painted, in their order. */
  readonly shapes: readonly Shape[];
}

/** Fine at the surface and at every edge of a shape; up to the highest of them. */
export function meshOf({ widthM, depthM, gradingX, gradingDepth, layers, paintings, events }: SectionPlan): Mesh {
  const lines = [...paintings, ...events].map(({ shape }) => shapeLines(shape));
  const depthsM = [0, ...lines.flatMap((each) => each.depthsM)];
  const boundariesM = layers.map(({ bottomM }) => bottomM).filter((bottomM) => bottomM < depthM);
  const mesh = createMesh(
    gradedEdgesM(
      0,
      widthM,
      lines.flatMap((each) => each.xsM),
      gradingX,
    ),
    gradedEdgesM(Math.min(...depthsM), depthM, [...depthsM, ...boundariesM], gradingDepth),
  );
  checkCellCount(mesh);
  checkThinnest(mesh.xEdgesM, 'x');
  checkThinnest(mesh.depthEdgesM, 'depth');
  return mesh;
}

/** Thinner cells come from edges that were meant to be one, and make steps hard to solve, m. */
const thinnestM = 0.005;

function checkThinnest(edgesM: Float64Array, axis: string): void {
  const i = edgesM.findIndex((edgeM, k) => k > 0 && edgeM - edgesM[k - 1]! < thinnestM);
  if (i < 0) return;
  throw new DomainError(
    'invalid-input',
    `Two edges of shapes or layers are less than ${thinnestM * 1000} mm apart at ${axis} = ${edgesM[i - 1]} and ${edgesM[i]} m: let them be the same, or further apart`,
    { axis, atM: edgesM[i - 1] },
  );
}

/** @throws {DomainError} 'invalid-input' where no ground is left */
export function paintSection(plan: SectionPlan, mesh: Mesh): Painted {
  const depths = centresM(mesh.depthEdgesM);
  const materialOf = Int16Array.from({ length: mesh.cells }, (_, i) => {
    const depthM = depths[i % mesh.rows]!;
    return depthM < 0 ? -1 : plan.layers.find(({ bottomM }) => depthM < bottomM)!.material;
  });
  for (const painting of plan.paintings) paint(mesh, materialOf, painting);
  return paintedAs(
    plan,
    mesh,
    materialOf,
    plan.paintings.map(({ shape }) => shape),
  );
}

/** A section whose cells are known. */
export function paintedAs(plan: SectionPlan, mesh: Mesh, materialOf: Int16Array, shapes: readonly Shape[]): Painted {
  const tables = plan.materials.map(({ material, name }) => heatTable(material, name));
  const { geothermalFluxWM2 } = plan;
  return { section: sectionOf(plan, { mesh, tables, geothermalFluxWM2 }, materialOf), materialOf, shapes };
}

/**
 * Carries an event out: the cells of its shape become what it says, and the heat that this takes or brings is written
 * to the ledger.
 * @returns the section and its state from now on
 */
export function carryOut(
  plan: SectionPlan,
  before: Painted,
  state: SectionState,
  event: SectionEvent,
): { readonly painted: Painted; readonly changed: readonly number[] } {
  const { mesh, tables } = before.section;
  const materialOf = before.materialOf.slice();
  const changed = paint(mesh, materialOf, event);
  const volumeM2 = volumesM2(mesh);
  for (const cell of changed) {
    const heatJM3 = event.material === null ? 0 : heatAt(tables[event.material]!, event.temperatureC, 'thawed');
    state.ledger.eventsJM += (heatJM3 - state.heatJM3[cell]!) * volumeM2[cell]!;
    state.heatJM3[cell] = heatJM3;
  }
  const shapes = [...before.shapes, event.shape];
  return { painted: { section: sectionOf(plan, before.section, materialOf), materialOf, shapes }, changed };
}

/** Materials of the cells at the start and after each event, with the steps before it. */
export function* stagesOf(plan: SectionPlan, mesh: Mesh, start: Int16Array) {
  const materialOf = start.slice();
  yield { afterSteps: 0, materialOf };
  for (const event of plan.events) {
    paint(mesh, materialOf, event);
    yield { afterSteps: event.afterSteps, materialOf };
  }
}

/** @returns the cells whose centres lie in the shape */
function paint(mesh: Mesh, materialOf: Int16Array, { shape, material }: Painting): number[] {
  const [xs, depths] = [centresM(mesh.xEdgesM), centresM(mesh.depthEdgesM)];
  const changed: number[] = [];
  for (let i = 0; i < mesh.cells; i++) {
    if (!shapeHolds(shape, xs[Math.floor(i / mesh.rows)]!, depths[i % mesh.rows]!)) continue;
    materialOf[i] = material ?? -1;
    changed.push(i);
  }
  return changed;
}

function sectionOf(
  { materials }: SectionPlan,
  { mesh, tables, geothermalFluxWM2 }: Pick<Section, 'mesh' | 'tables' | 'geothermalFluxWM2'>,
  materialOf: Int16Array,
): Section {
  if (materialOf.every((material) => material < 0)) {
    throw new DomainError('invalid-input', 'The shapes leave no ground in the section: it is all air');
  }
  return {
    mesh,
    tables,
    tableOf: Uint16Array.from(materialOf, (material) => Math.max(material, 0)),
    ground: Uint8Array.from(materialOf, (material) => (material < 0 ? 0 : 1)),
    heatSourceWM3: Float64Array.from(materialOf, (material) => (material < 0 ? 0 : materials[material]!.heatSourceWM3)),
    geothermalFluxWM2,
  };
}
