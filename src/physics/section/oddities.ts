/** What shapes leave that their owner hardly meant. */
import { bodiesOf } from './bodies.ts';
import { stagesOf } from './paint.ts';
import type { Body } from './bodies.ts';
import type { Mesh } from './mesh.ts';
import type { SectionPlan } from './plan.ts';

export interface Oddity {
  /** Air that the open air does not reach; ground that nothing carries. */
  readonly kind: 'cavity' | 'floating';
  readonly afterSteps: number;
  readonly body: Body;
}

/** At the start and after every event, each once: the first time that it is seen. */
export function odditiesOf(plan: SectionPlan, mesh: Mesh, start: Int16Array): readonly Oddity[] {
  const found = new Map<string, Oddity>();
  for (const { afterSteps, materialOf } of stagesOf(plan, mesh, start)) {
    const cavities = bodiesOf(mesh, (cell) => materialOf[cell]! < 0).filter(({ reachesTop }) => !reachesTop);
    const floating = bodiesOf(mesh, (cell) => materialOf[cell]! >= 0).filter(({ reachesBottom }) => !reachesBottom);
    const note = (kind: Oddity['kind'], body: Body): void => {
      const key = `${kind} ${body.fromXM} ${body.toXM} ${body.topM} ${body.bottomM}`;
      if (!found.has(key)) found.set(key, { kind, afterSteps, body });
    };
    for (const body of cavities) note('cavity', body);
    for (const body of floating) note('floating', body);
  }
  return [...found.values()];
}
