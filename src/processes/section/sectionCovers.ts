/** What lies on the faces of a section, as rules. */
import { coverOf } from '../column/surfaceInputs.ts';
import { refuse, shapeOf } from './shapeInputs.ts';
import type { CoverRule } from '../../physics/section/plan.ts';
import type { GivenSection } from './sectionGround.ts';

/** The first rule holds everywhere; notes say where n-factors come from. */
export function coversOf(given: GivenSection, stepAt: (years: number) => number) {
  const ground = coverOf(given.surface);
  const notes = [...ground.notes];
  const rules = given.covers.map(({ name, faces, within, afterYears, surface, water }, i): CoverRule => {
    if ((surface === undefined) === (water === undefined)) {
      throw refuse(`/covers/${i}`, `${name}: expected surface or water, one of them`);
    }
    if (afterYears >= given.endYear) {
      throw refuse(`/covers/${i}/afterYears`, `The run ends after ${given.endYear} years, before this cover`);
    }
    const resolved = surface === undefined ? null : coverOf(surface);
    notes.push(...(resolved?.notes ?? []));
    return {
      name,
      faces,
      within: within === null ? null : shapeOf(within, given, `/covers/${i}/within`),
      afterSteps: stepAt(afterYears),
      cover: resolved?.cover ?? { kind: 'water', ...water! },
    };
  });
  const first: CoverRule = { name: 'ground', faces: 'all', within: null, afterSteps: 0, cover: ground.cover };
  return { rules: [first, ...rules], notes };
}
