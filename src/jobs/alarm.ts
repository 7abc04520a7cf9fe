/** Lets a loop wait for news or for a time, without missing news that came while it was busy. */
export interface Alarm {
  readonly ring: () => void;
  /** Resolves when it rings, at once if it has rung since the last wait, or after the time. */
  readonly wait: (timeoutMs: number) => Promise<void>;
}

export function createAlarm(): Alarm {
  let bell = Promise.withResolvers<void>();
  return {
    ring: () => bell.resolve(),
    async wait(timeoutMs) {
      const timer = setTimeout(bell.resolve, timeoutMs);
      await bell.promise;
      clearTimeout(timer);
      bell = Promise.withResolvers();
    },
  };
}
