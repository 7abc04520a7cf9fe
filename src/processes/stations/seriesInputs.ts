/** Inputs about reading series of ground temperatures and about summing them up, each with its meaning and default. */
import { z } from 'zod';
import { defaultCompleteness } from '../../physics/ground/annualMeans.ts';
import { defaultZeroAmplitude } from '../../physics/ground/profile.ts';
import { seriesLayouts } from '../../tables/seriesLayout.ts';
import { seriesRoles } from '../../tables/seriesRoles.ts';
import { temperatureUnits } from '../../tables/seriesTemperatures.ts';
import { quantity } from '../inputs/quantity.ts';
import { unitInput } from '../inputs/unitInput.ts';

/** A cap on what one request may ask for. */
const mostTables = 1000;
const mostNames = 2000;

const metres = quantity({ unit: 'm', min: 0, max: 5000 });
const days = (max: number) => quantity({ unit: 'day', whole: true, min: 0, max });
const column = z.string().min(1);

function capped<Value extends z.ZodType>(record: z.ZodRecord<z.ZodString, Value>) {
  return record.refine((entries) => Object.keys(entries).length <= mostNames, `at most ${mostNames} names`);
}

export const depthUnits = ['m', 'cm', 'mm'] as const;

/** Which tables, of which places. */
const seriesTableInputs = {
  series: z.array(z.string().min(1)).min(1).max(mostTables).meta({
    title: 'Series',
    description:
      'Ids of tables (POST /boreholes), or files on the command line, parted by commas: a value per row with site, depth and date, or a column per depth, year or site. A site may stand in several tables. A table without a column of sites is one site, called after its file.',
  }),
  sites: z.string().min(1).nullable().default(null).meta({
    title: 'Table of sites',
    description:
      'Id of a table (or a file) with a row per site: id or name, latitude, longitude, and elevation if known. Its positions win over those in the series.',
  }),
};

/** How a table is to be read. */
export const seriesFormInputs = {
  columns: z
    .partialRecord(z.enum(seriesRoles), column)
    .default({})
    .meta({
      title: 'Columns',
      description: `Role to column name, where names do not say it: ${seriesRoles.join(', ')}. --columns.value GT on the command line.`,
    }),
  layout: z.enum(seriesLayouts).nullable().default(null).meta({
    title: 'Layout',
    description:
      'long: a value per row; depths, years, sites: a column of values per depth, year or site. By default found by the column names; sites must be said.',
  }),
  depths: capped(z.record(z.string(), metres)).default({}).meta({
    title: 'Depths of columns',
    description: 'Column name to its depth in metres, where the names do not say it, such as {"T1": 0.5}.',
  }),
  depthM: metres.nullable().default(null).meta({
    title: 'Depth',
    description: 'Depth of the values where no column or name says one; 0 for the ground surface.',
  }),
  depthUnit: unitInput(depthUnits).nullable().default(null).meta({
    title: 'Unit of depths',
    description:
      'm, cm or mm, of depths that do not name theirs. By default metres where a depth has a fraction; whole numbers without a unit are refused.',
  }),
  depthSign: z.enum(['down', 'up']).nullable().default(null).meta({
    title: 'Sign of depths',
    description:
      'down: depths grow from the ground; up: they are heights, negative below it. Needed where both signs stand together; what is above the ground is left out.',
  }),
  temperatureUnit: unitInput(temperatureUnits).nullable().default(null).meta({
    title: 'Unit of temperatures',
    description:
      'C, K, 0.1C (tenths) or 0.01C (raw hundredths). By default as in the column name, else °C; whole numbers, and values that cannot be °C, are refused.',
  }),
  missingValues: z.array(z.number()).max(20).default([]).meta({
    title: 'Missing values',
    description: 'Numbers that stand for no measurement, beside −999, ±9999, 32766, 3276.6 and their kin.',
  }),
  only: capped(z.record(z.string(), z.string())).default({}).meta({
    title: 'Rows',
    description: 'Column to text: only rows that have it are read, such as {"Index": "MAGST"}.',
  }),
  dateOrder: z.enum(['dmy', 'mdy', 'ymd']).nullable().default(null).meta({
    title: 'Order of dates',
    description:
      'Of dates such as 03/04/2010. By default found by a number above 12 in the column, and refused where there is none.',
  }),
  utcOffsetHours: quantity({ unit: 'h', min: -14, max: 14 }).nullable().default(null).meta({
    title: 'Clock',
    description:
      'Time ahead of UTC of the clock by which days are cut; only times with a zone can be moved. By default the clock as written, which must then be one.',
  }),
};

export type SeriesReading = {
  readonly [name in keyof typeof seriesFormInputs]: z.output<(typeof seriesFormInputs)[name]>;
};

/** Which tables, and how they are to be read. */
export const seriesReadingInputs = { ...seriesTableInputs, ...seriesFormInputs };

/** What is asked of them, and by which rules. */
export const seriesRuleInputs = {
  targetDepthM: metres.default(15).meta({
    title: 'Target depth',
    description: 'Depth of the mean annual ground temperature (magt_c).',
  }),
  extrapolate: z.boolean().default(false).meta({
    title: 'Extrapolation',
    description:
      'Whether the deep gradient may carry the temperature from the deepest annual mean down to the target, with its error; never to more than 2.5 times that depth.',
  }),
  widestBracketM: metres.default(10).meta({
    title: 'Widest bracket',
    description: 'Nothing is interpolated between readings further apart.',
  }),
  steadyBelowM: metres.nullable().default(null).meta({
    title: 'Steady depth',
    description:
      'From here down readings of any day count as annual means, since no season is felt there (single temperature logs). By default nowhere.',
  }),
  surfaceM: metres.default(0.1).meta({
    title: 'Surface',
    description: 'The annual mean of the shallowest sensor is magst_c where it is no deeper.',
  }),
  yearStartMonth: z.int().min(1).max(12).nullable().default(null).meta({
    title: 'Start of the year',
    description:
      'Month with which a year of twelve months begins. By default, for each site, the one that gives most complete years; January where it gives as many.',
  }),
  mostMissingDays: days(30).default(defaultCompleteness.mostMissingDays).meta({
    title: 'Missing days',
    description: 'A month with more has no mean, and its year none (WMO-No. 1203, 2017).',
  }),
  mostMissingInARow: days(30).default(defaultCompleteness.mostMissingInARow).meta({
    title: 'Missing days in a row',
    description: 'A month with more has no mean, and its year none (WMO-No. 1203, 2017).',
  }),
  longestFilledGapDays: days(183).default(defaultCompleteness.longestFilledGapDays).meta({
    title: 'Filled gap',
    description:
      'Where a depth has no complete year, gaps up to this long are filled by its annual wave (least squares), in years with readings of two thirds of their days; the mean then says fitted and has a standard error. 0 fills nothing.',
  }),
  zeroAmplitudeC: quantity({ unit: '°C', difference: true, above: 0, max: 10 })
    .default(defaultZeroAmplitude.thresholdC)
    .meta({
      title: 'Zero annual amplitude',
      description: 'The annual wave counts as none below it.',
    }),
  amplitudeMeasure: z.enum(['range', 'amplitude']).default(defaultZeroAmplitude.measure).meta({
    title: 'Measure of the annual wave',
    description: 'range: maximum − minimum; amplitude: half of it, which is reached 0.69 damping depths higher up.',
  }),
};
