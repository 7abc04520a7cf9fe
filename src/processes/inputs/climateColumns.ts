/** How a table of air and surface temperatures is read where it does not say so itself. */
import { z } from 'zod';
import { climateRoles } from '../../tables/climateColumns.ts';

export const climateColumnsInput = z
  .record(z.string(), z.string().min(1))
  .default({})
  .meta({
    title: 'Columns',
    description: `Role to column of the series, where its name does not say it: ${climateRoles.join(', ')}.`,
  });

export const dateOrderInput = z.enum(['dmy', 'mdy', 'ymd']).nullable().default(null).meta({
  title: 'Order of dates',
  description: 'For dates such as 03/04/2010 that do not show it themselves.',
});
