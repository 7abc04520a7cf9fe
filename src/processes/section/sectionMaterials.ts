/** What a section is made of: layers of the original ground, and materials that shapes and events bring. */
import { nearestName } from '../../core/nearestName.ts';
import { groundLayers } from '../column/groundLayers.ts';
import { refuse } from './shapeInputs.ts';
import type { NamedMaterial } from '../../physics/section/plan.ts';
import type { SectionGround } from './sectionGround.ts';

/** @throws {DomainError} 'invalid-input' for layers that end too early, and names that stand twice */
export function materialsOf({ layers, materials, depthM }: SectionGround) {
  const ground = groundLayers(layers, '/layers');
  const bottomM = ground.at(-1)!.bottomM;
  if (bottomM < depthM - 1e-6) {
    throw refuse(
      '/layers',
      `The layers end at ${bottomM} m, above the bottom of the section: expected ${depthM} m or more`,
    );
  }
  const named = Object.entries(materials).flatMap(([name, material]) =>
    groundLayers([{ ...material, name, thicknessM: 1 }], `/materials/${name}`),
  );
  const names = [...ground, ...named].map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i || name === 'air');
  if (twice !== undefined) {
    throw refuse(
      '/materials',
      `Expected a name of its own for every layer and material, found ${JSON.stringify(twice)} ${twice === 'air' ? 'which is kept for air' : 'twice'}`,
    );
  }
  return {
    materials: [...ground, ...named].map(({ name, material, heatSourceWM3 }): NamedMaterial => ({
      name,
      material,
      heatSourceWM3,
    })),
    // The last one goes on to the bottom of the section.
    layers: ground.map((layer, material) => ({
      bottomM: material === ground.length - 1 ? Infinity : layer.bottomM,
      material,
    })),
  };
}

/** Null for air. @throws {DomainError} 'invalid-input' for a name that is not there, with the nearest */
export function materialIndex(materials: readonly NamedMaterial[], name: string, pointer: string): number | null {
  if (name === 'air') return null;
  const names = materials.map((material) => material.name);
  const index = names.indexOf(name);
  if (index >= 0) return index;
  throw refuse(
    pointer,
    `There is no material or layer ${JSON.stringify(name)}; the nearest is ${JSON.stringify(nearestName(name, [...names, 'air']))}`,
  );
}
