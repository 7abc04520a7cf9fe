/** Small NetCDF files: classic ones byte by byte, NetCDF-4 by the HDF5 library. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as h5wasm from 'h5wasm/node';

type ClassicType = 'short' | 'int' | 'float' | 'double';

export interface BuiltVariable {
  readonly name: string;
  readonly type: ClassicType;
  /** Names of dimensions, the slowest first. */
  readonly dimensions: readonly string[];
  readonly values: readonly number[];
  readonly attributes?: Readonly<Record<string, string | number>>;
}

export interface BuiltNetcdf {
  readonly dimensions: Readonly<Record<string, number>>;
  /** Name of the dimension of records; none by default. */
  readonly record?: string;
  readonly variables: readonly BuiltVariable[];
}

const codes = { short: 3, int: 4, float: 5, double: 6 } as const;
const sizes = { short: 2, int: 4, float: 4, double: 8 } as const;

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
const int = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer).swap32();
const text = (value: string): Buffer => Buffer.concat([int(Buffer.byteLength(value)), padded(Buffer.from(value))]);
const numbers = (type: ClassicType, values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * sizes[type]);
  for (const [i, value] of values.entries()) {
    if (type === 'short') bytes.writeInt16BE(value, i * 2);
    else if (type === 'int') bytes.writeInt32BE(value, i * 4);
    else if (type === 'float') bytes.writeFloatBE(value, i * 4);
    else bytes.writeDoubleBE(value, i * 8);
  }
  return bytes;
};

const attributeList = (given: Readonly<Record<string, string | number>> = {}): Buffer => {
  const entries = Object.entries(given);
  if (entries.length === 0) return Buffer.concat([int(0), int(0)]);
  const parts = entries.map(([name, value]) =>
    typeof value === 'string'
      ? Buffer.concat([text(name), int(2), text(value)])
      : Buffer.concat([text(name), int(6), int(1), numbers('double', [value])]),
  );
  return Buffer.concat([int(12), int(entries.length), ...parts]);
};

/** @source NetCDF classic format specification, version 2 (64-bit offsets) */
export function buildClassic({ dimensions, record, variables }: BuiltNetcdf): Uint8Array {
  const names = Object.keys(dimensions);
  const isRecord = (variable: BuiltVariable): boolean => record !== undefined && variable.dimensions[0] === record;
  const records = variables.filter(isRecord);
  const perRecord = (variable: BuiltVariable): number =>
    variable.dimensions.slice(1).reduce((product, name) => product * dimensions[name]!, 1);
  const chunk = (variable: BuiltVariable, index: number): Buffer => {
    const count = perRecord(variable);
    const bytes = numbers(variable.type, variable.values.slice(index * count, (index + 1) * count));
    return records.length === 1 ? bytes : padded(bytes);
  };
  const header = (offsets: readonly number[]): Buffer =>
    Buffer.concat([
      Buffer.from('CDF\x02', 'latin1'),
      int(record === undefined ? 0 : dimensions[record]!),
      int(10),
      int(names.length),
      ...names.flatMap((name) => [text(name), int(name === record ? 0 : dimensions[name]!)]),
      int(0),
      int(0),
      int(11),
      int(variables.length),
      ...variables.flatMap((variable, i) => [
        text(variable.name),
        int(variable.dimensions.length),
        ...variable.dimensions.map((name) => int(names.indexOf(name))),
        attributeList(variable.attributes),
        int(codes[variable.type]),
        int(isRecord(variable) ? chunk(variable, 0).length : padded(numbers(variable.type, variable.values)).length),
        int(0),
        int(offsets[i]!),
      ]),
    ]);
  const headerBytes = header(variables.map(() => 0)).length;
  const fixed = variables.map((variable) =>
    isRecord(variable) ? Buffer.alloc(0) : padded(numbers(variable.type, variable.values)),
  );
  const fixedEnd = headerBytes + fixed.reduce((sum, bytes) => sum + bytes.length, 0);
  let [at, recordAt] = [headerBytes, fixedEnd];
  const offsets = variables.map((variable, i) => {
    if (!isRecord(variable)) return (at += fixed[i]!.length) - fixed[i]!.length;
    return (recordAt += chunk(variable, 0).length) - chunk(variable, 0).length;
  });
  const recordCount = record === undefined ? 0 : dimensions[record]!;
  const body = Array.from({ length: recordCount }, (_, index) =>
    records.map((variable) => chunk(variable, index)),
  ).flat();
  return Buffer.concat([header(offsets), ...fixed, ...body]);
}

const dtypes = { short: '<h', int: '<i', float: '<f', double: '<d' } as const;

/**
 * Groups are made where names of variables are paths, such as `forecast/tas`.
 * @param folder for a file that is removed again
 */
export async function buildNetcdf4(folder: string, { dimensions, variables }: BuiltNetcdf): Promise<Uint8Array> {
  await h5wasm.ready;
  const path = join(folder, 'building.nc');
  const file = new h5wasm.File(path, 'w');
  for (const { name, type, dimensions: axes, values, attributes = {} } of variables) {
    const groups = name.split('/').slice(0, -1);
    for (const depth of groups.keys()) {
      const group = groups.slice(0, depth + 1).join('/');
      if (file.get(group) === null) file.create_group(group);
    }
    const shape = axes.map((axis) => dimensions[axis]!);
    const dataset = file.create_dataset({ name, data: [...values], shape, dtype: dtypes[type] });
    for (const [key, value] of Object.entries(attributes)) dataset.create_attribute(key, value);
    if (axes.length === 1 && axes[0] === name) dataset.make_scale(name);
    else for (const [i, axis] of axes.entries()) dataset.attach_scale(i, axis);
  }
  file.close();
  const bytes = await readFile(path);
  await rm(path);
  return bytes;
}
