/** Where a column stands at the end of a run, as a file: open JSON with a version and a checksum, an input of the next run. */
import { z } from 'zod';
import { restoreColumn, saveColumn } from '../../physics/column/savedColumn.ts';
import { checkSeal, seal, sealInput } from '../inputs/sealed.ts';
import type { SavedColumn } from '../../physics/column/savedColumn.ts';
import type { Standing } from '../../physics/simulation/simulate.ts';

const year = z.int().min(0);

const content = {
  format: z.literal('cryoforest-column'),
  version: z.literal(1),
  years: year.meta({ description: 'Done since the start of the first run.' }),
  surfaceM: z.number().meta({ description: 'Of the surface above the first one, m.' }),
  fills: z
    .array(
      z.strictObject({
        laidYears: z.number(),
        baseM: z.number(),
        belowZeroYear: year.nullable(),
        onePercentYear: year.nullable(),
      }),
    )
    .max(1000),
  layers: z.json().meta({ description: 'As the first run was given them.' }),
  column: z
    .record(z.string(), z.json())
    .meta({ description: 'Cells, materials, enthalpies in J/m³ and the heat ledger.' }),
};

const restartSchema = z.strictObject({ ...content, sha256: sealInput });

export const restartInput = restartSchema.nullable().default(null).meta({
  title: 'Restart',
  description:
    'The restart file of an earlier run (its output restart; on the command line @restart.json), instead of layers, initial state and spin-up: the column goes on where it ended. With the other inputs as they were, the years that follow are those of one long run, bit for bit. A file that was changed is refused by its checksum.',
});

type RestartFile = z.output<typeof restartSchema>;

/** @param layers as given */
export function sealRestart({ column, state, year: years, surfaceM, fills }: Standing, layers: unknown): RestartFile {
  return seal({
    format: 'cryoforest-column' as const,
    version: 1 as const,
    years,
    surfaceM,
    fills: fills.map((laid) => ({ ...laid })),
    // Plain numbers and lists of them.
    layers: JSON.parse(JSON.stringify(layers)),
    column: JSON.parse(JSON.stringify(saveColumn(column, state))),
  });
}

/** @throws {DomainError} 'invalid-input' where the file was changed, or cannot be a column */
export function openRestart(file: RestartFile): Standing {
  checkSeal(file, '/restart');
  const { column, years, surfaceM, fills } = file;
  // The checksum says that it is what `saveColumn` gave; `restoreColumn` looks at its parts.
  const restored = restoreColumn(column as unknown as SavedColumn);
  return { ...restored, year: years, surfaceM, fills };
}
