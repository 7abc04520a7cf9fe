/** The compute threads of one process, shared by all its jobs. */
export interface ComputePool {
  readonly threads: number;
  /**
   * Runs one task of `workers/<name>.ts` in a thread.
   * @throws {DomainError} as thrown in the thread, or 'cancelled' when the signal fires; the thread is stopped at once
   */
  run<Result>(
    name: WorkerName,
    task: object,
    options: { signal: AbortSignal; transfer?: readonly ArrayBuffer[] },
  ): Promise<Result>;
  close(): Promise<void>;
}

export type WorkerName = 'trainTrees' | 'predictWindow' | 'describeRaster';
