/** Small pieces of terrain for tests. */
import type { Derive, TerrainWindow } from '../../src/terrain/terrainWindow.ts';

interface Surface {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly marginPx: number;
  readonly widthM?: number;
  readonly southM?: number;
}

/** A window over a surface given in columns and rows of the result, margin included. */
export function windowOver(
  { widthPx, heightPx, marginPx, widthM = 30, southM = widthM }: Surface,
  heightAt: (column: number, row: number) => number,
): TerrainWindow {
  const [across, down] = [widthPx + 2 * marginPx, heightPx + 2 * marginPx];
  const elevationM = Float32Array.from({ length: across * down }, (_, i) =>
    heightAt((i % across) - marginPx, Math.floor(i / across) - marginPx),
  );
  return { widthPx, heightPx, marginPx, elevationM, cell: { widthM: () => widthM, southM: () => southM } };
}

export function derived(derive: Derive, window: TerrainWindow): Float32Array {
  const out = new Float32Array(window.widthPx * window.heightPx).fill(-12345);
  derive(window, out);
  return out;
}

/** Bumps without a pattern, the same in every run; whole metres. */
export function bumps(column: number, row: number): number {
  const waves = 400 * Math.sin(column / 3.1 + row / 7) + 300 * Math.cos(row / 2.3);
  return Math.round(1500 + waves + ((column * 7919 + row * 104729) % 97));
}
