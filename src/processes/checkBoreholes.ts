/** Process `check-boreholes`: what a careful reader would ask about a borehole dataset before training with it. */
import { z } from 'zod';
import { toJson } from '../core/json.ts';
import { checks } from '../quality/flag.ts';
import { writeCsv } from '../tables/writeCsv.ts';
import { anyJson, boreholesInput } from './inputs/commonInputs.ts';
import { defineProcess } from './process.ts';
import { writeOutput } from './writeOutput.ts';
import type { CheckDatasetTask, CheckedDataset } from '../../workers/checkDataset.ts';
import type { Check, Flag } from '../quality/flag.ts';

/** In the report; the table has them all. */
const mostListed = 1000;

export const checkBoreholesProcess = defineProcess({
  id: 'check-boreholes',
  version: '1.0.0',
  title: 'Quality of a borehole dataset',
  description:
    'Looks for repeated stations, coordinates that are exchanged, of the wrong sign, coarse or in degrees.minutes, stations at sea or outside a country, values that neighbours and elevation do not let expect, words that speak of disturbed ground, other decades, and rare classes. It flags with a reason and changes nothing: give the suggested edits, or those of your own, with the dataset (edits) to leave out rows and repair cells.',
  modes: ['async'],
  inputs: z.object({
    boreholes: boreholesInput,
    target: z.string().min(1).nullable().default(null).meta({
      title: 'Target column',
      description:
        'Column whose values are judged against their neighbours, or whose classes are counted. None by default.',
    }),
    country: z.string().min(1).max(100).nullable().default(null).meta({
      title: 'Country',
      description:
        'Name of the country that all stations should lie in, such as China, as Natural Earth writes it. Any by default.',
    }),
  }),
  outputs: {
    flags: {
      title: 'Flags (CSV)',
      description: 'A row per flag: line and name of the station, the check, and the reason.',
      mediaType: 'text/csv',
    },
    edits: {
      title: 'Suggested edits',
      description:
        'What would mend the flags that can be mended, in the form of `edits`: read it, delete what you do not believe, and give it with the dataset.',
      mediaType: 'application/json',
      schema: z.json(),
    },
    report: {
      title: 'Report',
      description: `Stations, rows that are none and why, how many each check flagged, the first ${mostListed} flags, countries, time span, balance of classes, what was not checked and why, and the warnings of the intake.`,
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  async run(context, inputs) {
    const file = await context.library.resolve('boreholes', inputs.boreholes);
    const task: CheckDatasetTask = {
      source: { path: file.path, name: file.name, columns: {}, units: {}, ...file.reading },
      target: inputs.target,
      country: inputs.country,
    };
    const checked = await context.pool.run<CheckedDataset>('checkDataset', task, context.signal);
    const { flags, labels, lines, intake } = checked;
    const listed = flags.map(({ row, check, reason }) => ({ line: lines[row]!, station: labels[row]!, check, reason }));
    const table = writeCsv(
      ['line', 'station', 'check', 'reason'],
      listed.map(({ line, station, check, reason }) => [line, station, check, reason]),
    );
    return {
      flags: await writeOutput(context.folder, 'flags.csv', table),
      edits: { kind: 'value', value: toJson(suggestedEdits(flags)) },
      report: {
        kind: 'value',
        value: {
          stations: lines.length,
          rowsRejected: intake.rowsRejected,
          rejected: toJson(intake.rejected.slice(0, mostListed)),
          stationsFlagged: new Set(flags.map(({ row }) => row)).size,
          checks: countByCheck(flags),
          flags: listed.slice(0, mostListed),
          countries: toJson(checked.countries),
          period: toJson(checked.period),
          classes: toJson(checked.classes),
          notChecked: [...checked.notes],
          intakeWarnings: toJson(intake.warnings),
        },
      },
    };
  },
});

function countByCheck(flags: readonly Flag[]) {
  return (Object.entries(checks) as [Check, string][]).map(([check, lookedFor]) => ({
    check,
    lookedFor,
    flagged: flags.filter((flag) => flag.check === check).length,
  }));
}

/** One suggestion per row: the first that was made, as leaving out and repairing the same row would contradict. */
function suggestedEdits(flags: readonly Flag[]): readonly object[] {
  const seen = new Set<number>();
  return flags.flatMap(({ row, suggestions }) => {
    if (suggestions.length === 0 || seen.has(row)) return [];
    seen.add(row);
    return suggestions;
  });
}
