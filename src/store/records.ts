/** The owned resources of the service as rows. Every lookup is by owner: another owner's record does not exist. */
import type { Json } from '../core/json.ts';

export type ResourceKind = 'boreholes' | 'raster' | 'polygons' | 'model' | 'map';

export interface ResourceRecord {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly owner: string;
  readonly name: string;
  readonly created: Date;
  /** The files of the resource: file name to artefact. One for all but maps. */
  readonly files: Readonly<Record<string, ResourceFile>>;
  /** What the resource says about itself: intake report, grid, scores, ... */
  readonly description: { readonly [key: string]: Json };
  /** The job that made it; null for uploads. */
  readonly jobId: string | null;
}

export interface ResourceFile {
  /** Artefact key, or null for a raster registered in place below a configured root. */
  readonly key: string | null;
  /** Absolute path of a raster registered in place; null otherwise. */
  readonly path: string | null;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Records {
  insert(record: Omit<ResourceRecord, 'created'>): Promise<ResourceRecord>;
  /** @throws {DomainError} 'not-found' */
  get(kind: ResourceKind, owner: string, id: string): Promise<ResourceRecord>;
  /** The newest record of that kind with a file of exactly these bytes, or null. */
  findByHash(kind: ResourceKind, owner: string, sha256: string): Promise<ResourceRecord | null>;
  list(
    kind: ResourceKind,
    owner: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{
    readonly records: readonly ResourceRecord[];
    readonly next: string | null;
  }>;
  /** Removes the row; returns it so that the caller can delete artefacts no other row names. */
  remove(kind: ResourceKind, owner: string, id: string): Promise<ResourceRecord>;
}
