/**
 * The port to stored bytes. Keys are content-hashed by their writers, so a key never changes its bytes; an artefact
 * is durable before `put` returns, and the row that names it is written after.
 */
export interface Artefacts {
  /**
   * Moves or copies a finished local file into the store.
   * @throws {DomainError} 'disk-full' or 'storage-unavailable'; nothing half-written stays
   */
  putFile(key: string, path: string): Promise<void>;
  putBytes(key: string, bytes: Uint8Array): Promise<void>;
  /** @throws {DomainError} 'not-found' */
  read(key: string): Promise<Uint8Array>;
  reader(): ArtefactReader;
  /** A local path to the artefact's bytes, valid while the artefact is kept. */
  localPath(key: string): Promise<string>;
  delete(key: string): Promise<void>;
  /** Deletes every artefact below a prefix that ends in a slash. */
  deleteAll(prefix: string): Promise<void>;
}

/** Throws as `read` of artefacts does. */
interface ArtefactReader {
  /** Reads one artefact after another into the same memory: bytes are valid until the next read. */
  readonly read: (key: string) => Promise<Uint8Array>;
  /** Fills `into` with the bytes of an artefact from an offset on. */
  readonly readPart: (key: string, offset: number, into: Uint8Array) => Promise<void>;
}
