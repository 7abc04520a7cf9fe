/** What tells one file's bytes from another's. */
export interface HashedFile {
  /** SHA-256, lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}
