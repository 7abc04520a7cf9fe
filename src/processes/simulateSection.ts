/** Process `simulate-section`: ground beside and below pits, slopes and heaps, in two dimensions. */
import { anyJson } from './inputs/commonInputs.ts';
import { defineProcess } from './process.ts';
import { writeOutput } from './writeOutput.ts';
import { writeFigures } from './training/scoreFigures.ts';
import { sectionInputs } from './section/sectionInputs.ts';
import { planSection } from './section/sectionPlan.ts';
import { sealSection } from './section/sectionRestart.ts';
import {
  fieldAsParquet,
  sectionPicture,
  spinUpWarnings,
  summariseSection,
  thawAsCsv,
} from './section/sectionReport.ts';
import type { SectionResult } from '../physics/section/runSection.ts';
import type { SimulateSectionTask } from '../../workers/simulateSection.ts';
import type { PlannedSection } from './section/sectionPlan.ts';
import type { ProcessContext } from './process.ts';

export const simulateSectionProcess = defineProcess<typeof sectionInputs>({
  id: 'simulate-section',
  version: '1.0.0',
  title: 'Section of ground through time',
  description:
    'Transient heat conduction with freezing and thawing in a vertical section, for pits, slopes, dykes and heaps narrower than about twice their depth, for which simulate-column does not hold: ground of layers and shapes, dug and filled in time, each part of its surface (tops, walls) under a cover of its own. The scheme is that of simulate-column, by Newton’s method on cells that are fine at the edges of shapes. Years have 365 days.',
  modes: ['async'],
  inputs: sectionInputs,
  outputs: {
    summary: {
      title: 'Summary',
      description:
        'Cells and steps; of every year the permafrost (m² of the section), the deepest thaw (below the surface at its x: in a column of a wall, below the rim; and below the original ground), and bodies of ground that never froze (taliks) with their bounds, of the last year all of them and the depth of thaw at every x, below the surface there (null: all thawed); years to refreeze of every fill (no part of it above 0 °C below its active layer; 1 % of its water liquid in every column of cells; null: not yet); the balance of energy; and warnings.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    thaw: {
      title: 'Depth of thaw (CSV)',
      description:
        'A row per year and column of cells: x_m, surface_depth_m (of the ground, below the original one; empty where all is air), thaw_depth_m below that surface (the permafrost table; empty where all thawed).',
      mediaType: 'text/csv',
    },
    field: {
      title: 'Field (Parquet)',
      description:
        'A row per moment and cell of ground: year, x_m, depth_m, temperature_c, thawed (part of the cell, 0 to 1, which ground that is freezing at 0 °C does not tell by its temperature), material.',
      mediaType: 'application/vnd.apache.parquet',
    },
    restart: {
      title: 'Restart file',
      description: 'Where the section stands at the end, for the input restart: JSON with version and checksum.',
      mediaType: 'application/json',
    },
    picture: {
      title: 'Section (SVG)',
      description: 'A panel per moment: bands of temperature, the line of 0 °C, the surface and edges of materials.',
      mediaType: 'image/svg+xml',
    },
  },

  /** Refuses what cannot be before a job is accepted. */
  async plan(context, given) {
    await planSection(context, given);
    return [];
  },

  async run(context, given) {
    const planned = await planSection(context, given);
    for (const warning of planned.warnings) context.log('warning', warning);
    const result = await runInThread(context, planned);
    for (const warning of spinUpWarnings(result)) context.log('warning', warning);
    context.progress(0.97, 'writing tables and pictures');
    const restart = sealSection(result.standing, planned.ground, planned.plan.materials);
    return {
      summary: { kind: 'value', value: summariseSection(planned, result) },
      thaw: await writeOutput(context.folder, 'thaw.csv', thawAsCsv(result)),
      field: await writeOutput(context.folder, 'section.parquet', fieldAsParquet(planned, result)),
      restart: await writeOutput(context.folder, 'restart.json', `${JSON.stringify(restart)}\n`),
      ...(await writeFigures(context.folder, { picture: sectionPicture(planned, result) })),
    };
  },
});

/** Between two looks at the counter of steps. */
const lookMs = 250;

/** Share of the work that a spin-up is taken for, as nobody knows when it ends. */
const spinUpShare = 0.3;

async function runInThread(context: ProcessContext, { plan, from }: PlannedSection): Promise<SectionResult> {
  const task: SimulateSectionTask = { plan, from, done: new SharedArrayBuffer(8) };
  const counters = new Int32Array(task.done);
  const perYear = 365 * plan.stepsOfDay;
  const { mostYears } = plan.spinUp;
  const before = from === null && mostYears > 0 ? spinUpShare : 0;
  const timer = setInterval(() => {
    const [spinUp, run] = [Atomics.load(counters, 0) / perYear, Atomics.load(counters, 1) / perYear];
    if (run === 0 && before > 0) {
      context.progress(
        (before * spinUp) / mostYears,
        `spin-up, year ${Math.floor(spinUp) + 1} of at most ${mostYears}`,
      );
      return;
    }
    const year = Math.min(Math.floor(run) + 1, plan.years);
    context.progress(before + ((0.97 - before) * run) / plan.years, `year ${year} of ${plan.years}`);
  }, lookMs);
  try {
    return await context.pool.run<SectionResult>('simulateSection', task, context.signal);
  } finally {
    clearInterval(timer);
  }
}
