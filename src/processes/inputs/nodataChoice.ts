/** What means no value in a raster, where its file does not say so or says it wrongly. */
import { z } from 'zod';

export const nodataChoiceInput = z.union([z.number(), z.literal('none')]).meta({
  title: 'Nodata',
  description:
    'The number, as stored in the file, that means no value beside what the file declares; "none" where nothing else does. A file that holds −9999, −99999, −32767, −32768, −2147483648 or ±3.4e38 without declaring it is refused until this is said.',
});
