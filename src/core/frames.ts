/** Several byte strings as one, and back: a uint32 count, then each length as uint32 and each content. Little-endian. */
import { DomainError } from './errors.ts';
import { allocatePages } from './pages.ts';

/** @param frames each whole or in parts, which are copied this once */
export function joinFrames(frames: readonly (Uint8Array | readonly Uint8Array[])[]): Uint8Array {
  const inParts = frames.map((frame) => (frame instanceof Uint8Array ? [frame] : frame));
  const lengths = inParts.map((parts) => parts.reduce((sum, part) => sum + part.byteLength, 0));
  const header = 4 + 4 * frames.length;
  const byteLength = lengths.reduce((sum, length) => sum + length, header);
  // Of a fixed length: a view of all of a buffer that may be resized follows its size.
  const joined = new Uint8Array(allocatePages(byteLength), 0, byteLength);
  const view = new DataView(joined.buffer);
  view.setUint32(0, frames.length, true);
  lengths.forEach((length, index) => view.setUint32(4 + 4 * index, length, true));
  let at = header;
  for (const part of inParts.flat()) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined;
}

/**
 * Views into the joined bytes, in the order they were joined.
 * @throws {DomainError} 'artefact-damaged' where the lengths do not add up
 */
export function splitFrames(joined: Uint8Array): Uint8Array[] {
  const damaged = (): DomainError =>
    new DomainError(
      'artefact-damaged',
      `Stored frames are damaged: ${joined.byteLength} bytes do not hold what they announce`,
    );
  if (joined.byteLength < 4) throw damaged();
  const view = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
  const count = view.getUint32(0, true);
  let at = 4 + 4 * count;
  if (at > joined.byteLength) throw damaged();
  const frames: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    const length = view.getUint32(4 + 4 * index, true);
    if (at + length > joined.byteLength) throw damaged();
    // Not subarray: of a Buffer that would be another Buffer, whose slice() does not copy.
    frames.push(new Uint8Array(joined.buffer, joined.byteOffset + at, length));
    at += length;
  }
  if (at !== joined.byteLength) throw damaged();
  return frames;
}
