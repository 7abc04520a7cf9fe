/**
 * The messages of an ONNX file, with the field numbers of its schema.
 * @source ONNX IR, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
import { lengthField, packedFloats, packedVarints, repeatedTexts, varintField } from './protobuf.ts';
import type { Message } from './protobuf.ts';

/** TensorProto.DataType */
export const elementTypes = { float: 1, int64: 7, string: 8, bool: 9 } as const;

export interface GraphPort {
  readonly name: string;
  readonly type: keyof typeof elementTypes;
  /** A text names a length that is only known when the model runs. */
  readonly shape: readonly (number | string)[];
  readonly description: string;
}

export interface OnnxModel {
  readonly producer: string;
  readonly description: string;
  readonly graph: Message;
  /** Operator set to its version; '' is ONNX's own. */
  readonly operatorSets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** IR version 8: ONNX 1.10 (2021). */
const IR_VERSION = 8;

export function modelProto({ producer, description, graph, operatorSets, metadata }: OnnxModel): Message {
  const sets = Object.entries(operatorSets).map(([domain, version]) =>
    lengthField(8, [...lengthField(1, domain), ...varintField(2, version)]),
  );
  const properties = Object.entries(metadata).map(([key, value]) =>
    lengthField(14, [...lengthField(1, key), ...lengthField(2, value)]),
  );
  return [
    ...varintField(1, IR_VERSION),
    ...lengthField(2, producer),
    ...lengthField(6, description),
    ...lengthField(7, graph),
    ...sets.flat(),
    ...properties.flat(),
  ];
}

export function graphProto(
  name: string,
  nodes: readonly Message[],
  ports: { readonly inputs: readonly GraphPort[]; readonly outputs: readonly GraphPort[] },
): Message {
  return [
    ...nodes.flatMap((node) => lengthField(1, node)),
    ...lengthField(2, name),
    ...ports.inputs.flatMap((port) => lengthField(11, valueInfo(port))),
    ...ports.outputs.flatMap((port) => lengthField(12, valueInfo(port))),
  ];
}

export function nodeProto(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Message[] = [],
  domain = '',
): Message {
  return [
    ...inputs.flatMap((input) => lengthField(1, input)),
    ...outputs.flatMap((output) => lengthField(2, output)),
    ...lengthField(3, `${operator} of ${outputs[0]}`),
    ...lengthField(4, operator),
    ...attributes.flatMap((attribute) => lengthField(5, attribute)),
    ...lengthField(7, domain),
  ];
}

// AttributeProto: the value in the field of its kind, and the kind (field 20).

export function integerAttribute(name: string, value: number): Message {
  return [...lengthField(1, name), ...varintField(3, value), ...varintField(20, 2)];
}

export function textAttribute(name: string, value: string): Message {
  return [...lengthField(1, name), ...lengthField(4, value), ...varintField(20, 3)];
}

/** A tensor without dimensions: one number. */
export function scalarAttribute(name: string, value: number): Message {
  const tensor = [...varintField(2, elementTypes.float), ...packedFloats(4, [value])];
  return [...lengthField(1, name), ...lengthField(5, tensor), ...varintField(20, 4)];
}

export function floatsAttribute(name: string, values: ArrayLike<number>): Message {
  return [...lengthField(1, name), ...packedFloats(7, values), ...varintField(20, 6)];
}

export function integersAttribute(name: string, values: ArrayLike<number>): Message {
  return [...lengthField(1, name), ...packedVarints(8, values), ...varintField(20, 7)];
}

/** `texts[index]` for every index. */
export function textsAttribute(name: string, texts: readonly string[], indices: ArrayLike<number>): Message {
  return [...lengthField(1, name), ...repeatedTexts(9, texts, indices), ...varintField(20, 8)];
}

function valueInfo({ name, type, shape, description }: GraphPort): Message {
  const dimensions = shape.flatMap((length) =>
    lengthField(1, typeof length === 'number' ? varintField(1, length) : lengthField(2, length)),
  );
  const tensor = [...varintField(1, elementTypes[type]), ...lengthField(2, dimensions)];
  return [...lengthField(1, name), ...lengthField(2, lengthField(1, tensor)), ...lengthField(3, description)];
}
