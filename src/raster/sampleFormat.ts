/** How one sample is stored, from the tags of a directory. */
import { rewriteAdvice, unreadable, unsupported } from './refusals.ts';
import { tags } from './tags.ts';
import type { BandType } from './bandType.ts';
import type { TiffDirectory } from './tiffDirectories.ts';

export interface SampleFormat {
  /** What the sample is read into. */
  readonly type: BandType;
  /** In the file: 8, 16, 32, 64; 1 to 15 for packed integers; 16 with type float32 for half floats. */
  readonly bits: number;
}

const unsignedInteger = 1;
const signedInteger = 2;
const floatingPoint = 3;
/** "Undefined data": GDAL reads it as unsigned. */
const untyped = 4;

/** @throws {DomainError} 'raster-unsupported' for complex, 64-bit integers, and bands of different types */
export function readSampleFormat(directory: TiffDirectory, name: string): SampleFormat {
  const bits = sameForAllBands(directory.numbers(tags.bitsPerSample) ?? [1], 'bits per sample', name);
  const format = sameForAllBands(directory.numbers(tags.sampleFormat) ?? [unsignedInteger], 'sample formats', name);
  const type = bandTypeOf(format, bits);
  if (type !== null) return { type, bits };
  const found = `samples are ${bits}-bit ${formatNames[format] ?? `of unknown format ${format}`}`;
  throw unsupported(name, found, 'Convert it with: gdal_translate -ot Float32 IN.tif OUT.tif', { bits, format });
}

const formatNames: Readonly<Record<number, string>> = {
  [unsignedInteger]: 'unsigned integers',
  [signedInteger]: 'signed integers',
  [floatingPoint]: 'floating point numbers',
  [untyped]: 'untyped data',
  5: 'complex integers',
  6: 'complex numbers',
};

function bandTypeOf(format: number, bits: number): BandType | null {
  if (format === unsignedInteger || format === untyped) {
    if (bits < 1 || bits > 32 || (bits > 16 && bits < 32)) return null;
    return bits <= 8 ? 'uint8' : bits <= 16 ? 'uint16' : 'uint32';
  }
  if (format === signedInteger) return bits === 8 ? 'int8' : bits === 16 ? 'int16' : bits === 32 ? 'int32' : null;
  if (format === floatingPoint) return bits === 16 || bits === 32 ? 'float32' : bits === 64 ? 'float64' : null;
  return null;
}

function sameForAllBands(values: ArrayLike<number>, what: string, name: string): number {
  const first = values[0];
  if (first === undefined) throw unreadable(name, `its ${what} are an empty list`);
  for (let i = 1; i < values.length; i++) {
    if (values[i] !== first) throw unsupported(name, `its bands have different ${what}`, rewriteAdvice);
  }
  return first;
}
