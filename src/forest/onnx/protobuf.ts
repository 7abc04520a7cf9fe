/**
 * Writes Protocol Buffers: as much of the wire format as an ONNX file needs. A message is the list of its parts, which
 * are only put together at the very end.
 * @source Protocol Buffers encoding, https://protobuf.dev/programming-guides/encoding
 */
export type Message = readonly Uint8Array[];

const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** Longest varint of a whole number that a double holds exactly: 53 bits, seven to a byte. */
const LONGEST_VARINT = 8;

/** @param value whole, ≥ 0 */
export function varintField(field: number, value: number): Message {
  return [varints([tag(field, VARINT), value])];
}

/** A field with a length: text in UTF-8, bytes, or a message. */
export function lengthField(field: number, content: string | Message): Message {
  const parts = typeof content === 'string' ? [new TextEncoder().encode(content)] : content;
  return [varints([tag(field, LENGTH_DELIMITED), byteLengthOf(parts)]), ...parts];
}

/** A repeated field of whole numbers ≥ 0, packed. */
export function packedVarints(field: number, values: ArrayLike<number>): Message {
  return lengthField(field, [varints(values)]);
}

/** A repeated field of floats, packed. */
export function packedFloats(field: number, values: ArrayLike<number>): Message {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) bytes.setFloat32(4 * i, values[i]!, true);
  return lengthField(field, [new Uint8Array(bytes.buffer)]);
}

/** A repeated field of texts that are few but stand often: `texts[index]` for every index. */
export function repeatedTexts(field: number, texts: readonly string[], indices: ArrayLike<number>): Message {
  const entries = texts.map((text) => join(lengthField(field, text)));
  let length = 0;
  for (let i = 0; i < indices.length; i++) length += entries[indices[i]!]!.length;
  const bytes = new Uint8Array(length);
  for (let i = 0, at = 0; i < indices.length; i++) {
    const entry = entries[indices[i]!]!;
    bytes.set(entry, at);
    at += entry.length;
  }
  return [bytes];
}

export function byteLengthOf(message: Message): number {
  return message.reduce((sum, part) => sum + part.length, 0);
}

export function join(message: Message): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLengthOf(message));
  let at = 0;
  for (const part of message) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function tag(field: number, wireType: number): number {
  return field * 8 + wireType;
}

/** Seven bits to a byte, lowest first; the top bit says that more follow. */
function varints(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(LONGEST_VARINT * values.length);
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    let rest = values[i]!;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) | 0x80;
    bytes[at++] = rest;
  }
  return bytes.slice(0, at);
}
