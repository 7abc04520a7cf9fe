/** What a file may claim before it is refused: a header of 200 bytes can ask for terabytes. */
export interface RasterLimits {
  /** Width × height × bands. */
  readonly samples: number;
  readonly bands: number;
  /** Image file directories: the image, its overviews and masks. */
  readonly directories: number;
  /** Largest tag value in bytes; the lists of block positions are the large ones. */
  readonly tagBytes: number;
  /** One decoded strip or tile, in bytes. */
  readonly blockBytes: number;
  /**
   * Decoded strips kept by one open raster, in bytes; a quarter of it for tiles. The block in use is kept even where
   * it alone is larger.
   */
  readonly cacheBytes: number;
}

export const defaultLimits: RasterLimits = {
  samples: 2 ** 36,
  bands: 64,
  directories: 128,
  tagBytes: 2 ** 26,
  blockBytes: 2 ** 28,
  cacheBytes: 2 ** 26,
};
