/** Everything the HTTP edge needs, as arguments: the root wires it to the engines, the tests to fakes. */
import type { Json } from '../core/json.ts';
import type { Jobs } from '../jobs/types.ts';
import type { TableEdits, TableReading } from '../processes/library.ts';
import type { Output, Process } from '../processes/process.ts';
import type { Artefacts } from '../store/artefacts.ts';
import type { Records, ResourceKind, ResourceRecord } from '../store/records.ts';

export interface HttpServices {
  readonly processes: readonly Process[];
  readonly jobs: Jobs;
  readonly records: Records;
  readonly artefacts: Artefacts;
  readonly intake: Intake;
  /**
   * Checks a request as far as its process can before a job is accepted, and cuts the work into chunks.
   * @throws {DomainError} as the process does
   */
  readonly planFor: (
    owner: string,
    process: Process,
    inputs: Readonly<Record<string, unknown>>,
  ) => Promise<readonly unknown[]>;
  readonly runSync: RunSync;
  readonly access: Access;
  /** Facts about the running service; rejects with 'database-unavailable' or 'storage-unavailable'. */
  readonly health: () => Promise<{ readonly [fact: string]: Json }>;
  readonly settings: HttpSettings;
  readonly log: (level: 'info' | 'error', message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/**
 * Checks what was uploaded, stores it and makes its record. The uploaded file belongs to the edge, which removes it
 * afterwards if it is still there. Whatever cannot be taken is refused with a DomainError, and nothing stays behind.
 */
export interface Intake {
  /** @param reading mapping and units as the caller gave them. The description has `columns` and `intake`. */
  boreholes(owner: string, upload: Upload, reading: TableReading): Promise<ResourceRecord>;
  /** A new dataset of the same file, read with these edits in place of any it had. */
  editBoreholes(owner: string, id: string, edits: TableEdits): Promise<ResourceRecord>;
  /** The description has crs, width, height and what else the raster says about itself. */
  raster(owner: string, upload: Upload): Promise<ResourceRecord>;
  /** Registers every GeoTIFF of a folder below the configured root, in place. */
  registerFolder(owner: string, folder: string): Promise<readonly ResourceRecord[]>;
  /** The description has features, bbox and the values of each property. */
  polygons(owner: string, upload: Upload): Promise<ResourceRecord>;
  model(owner: string, upload: Upload): Promise<ResourceRecord>;
  /** Removes a record, and the stored bytes that no other record or job names. @throws {DomainError} 'not-found' */
  discard(kind: ResourceKind, owner: string, id: string): Promise<void>;
}

export interface Upload {
  /** Local temporary file. */
  readonly path: string;
  /** As the client named it, without folders; only for messages and to tell the format. */
  readonly fileName: string;
  /** What the user calls it. */
  readonly name: string;
}

/**
 * Runs a process while the client waits. Inputs are validated; the process plans for itself.
 * @throws {DomainError} as the process does; 'cancelled' when the signal fires
 */
export type RunSync = (
  owner: string,
  process: Process,
  inputs: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<SyncRun>;

export interface SyncRun {
  readonly outputs: Readonly<Record<string, Output>>;
  /** Removes the run's folder: files among the outputs can be read until then. */
  release(): Promise<void>;
}

export interface Access {
  /**
   * Who sent this bearer token, or nobody at all where no token came. Null refuses the request: the token is unknown,
   * or a token is needed.
   */
  owner(token: string | null): Promise<string | null>;
}

export interface HttpSettings {
  /** Address that clients see, without a slash at the end. */
  readonly publicUrl: string;
  readonly version: string;
  /** Folder for uploads on their way, on the same disk as the artefacts. */
  readonly uploadFolder: string;
  readonly maxUploadBytes: number;
  /** `host`, `host:port` or `*.domain`, from which inputs by reference may be fetched. */
  readonly hrefAllowList: readonly string[];
}

/** What middleware leaves for the handlers. */
export interface HttpEnv {
  Variables: { owner: string };
}
