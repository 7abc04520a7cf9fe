/** What means no value in a raster, where its file does not say so or says it wrongly. */
import { z } from 'zod';

export const nodataChoiceInput = z.union([z.number(), z.literal('none')]).meta({
  title: 'Nodata',
  description:
    'The number, as stored in the file, that means no value, in place of what the file declares; "none" where every number is a value. A file that declares nothing and holds −9999, −32768 or ±3.4e38 is refused until this is said.',
});
