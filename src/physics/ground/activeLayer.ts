/** Where a profile thaws: the active layer, a talik above permafrost, or no permafrost at all. */
import type { GroundLevel } from './groundLevel.ts';

type FrozenGround =
  /** Thawed in summer down to `activeLayerM`, frozen below. */
  | 'permafrost'
  /** Unfrozen all year between the depth of winter frost and the permafrost table. */
  | 'talik'
  /** Frozen all year from the shallowest reading on: the active layer is thinner than its depth. */
  | 'frozen-throughout'
  /** Warmer than 0 °C at some time at every depth: permafrost, if any, begins below the deepest reading. */
  | 'none-found'
  /** No depth has a warmest value. */
  | 'unknown';

export interface ActiveLayer {
  readonly state: FrozenGround;
  /** Metres; null where it is not seen. With a talik, the depth of winter frost. */
  readonly activeLayerM: number | null;
  /** Metres, where the warmest profile falls to 0 °C; with a talik it lies below the active layer. */
  readonly permafrostTableM: number | null;
  /** Depths of the readings around the table: it lies nowhere else. */
  readonly betweenM: readonly [number, number] | null;
  /** Metres, where the profile is warmer than 0 °C again below the permafrost; null where it is not reached. */
  readonly permafrostBaseM: number | null;
  /** What a reader must know, in words. */
  readonly note: string;
}

/**
 * The 0 °C crossing of the warmest profile (the maximum of each depth), linear between readings. Salt and pressure, that
 * lower the freezing point, are not known and left out of account. Permafrost is ground that stays at or below 0 °C for
 * two years, so a record of one year shows it only as far as that year goes; `note` says so.
 * @param levels by depth
 * @source Riseborough 2008, Proc. 9th Int. Conf. Permafrost (interpolating the warmest profile); van Everdingen 1998
 */
export function activeLayer(levels: readonly GroundLevel[]): ActiveLayer {
  const profile = levels.flatMap(({ depthM, minC, maxC, years }) =>
    minC === null || maxC === null ? [] : [{ depthM, minC, maxC, years: years ?? 1 }],
  );
  if (profile.length === 0) return nothing('unknown', 'no depth has daily or monthly readings');
  const top = profile[0]!;
  const firstFrozen = profile.findIndex(({ maxC }) => maxC <= 0);
  if (firstFrozen === -1) {
    const deepest = profile.at(-1)!;
    if (profile.length === 1) return nothing('unknown', `one depth, ${deepest.depthM} m, is no profile`);
    return nothing(
      'none-found',
      `above 0 °C at some time at every depth down to ${deepest.depthM} m: no permafrost above that, or a talik`,
    );
  }
  const again = profile.findIndex(({ maxC }, i) => i > firstFrozen && maxC > 0);
  const permafrostBaseM = again === -1 ? null : crossing(profile[again - 1]!, profile[again]!, 'maxC');
  const years = Math.min(...profile.slice(firstFrozen, again === -1 ? undefined : again).map((level) => level.years));
  const short = years < 2 ? '; the record is of one year, and permafrost is frozen for two' : '';
  if (firstFrozen === 0) {
    return {
      ...nothing('frozen-throughout', `at or below 0 °C all year from ${top.depthM} m, the shallowest reading${short}`),
      permafrostBaseM,
    };
  }
  const [above, below] = [profile[firstFrozen - 1]!, profile[firstFrozen]!];
  const table = crossing(above, below, 'maxC');
  const found = { permafrostTableM: table, betweenM: [above.depthM, below.depthM], permafrostBaseM } as const;
  const unfrozen = profile.findIndex(({ minC }, i) => i < firstFrozen && minC > 0);
  if (unfrozen === -1) {
    return { state: 'permafrost', activeLayerM: table, ...found, note: `0 °C in the warmest profile${short}` };
  }
  const frostM = unfrozen === 0 ? null : crossing(profile[unfrozen - 1]!, profile[unfrozen]!, 'minC');
  return {
    state: 'talik',
    activeLayerM: frostM,
    ...found,
    note: `above 0 °C all year at ${profile[unfrozen]!.depthM} m, over frozen ground from ${table.toFixed(2)} m: a talik${short}`,
  };
}

type Level = { readonly depthM: number; readonly minC: number; readonly maxC: number };

function crossing(above: Level, below: Level, which: 'minC' | 'maxC'): number {
  const share = above[which] / (above[which] - below[which]);
  return above.depthM + share * (below.depthM - above.depthM);
}

function nothing(state: FrozenGround, note: string): ActiveLayer {
  return { state, activeLayerM: null, permafrostTableM: null, betweenM: null, permafrostBaseM: null, note };
}
