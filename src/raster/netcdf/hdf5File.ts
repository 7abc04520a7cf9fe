/** NetCDF-4 by the HDF5 library in WebAssembly: it sees this one file through a window of reads, and no other. */
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../core/errors.ts';
import { isRawArray } from '../bandType.ts';
import { asUnreadable, unreadable } from '../refusals.ts';
import { mostDimensions, mostVariables } from './netcdfFile.ts';
import type * as Library from 'h5wasm';
import type { Dataset, File, Group } from 'h5wasm';
import type { BandType } from '../bandType.ts';
import type { StrictFile } from '../strictFile.ts';
import type { NetcdfFile, NetcdfVariable } from './netcdfFile.ts';

const types: Readonly<Record<string, BandType>> = {
  b: 'int8',
  B: 'uint8',
  h: 'int16',
  H: 'uint16',
  i: 'int32',
  I: 'uint32',
  f: 'float32',
  d: 'float64',
};

/** Attributes that are asked for: others may hold references and compounds of any size. */
const wanted = [
  'units',
  'calendar',
  'bounds',
  'scale_factor',
  'add_offset',
  '_FillValue',
  'missing_value',
  '_Unsigned',
  'grid_mapping',
  'grid_mapping_name',
  'crs_wkt',
  'spatial_ref',
];

/** Bytes of one compressed chunk, which is unpacked whole. */
const mostChunkBytes = 1 << 28;

/** A file of the WebAssembly module's own file system, as far as it is changed here. */
interface MemoryNode {
  usedBytes: number;
  stream_ops: object;
}

function isMemoryNode(node: unknown): node is MemoryNode {
  return typeof node === 'object' && node !== null && 'usedBytes' in node && 'stream_ops' in node;
}

/** Gives an empty file the size and the bytes of the real one. */
function throughWindow(node: unknown, file: StrictFile): void {
  if (!isMemoryNode(node)) throw new DomainError('internal', 'The file system of the HDF5 library has changed');
  node.usedBytes = file.sizeBytes;
  node.stream_ops = {
    ...node.stream_ops,
    read(_stream: unknown, heap: Int8Array<ArrayBuffer>, offset: number, length: number, position: number): number {
      const readable = Math.max(0, Math.min(length, file.sizeBytes - position));
      const target = new Uint8Array(heap.buffer, heap.byteOffset + offset, readable);
      file.readInto(target, position);
      return readable;
    },
  };
}

/** @throws {DomainError} 'raster-unreadable' for what the library cannot open */
export async function openHdf5File(file: StrictFile): Promise<NetcdfFile> {
  // Four megabytes of WebAssembly, which GeoTIFFs need not wait for.
  const h5wasm = await import('h5wasm');
  const library = await h5wasm.ready;
  library.activate_throwing_error_handler(); // otherwise it prints its errors
  const { FS } = library;
  const path = `/${randomUUID()}`;
  FS.writeFile(path, new Uint8Array(0));
  throughWindow(FS.lookupPath(path, {}).node, file);
  const guarded = <Value>(doing: string, work: () => Value): Value => {
    try {
      return work();
    } catch (error) {
      throw asUnreadable(file.name, doing, error);
    }
  };
  let hdf5: File | null = null;
  const release = (): void => {
    hdf5?.close();
    FS.unlink(path);
  };
  let datasets: Map<NetcdfVariable, Dataset>;
  try {
    const opened = guarded('the HDF5 file cannot be opened', () => new h5wasm.File(path, 'r'));
    hdf5 = opened;
    datasets = guarded('the HDF5 file cannot be read', () => numberDatasets(opened, h5wasm, file.name));
  } catch (error) {
    release();
    throw error;
  }
  return {
    variables: [...datasets.keys()],
    async read(variable, start, count) {
      const ranges = start.map((first, i): [number, number] => [first, first + count[i]!]);
      const values = guarded(`variable ${variable.name} cannot be read`, () => datasets.get(variable)!.slice(ranges));
      if (!isRawArray(values)) throw unreadable(file.name, `variable ${variable.name} holds no numbers`);
      return values;
    },
    async close() {
      release();
      await file.close();
    },
  };
}

function numberDatasets(hdf5: File, library: typeof Library, name: string): Map<NetcdfVariable, Dataset> {
  const found = new Map<NetcdfVariable, Dataset>();
  for (const [key, dataset] of allDatasets(hdf5, library, name)) {
    const { shape, dtype, metadata } = dataset;
    // A grid mapping is a text or nothing at all; only its attributes count.
    const type =
      shape?.length === 0
        ? 'uint8'
        : typeof dtype === 'string'
          ? types[/^[<|]?(\w)$/.exec(dtype)?.[1] ?? '']
          : undefined;
    if (type === undefined || shape === null || shape.length > mostDimensions) continue;
    const chunkBytes = (metadata.chunks ?? []).reduce((product, size) => product * size, metadata.size);
    if (chunkBytes > mostChunkBytes)
      throw unreadable(name, `variable ${key} has chunks of ${chunkBytes} bytes, at most ${mostChunkBytes} are read`);
    const dimensions = shape.map((size, i) => ({ name: dimensionName(dataset, key, i, shape.length), size }));
    found.set({ name: key, type, dimensions, attributes: attributesOf(dataset) }, dataset);
  }
  return found;
}

/** Group in group: more is no data, and hard links may lead around for ever. */
const mostGroupDepth = 8;

/** By their paths, such as `forecast/tas`, those of the root first. */
function allDatasets(hdf5: File, library: typeof Library, name: string): [path: string, dataset: Dataset][] {
  const found: [string, Dataset][] = [];
  let groups: (readonly [path: string, group: Group])[] = [['', hdf5]];
  let seen = 0;
  for (let depth = 0; groups.length > 0; depth++) {
    if (depth > mostGroupDepth) throw unreadable(name, `has groups more than ${mostGroupDepth} deep`);
    const inner: (readonly [string, Group])[] = [];
    for (const [path, group] of groups) {
      const keys = group.keys();
      seen += keys.length;
      if (seen > mostVariables) throw unreadable(name, `has more than ${mostVariables} variables and groups`);
      for (const key of keys) {
        const entry = group.get(key);
        if (entry instanceof library.Dataset) found.push([path + key, entry]);
        if (entry instanceof library.Group) inner.push([`${path}${key}/`, entry]);
      }
    }
    groups = inner;
  }
  return found;
}

/** The variable of the dimension, by its path; a coordinate is its own. */
function dimensionName(dataset: Dataset, key: string, index: number, rank: number): string {
  const [scale] = dataset.get_attached_scales(index);
  return scale?.replace(/^\//, '') ?? (rank === 1 ? key : `${key} ${index}`);
}

function attributesOf(dataset: Dataset): Record<string, number | string> {
  const known = dataset.attrs;
  const attributes: Record<string, number | string> = {};
  for (const name of wanted) {
    const value: unknown = known[name]?.value;
    const single: unknown = isRawArray(value) || Array.isArray(value) ? value[0] : value;
    if (typeof single === 'string' || typeof single === 'number') attributes[name] = single;
  }
  return attributes;
}
