/** Where a section stands at the end of a run, as a file: an input of the next run. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { createMesh } from '../../physics/section/mesh.ts';
import { checkCellCount } from '../../physics/section/section.ts';
import { checkSeal, seal, sealInput } from '../inputs/sealed.ts';
import type { SectionFill } from '../../physics/section/fills.ts';
import type { NamedMaterial } from '../../physics/section/plan.ts';
import type { Shape } from '../../physics/section/shape.ts';
import type { SectionStanding } from '../../physics/section/standing.ts';

const finite = z.number();

const content = {
  format: z.literal('cryoforest-section'),
  version: z.literal(2),
  years: z.int().min(0).meta({ description: 'Done since the start of the first run.' }),
  ground: z.record(z.string(), z.json()).meta({ description: 'As the first run was given it.' }),
  painted: z.array(z.json()).max(10_000).meta({ description: 'Shapes of the start and of events until now.' }),
  fills: z
    .array(z.json())
    .max(10_000)
    .meta({ description: 'Ground that was brought until now, and when it had frozen.' }),
  xEdgesM: z.array(finite).min(2).max(20_001),
  depthEdgesM: z.array(finite).min(2).max(20_001),
  materials: z.array(z.string()).min(1).max(1000),
  materialOf: z
    .array(z.tuple([z.int().min(-1), z.int().min(1)]))
    .meta({ description: 'Index of the material and count of cells of it, column by column from the top; −1 is air.' }),
  heatJM3: z.base64().meta({ description: 'Enthalpy of each cell, J/m³: float64, little-endian.' }),
  elapsedS: finite,
  stepCount: z.int(),
  ledger: z.strictObject({ surfaceJM: finite, bottomJM: finite, sourceJM: finite, eventsJM: finite }),
  startJM: finite,
  throughJM: finite,
};

const restartSchema = z.strictObject({ ...content, sha256: sealInput });

export const sectionRestartInput = restartSchema.nullable().default(null).meta({
  title: 'Restart',
  description:
    'The restart file of an earlier run (its output restart; on the command line @restart.json), instead of widthM, depthM, layers, shapes, cells and spin-up: the section goes on where it ended. With the other inputs as they were, the years that follow are those of one long run, bit for bit; years and moments count from the start of the first run, and events before are not done again. A file that was changed is refused by its checksum.',
});

type SectionRestart = z.output<typeof restartSchema>;

/**
 * @param ground    as the first run was given it
 * @param materials of the plan, which the standing's cells name
 */
export function sealSection(
  standing: SectionStanding,
  ground: object,
  materials: readonly NamedMaterial[],
): SectionRestart {
  const { state, year, shapes, throughJM } = standing;
  return seal({
    format: 'cryoforest-section' as const,
    version: 2 as const,
    years: year,
    // Plain numbers, texts and lists of them.
    ground: JSON.parse(JSON.stringify(ground)),
    painted: JSON.parse(JSON.stringify(shapes)),
    fills: JSON.parse(JSON.stringify(standing.fills)),
    xEdgesM: [...standing.xEdgesM],
    depthEdgesM: [...standing.depthEdgesM],
    materials: materials.map(({ name }) => name),
    materialOf: runsOf(standing.materialOf),
    heatJM3: Buffer.from(Float64Array.from(state.heatJM3).buffer).toString('base64'),
    elapsedS: state.elapsedS,
    stepCount: state.stepCount,
    ledger: { ...state.ledger },
    startJM: state.startJM,
    throughJM,
  });
}

/** The ground of the first run. @throws {DomainError} 'invalid-input' where the file was changed */
export function groundOfRestart(file: SectionRestart): SectionRestart['ground'] {
  checkSeal(file, '/restart');
  return file.ground;
}

/**
 * @param materials of the plan: those of the file, and perhaps more
 * @throws {DomainError} 'invalid-input' where its parts do not fit together
 */
export function openSection(file: SectionRestart, materials: readonly NamedMaterial[]): SectionStanding {
  const [xEdgesM, depthEdgesM] = [Float64Array.from(file.xEdgesM), Float64Array.from(file.depthEdgesM)];
  const mesh = createMesh(xEdgesM, depthEdgesM);
  checkCellCount(mesh);
  const names = materials.map(({ name }) => name);
  const indices = file.materials.map((name) => names.indexOf(name));
  const counts = file.materialOf.reduce((sum, [, count]) => sum + count, 0);
  const bytes = Buffer.from(file.heatJM3, 'base64');
  const known = file.materialOf.every(([index]) => index < indices.length && (indices[index] ?? 0) >= 0);
  const ascending = [xEdgesM, depthEdgesM].every((edges) =>
    edges.every((edgeM, i) => i === 0 || edgeM > edges[i - 1]!),
  );
  if (counts !== mesh.cells || bytes.length !== 8 * mesh.cells || !known || !ascending) {
    throw new DomainError(
      'invalid-input',
      `A saved section needs a known material and an enthalpy for each of its ${mesh.cells} cells; the file is damaged or was changed`,
    );
  }
  const materialOf = file.materialOf.flatMap(([index, count]) =>
    Array.from({ length: count }, () => (index < 0 ? -1 : indices[index]!)),
  );
  const { years, elapsedS, stepCount, ledger, startJM, throughJM } = file;
  return {
    xEdgesM,
    depthEdgesM,
    materialOf: Int16Array.from(materialOf),
    // The checksum says that these are what `sealSection` wrote.
    shapes: file.painted as unknown as readonly Shape[],
    fills: file.fills as unknown as readonly SectionFill[],
    state: {
      heatJM3: Float64Array.from({ length: mesh.cells }, (_, i) => bytes.readDoubleLE(8 * i)),
      elapsedS,
      stepCount,
      ledger,
      startJM,
    },
    throughJM,
    year: years,
  };
}

/** Value and how often it follows itself. */
function runsOf(values: Int16Array): [number, number][] {
  const runs: [number, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.[0] === value) last[1]++;
    else runs.push([value, 1]);
  }
  return runs;
}
