/** The Prefer header (RFC 7240), as far as execution uses it. */
export interface Preferences {
  readonly respondAsync: boolean;
  /** Seconds that the client would wait for a result; null where it did not say. */
  readonly waitS: number | null;
}

export function parsePrefer(header: string | undefined): Preferences {
  const preferences = (header ?? '').split(/[,;]/).map((part) => part.trim().toLowerCase());
  const wait = preferences
    .map((part) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(part)?.[1])
    .find((found) => found !== undefined);
  return {
    respondAsync: preferences.includes('respond-async'),
    waitS: wait === undefined ? null : Number(wait),
  };
}

/** Which way a process runs: the table of OGC API – Processes 1.0, section 7.11.2.3. */
export function chooseMode(modes: readonly ('sync' | 'async')[], preferences: Preferences): 'sync' | 'async' {
  if (!modes.includes('sync')) return 'async';
  return preferences.respondAsync && modes.includes('async') ? 'async' : 'sync';
}
