/** What every process that makes maps lets its user choose about their making: it never changes a number of the result. */
import { z } from 'zod';
import { mapCompressions } from '../../raster/cogFormat.ts';
import type { MapCompression } from '../../raster/cogFormat.ts';

export const compressionInput = z.enum(mapCompressions).default('deflate').meta({
  title: 'Compression',
  description:
    'Of the GeoTIFF: deflate, which every reader understands and which is about half as large, or none, which is written and read sooner.',
});

/** Among the inputs of a process. */
export const mapChoices = {
  chunkSizePx: z
    .union([512, 1024, 2048, 4096].map((size) => z.literal(size)))
    .nullable()
    .default(null)
    .meta({
      title: 'Chunk size',
      description:
        'Side of the squares that workers share, in pixels; chosen by the size of the map by default. It never changes a result.',
    }),
  compression: compressionInput,
};

export interface MapChoices {
  /** null to choose. */
  readonly chunkSizePx: number | null;
  readonly compression: MapCompression;
}
