import { describe, expect, it } from 'vitest';
import {
  byteLengthOf,
  join,
  lengthField,
  packedFloats,
  packedVarints,
  repeatedTexts,
  varintField,
} from '../../../src/forest/onnx/protobuf.ts';
import type { Message } from '../../../src/forest/onnx/protobuf.ts';

const hex = (message: Message): string => Buffer.from(join(message)).toString('hex');

describe('Protocol Buffers', () => {
  it('are written as the examples of their specification', () => {
    expect(hex(varintField(1, 150))).toBe('089601');
    expect(hex(lengthField(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(lengthField(3, varintField(1, 150)))).toBe('1a03089601');
    expect(hex(packedVarints(6, [3, 270, 86942]))).toBe('3206038e029ea705');
  });

  it('hold floats in little-endian order', () => {
    expect(hex(packedFloats(4, [1, -2]))).toBe('22080000803f000000c0');
  });

  it('repeat texts, each with its own length', () => {
    expect(hex(repeatedTexts(9, ['ab', 'c'], [1, 0, 1]))).toBe('4a01634a0261624a0163');
  });

  it('hold every whole number that a double holds, and field numbers above 15', () => {
    expect(hex(varintField(1, 2 ** 53 - 1))).toBe('08ffffffffffffff0f');
    expect(hex(varintField(16, 0))).toBe('800100');
  });

  it('count the bytes of a message that is not put together yet', () => {
    const message = [...lengthField(2, 'тест'), ...varintField(1, 300)];
    expect(byteLengthOf(message)).toBe(join(message).length);
  });
});
