/** A run of a column as pictures. */
import { drawTimeDepth } from '../../figures/timeDepth.ts';
import { drawTrumpets } from '../../figures/trumpet.ts';
import { valueAt } from '../../physics/simulation/yearRow.ts';
import type { GroundEvent } from '../../physics/simulation/plan.ts';
import type { DepthYear } from '../../physics/simulation/yearRow.ts';
import type { ColumnRun } from './columnRun.ts';

/** Where nothing below changes through a year: the usual reach of pictures, unless thaw goes deeper. */
const usualDepthM = 15;
/** Of the time–depth picture: more are not told apart on paper. */
const mostMoments = 720;
const mostLevels = 60;
/** A trumpet curve goes on below its zero annual amplitude, so that its closed end is seen. */
const belowZeroAmplitude = 1.2;
/** Of a trumpet curve. */
const mostDots = 40;

/** The last year's coldest, mean and warmest temperatures by depth. */
export function trumpetFigure({ trumpet, rows }: ColumnRun, name: string, year: number): string {
  const row = rows.at(-1)!;
  const zeroM = zeroAmplitudeM(trumpet);
  const shownM = Math.max(usualDepthM, 1.5 * (row.thawDepthM ?? 0), belowZeroAmplitude * (zeroM ?? 0));
  const levels = thinned(
    trumpet.filter(({ depthM }) => depthM <= shownM),
    shownM / mostDots,
  );
  return drawTrumpets({
    subtitle: `${name}, year ${year}, the last of the run`,
    sites: [
      {
        site: name,
        levels,
        activeLayerM: row.thawDepthM,
        zeroAmplitudeM: zeroM,
        atDepth: null,
      },
    ],
  });
}

/** Depths at least so far apart. */
function thinned<Level extends Pick<DepthYear, 'depthM'>>(levels: readonly Level[], apartM: number): Level[] {
  let last = -Infinity;
  return levels.filter(({ depthM }) => {
    const kept = depthM - last >= apartM;
    if (kept) last = depthM;
    return kept;
  });
}

/** Depth below which the year's range stays under 0.1 °C; null where the column shown does not reach it. */
function zeroAmplitudeM(levels: readonly DepthYear[]): number | null {
  const felt = levels.findLastIndex(({ minC, maxC }) => maxC - minC >= 0.1);
  return levels[felt + 1]?.depthM ?? null;
}

export function timeDepthFigure(
  run: ColumnRun,
  name: string,
  startYear: number,
  events: readonly GroundEvent[],
): string {
  const { field, rows } = run;
  const every = Math.ceil(field.length / mostMoments);
  const moments = field.filter((_, i) => (i + 1) % every === 0 || i === 0);
  const deepestM = Math.max(usualDepthM, ...rows.map(({ thawDepthM }) => 1.2 * (thawDepthM ?? 0)));
  const shallowest = moments.reduce(
    (least, { depthsM }) => (depthsM.at(-1)! < least.at(-1)! ? depthsM : least),
    moments[0]!.depthsM,
  );
  const levels = [...shallowest].filter((depthM) => depthM <= deepestM).map((depthM) => ({ depthM }));
  // Cells of centimetres near the surface are less than a pixel, and most of the bytes of the file.
  const depthsM = thinned(levels, deepestM / mostLevels).map(({ depthM }) => depthM);
  return drawTimeDepth({
    subtitle: `${name}; depth below the surface of the day`,
    remark: `${moments.length} of ${field.length} stored profiles`,
    times: moments.map(({ years }) => startYear + years),
    depthsM,
    temperaturesC: moments.flatMap((moment) =>
      depthsM.map((depthM) => valueAt(moment.depthsM, moment.temperaturesC, depthM)),
    ),
    events: events
      .filter(({ afterYears }) => afterYears >= rows[0]!.year)
      .map((event) => ({ time: startYear + event.afterYears, words: wordsOf(event) })),
  });
}

export function wordsOf(event: GroundEvent): string {
  if (event.kind === 'excavate') return `dug ${event.depthM} m`;
  if (event.kind === 'fill') return `fill ${event.layers.at(-1)!.bottomM} m, ${event.temperatureC} °C`;
  return event.cover?.kind === 'water' ? 'water' : 'new surface';
}
