/**
 * The first level of a raster that its chunks do not finish, a row of chunks at a time, filled from left to right in
 * memory that is used again.
 */
import type { StoredPixels } from './cogChunk.ts';
import type { CogPlan } from './cogPlan.ts';
import type { Pixels } from './overview.ts';

interface Strip {
  /** Takes the part of the next chunk, per band. */
  add(parts: readonly StoredPixels[]): void;
  /** @returns the whole row, per band; valid until the next part is taken */
  take(): readonly Pixels[];
}

/** @returns null where chunks finish all levels */
export function createStrip(plan: CogPlan, bandCount: number): Strip | null {
  const level = plan.levels[plan.chunkLevels];
  if (level === undefined) return null;
  const rowBytes = 4 * level.widthPx;
  const bands = Array.from(
    { length: bandCount },
    () => new Uint8Array(rowBytes * (plan.chunkSizePx >> plan.chunkLevels)),
  );
  let [leftBytes, heightPx] = [0, 0];
  return {
    add(parts) {
      ({ heightPx } = parts[0]!);
      const partBytes = 4 * parts[0]!.widthPx;
      for (const [band, { bytes }] of parts.entries()) {
        for (let y = 0; y < heightPx; y++) {
          bands[band]!.set(bytes.subarray(partBytes * y, partBytes * (y + 1)), rowBytes * y + leftBytes);
        }
      }
      leftBytes += partBytes;
    },
    take() {
      leftBytes = 0;
      const { widthPx } = level;
      return bands.map(({ buffer }) => ({
        values: new Float32Array(buffer, 0, widthPx * heightPx),
        widthPx,
        heightPx,
      }));
    },
  };
}
