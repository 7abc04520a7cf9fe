/** NetCDF-3: the header by netcdfjs, the values by their place in the file, so that no variable is read whole. */
import { NetCDFReader } from 'netcdfjs';
import { asUnreadable, unreadable } from '../refusals.ts';
import { createRawArray, viewAs } from '../bandType.ts';
import { mostDimensions, mostVariables } from './netcdfFile.ts';
import type { BandType } from '../bandType.ts';
import type { StrictFile } from '../strictFile.ts';
import type { NetcdfFile, NetcdfVariable } from './netcdfFile.ts';

/** Headers are kilobytes; attributes of a history may make one larger. */
const mostHeaderBytes = 4 << 20;

const types: Readonly<Record<string, readonly [type: BandType, bytes: number]>> = {
  byte: ['int8', 1],
  // Texts; a grid mapping is one of which only the attributes count.
  char: ['uint8', 1],
  short: ['int16', 2],
  int: ['int32', 4],
  float: ['float32', 4],
  double: ['float64', 8],
};

interface Place {
  readonly offset: number;
  /** Bytes from one record to the next; null for a variable without records. */
  readonly recordBytes: number | null;
  readonly sampleBytes: number;
}

/** @throws {DomainError} 'raster-unreadable' for a damaged header */
export async function openClassicFile(file: StrictFile): Promise<NetcdfFile> {
  const places = new Map<string, Place>();
  const variables = readVariables(await readHeader(file), places, file.name);
  return {
    variables,
    async read(variable, start, count) {
      const { type, dimensions } = variable;
      const place = places.get(variable.name)!;
      const out = createRawArray(
        type,
        count.reduce((product, size) => product * size, 1),
      );
      const strides = stridesOf(variable, place);
      const inner = contiguousDimensions(variable, place, count);
      const outer = dimensions.length - inner;
      const run = count.slice(outer).reduce((product, size) => product * size, 1);
      const first = start.reduce((sum, index, i) => sum + index * strides[i]!, place.offset);
      for (let done = 0; done < out.length; done += run) {
        let rest = done / run;
        let at = first;
        for (let i = outer - 1; i >= 0; i--) {
          at += (rest % count[i]!) * strides[i]!;
          rest = Math.floor(rest / count[i]!);
        }
        out.set(viewAs(type, littleEndian(await file.read(at, run * place.sampleBytes), place.sampleBytes)), done);
      }
      return out;
    },
    close: () => file.close(),
  };
}

async function readHeader(file: StrictFile): Promise<NetCDFReader> {
  const bytes = await file.read(0, Math.min(file.sizeBytes, mostHeaderBytes));
  try {
    return new NetCDFReader(bytes);
  } catch (error) {
    throw asUnreadable(file.name, 'the header of the NetCDF file cannot be read', error);
  }
}

function readVariables(header: NetCDFReader, places: Map<string, Place>, name: string): NetcdfVariable[] {
  const { recordDimension, dimensions } = header;
  const variables = header.variables ?? []; // absent in a file without any
  if (variables.length > mostVariables)
    throw unreadable(name, `has ${variables.length} variables, at most ${mostVariables} are read`);
  const records = variables.filter(({ record }) => record);
  const numbers = variables.filter(
    (variable) => types[variable.type] !== undefined && variable.dimensions.length <= mostDimensions,
  );
  return numbers.map((variable) => {
    const [type, sampleBytes] = types[variable.type]!;
    const sizes = variable.dimensions.map((id) => {
      const dimension = dimensions[id];
      if (dimension === undefined)
        throw unreadable(name, `variable ${variable.name} has a dimension that is not there`);
      return { name: dimension.name, size: id === recordDimension.id ? recordDimension.length : dimension.size };
    });
    const perRecord = sizes.slice(1).reduce((product, { size }) => product * size, sampleBytes);
    // A record variable that is alone is not padded to four bytes.
    const recordBytes = records.length === 1 ? perRecord : (recordDimension.recordStep ?? 0);
    places.set(variable.name, {
      offset: variable.offset,
      recordBytes: variable.record ? recordBytes : null,
      sampleBytes,
    });
    return { name: variable.name, type, dimensions: sizes, attributes: attributesOf(variable.attributes) };
  });
}

function attributesOf(attributes: readonly { readonly name: string; readonly value: unknown }[]) {
  const single: Record<string, number | string> = {};
  for (const { name, value } of attributes) {
    if (typeof value === 'string') single[name] = value.replace(/\0+$/, '');
    else if (typeof value === 'number') single[name] = value;
  }
  return single;
}

/** How many of the last dimensions can be read in one go: one, and the next where whole rows are asked for. Records lie apart. */
function contiguousDimensions(
  { dimensions }: NetcdfVariable,
  { recordBytes }: Place,
  count: readonly number[],
): number {
  const rank = dimensions.length;
  const apart = recordBytes === null ? 0 : 1;
  const whole = count[rank - 1] === dimensions[rank - 1]?.size;
  return Math.min(whole ? 2 : 1, rank - apart);
}

/** Bytes from one value to the next along each dimension. */
function stridesOf({ dimensions }: NetcdfVariable, { sampleBytes, recordBytes }: Place): number[] {
  const strides: number[] = [];
  let bytes = sampleBytes;
  for (let i = dimensions.length - 1; i >= 0; i--) {
    strides.unshift(i === 0 && recordBytes !== null ? recordBytes : bytes);
    bytes *= dimensions[i]!.size;
  }
  return strides;
}

function littleEndian(bytes: Uint8Array<ArrayBuffer>, sampleBytes: number): Uint8Array<ArrayBuffer> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (sampleBytes === 2) buffer.swap16();
  if (sampleBytes === 4) buffer.swap32();
  if (sampleBytes === 8) buffer.swap64();
  return bytes;
}
