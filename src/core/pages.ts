/**
 * Memory in pages of its own. Other buffers come from the allocator of the thread that asks: what a thread has freed
 * there is not given back, even after its end, and some 60 MB of a worker's garbage count until the process ends.
 */

/** @returns `byteLength` zeros, which go back to the system as soon as nobody holds or somebody transfers them */
export function allocatePages(byteLength: number, maxByteLength = byteLength): ArrayBuffer {
  // A buffer that may be resized is mapped, not allocated.
  return new ArrayBuffer(byteLength, { maxByteLength });
}
