/** How the numbers of a map stand in its file. */
import type { Rgb } from '../core/colour.ts';
import { DomainError } from '../core/errors.ts';
import type { Overview } from './overview.ts';

/** The number types that maps are written in: amounts as float32, classes, masks and codes as whole numbers. */
export type SampleType = 'float32' | 'uint8' | 'uint16' | 'int16';

/** Of the tiles of a map. */
export const mapCompressions = ['deflate', 'none'] as const;
export type MapCompression = (typeof mapCompressions)[number];

export interface CogFormat {
  /** deflate by default. */
  readonly compression?: MapCompression;
  /** float32 by default. */
  readonly sampleType?: SampleType;
  /** What stands in the file for NaN; only float32 may hold NaN itself. */
  readonly nodata: number;
  /** Per band how it becomes coarser; average by default, rounded where the samples are whole numbers. */
  readonly overviews?: readonly Overview[];
  /** Colour of each number from 0, for one band of uint8 or uint16; of amounts there is none. */
  readonly colourTable?: readonly Rgb[];
}

interface SampleLayout {
  readonly bits: 8 | 16 | 32;
  /** Value of the TIFF tag Predictor where tiles are compressed: 1 none, 2 differences, 3 floating point. Differences of classes are more various than the classes are. */
  readonly predictor: 1 | 2 | 3;
  /** Value of the TIFF tag SampleFormat: 1 unsigned, 2 signed, 3 floating point. */
  readonly tiffFormat: 1 | 2 | 3;
  /** Least and greatest number that it holds. */
  readonly range: readonly [minimum: number, maximum: number];
}

export const sampleLayouts: Readonly<Record<SampleType, SampleLayout>> = {
  float32: { bits: 32, predictor: 3, tiffFormat: 3, range: [-Infinity, Infinity] },
  uint8: { bits: 8, predictor: 1, tiffFormat: 1, range: [0, 255] },
  uint16: { bits: 16, predictor: 2, tiffFormat: 1, range: [0, 65_535] },
  int16: { bits: 16, predictor: 2, tiffFormat: 2, range: [-32_768, 32_767] },
};

/**
 * @param what subject of the sentence, such as "A pixel"
 * @throws {DomainError} 'invalid-input' for a number that samples of the type cannot hold as it is
 */
export function requireSample(value: number, type: SampleType, what: string): void {
  if (type === 'float32') return;
  const [minimum, maximum] = sampleLayouts[type].range;
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw new DomainError(
    'invalid-input',
    `${what} has the value ${value}; samples of type ${type} are whole numbers from ${minimum} to ${maximum}`,
    { value, sampleType: type },
  );
}
