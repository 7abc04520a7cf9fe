/** The finished chunks of a map or a job at rest, on a disk rather than in memory. */
export interface RestingChunks {
  /** One at a time. @returns bytes that are valid until the next read */
  read(index: number): Promise<Uint8Array>;
  /** Fills `into` with bytes, from an offset on, of a chunk that was read before. They are not checked again. */
  readPart(index: number, offset: number, into: Uint8Array): Promise<void>;
}
