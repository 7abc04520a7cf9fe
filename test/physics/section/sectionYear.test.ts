import { describe, expect, it } from 'vitest';
import { coveredFaces } from '../../../src/physics/section/covers.ts';
import { meshOf, paintSection } from '../../../src/physics/section/paint.ts';
import { diagnoseSection } from '../../../src/physics/section/sectionYear.ts';
import { bare, box, sectionPlan } from './sectionPlans.ts';

const metre = { finestM: 1, growth: 1, coarsestM: 1 };

/** Cells of 1 m: 10 along, 8 down. */
function painted(changes: Parameters<typeof sectionPlan>[0] = {}) {
  const plan = sectionPlan({ widthM: 10, depthM: 8, gradingX: metre, gradingDepth: metre, ...changes });
  return { plan, ...paintSection(plan, meshOf(plan)) };
}

/** Three bodies of ground. */
const neverFroze = (x: number, depth: number): boolean =>
  (x >= 2 && x <= 4 && depth >= 3 && depth <= 4) ||
  // A hook whose end is reached from the right alone.
  (x === 3 && depth === 5) ||
  ((x === 2 || x === 3) && depth === 6) ||
  (x === 5 && depth === 5) ||
  (x === 8 && depth >= 6);

describe('taliks', () => {
  it('are bodies of cells that share sides, each with its bounds and area, the largest first', () => {
    const { section } = painted();
    const least = Float64Array.from({ length: 80 }, (_, i) => (neverFroze(Math.floor(i / 8), i % 8) ? 5e7 : -1e6));
    const { taliks, permafrostM2, columns } = diagnoseSection(section, { leastJM3: least, greatestJM3: least });
    expect(taliks).toEqual([
      { fromXM: 2, toXM: 5, topM: 3, bottomM: 7, areaM2: 9, reachesBottom: false, reachesSide: false },
      { fromXM: 8, toXM: 9, topM: 6, bottomM: 8, areaM2: 2, reachesBottom: true, reachesSide: false },
      // It touches the first by a corner only.
      { fromXM: 5, toXM: 6, topM: 5, bottomM: 6, areaM2: 1, reachesBottom: false, reachesSide: false },
    ]);
    expect(permafrostM2).toBe(68);
    expect(columns.map(({ thawM }) => thawM)).toEqual(columns.map(() => 0));
  });

  it('leave out air, and a column of air has neither surface nor thaw', () => {
    const { section } = painted({ paintings: [{ shape: box(0, 0, 1, 8), material: null }] });
    const warm = new Float64Array(80).fill(5e7);
    const { taliks, columns } = diagnoseSection(section, { leastJM3: warm, greatestJM3: warm });
    expect(taliks).toMatchObject([{ areaM2: 72, fromXM: 1, toXM: 10, reachesSide: true }]);
    expect(columns[0]).toEqual({ xM: 0.5, surfaceM: null, thawM: null });
    expect(columns[1]).toEqual({ xM: 1.5, surfaceM: 0, thawM: null });
  });
});

const rule = (name: string, faces: 'up' | 'walls' | 'all', within: ReturnType<typeof box> | null, afterSteps = 0) => ({
  name,
  faces,
  within,
  afterSteps,
  cover: bare,
});

describe('covers', () => {
  it('lie on faces by direction, place and time, and the last that holds counts', () => {
    const covers = [
      rule('ground', 'all', null),
      rule('walls', 'walls', null),
      rule('floor', 'up', box(3, 0, 6, 4)),
      rule('later', 'all', null, 50),
    ];
    const found = painted({
      paintings: [
        { shape: box(3, 0, 6, 4), material: null },
        { shape: box(7, 5, 8, 6), material: null },
      ],
      covers,
    });
    const faces = coveredFaces(found, covers, 0);
    const named = (xM: number, depthM: number) =>
      covers[faces.find((face) => face.xM === xM && face.depthM === depthM)!.surface]!.name;
    // On the ground, on a wall of the pit, on its floor, and on the roof of a hollow.
    expect([named(0.5, 0), named(3, 1.5), named(4.5, 4), named(7.5, 5)]).toEqual([
      'ground',
      'walls',
      'floor',
      'ground',
    ]);
    expect(faces.find(({ depthM }) => depthM === 5)!.facing).toBe('down');
    expect(faces).toHaveLength(7 + 3 + 8 + 4);
    expect(new Set(coveredFaces(found, covers, 50).map(({ surface }) => surface))).toEqual(new Set([3]));
  });
});
