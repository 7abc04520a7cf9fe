import { temperatureColour, toHex } from '../core/colour.ts';
import { ink } from '../core/ink.ts';
import { range } from '../core/statistics.ts';
import { degreeLabels, degreeTicks, roundStep, roundTicks, tickLabels } from '../core/ticks.ts';
import type { Axis } from './plot.ts';
import { layOutPlot, note } from './plot.ts';
import type { Rectangle } from './svg.ts';
import { element, line, smallTextSizePx, text } from './svg.ts';
import { headingPx, titledFigure } from './titledFigure.ts';
import { describeThinning, thin } from './thin.ts';
import { fitText, quantity, widestOf, widthOfText } from './words.ts';

export interface ResidualMapRequest {
  /** Of what, such as the target and the validation. */
  readonly subtitle: string;
  readonly unit: string | null;
  /** WGS 84 degrees; NaN for a row without a position. */
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** Predicted − observed; NaN where there is no prediction. */
  readonly errors: Float64Array;
}

const title = 'Error at each station: predicted − observed';

const mapLeft = 62;
const widestPx = 480;
const tallestPx = 420;
const narrowestPx = 230;
const lowestPx = 220;
/** Of the legend beside its numbers, and with its heading. */
const legendPx = { beside: 50, least: 92, most: 200 } as const;
/** So many stations are drawn as large as they can be seen best; more share their area. */
const largeDots = 500;
const radiusPx = { least: 1.5, most: 4 } as const;
/** The share of the errors that the colours tell apart; the few beyond keep the darkest colour. */
const toldApart = 0.98;
/** Between two stops of the legend colours are mixed evenly; the scale itself has seven on each side. */
const stopCount = 24;

/** Where a model is too warm (red) and too cold (blue): the stations in longitude and latitude. */
export function drawResidualMap(request: ResidualMapRequest): string {
  const { subtitle, unit } = request;
  const places = placesOf(request);
  const { x, y, aspect } = axesOver(places);
  const widthPx = Math.min(widestPx, tallestPx * aspect);
  const area = { xPx: mapLeft, yPx: headingPx, widthPx, heightPx: widthPx / aspect };
  const plot = layOutPlot(area, x, y);
  const full = fullColour(places.map(({ error }) => Math.abs(error)));
  // The largest errors are drawn last, so that none is hidden.
  const shown = thin(places).toSorted((a, b) => Math.abs(a.error) - Math.abs(b.error));
  const r = Math.max(radiusPx.least, radiusPx.most * Math.sqrt(Math.min(1, largeDots / shown.length)));
  const points = shown.map(({ lon, lat, error }) =>
    element('circle', {
      cx: plot.toX(lon),
      cy: plot.toY(lat),
      r,
      fill: toHex(temperatureColour(error, full)),
    }),
  );
  const beyond = places.filter(({ error }) => Math.abs(error) > full).length;
  const missing = request.errors.length - places.length;
  const bottom = area.yPx + area.heightPx;
  const legend = legendOf(full, unit);
  const figureWidthPx = area.xPx + area.widthPx + legend.roomPx;
  const words = [
    'longitude and latitude, WGS 84',
    missing === 0 ? '' : `${missing} rows without position`,
    beyond === 0 ? '' : `${beyond} beyond ±${quantity(full, unit)}`,
    describeThinning(shown.length, places.length, 'stations'),
  ];
  return titledFigure(
    figureWidthPx,
    bottom + 44,
    { title, subtitle },
    plot.grid,
    element('g', { stroke: ink, 'stroke-width': 0.15 * r, 'stroke-opacity': '0.75' }, ...points),
    plot.frame,
    drawLegend(
      { xPx: area.xPx + widthPx + 18, yPx: area.yPx + 26, widthPx: 14, heightPx: Math.min(240, area.heightPx - 40) },
      full,
      legend,
    ),
    note(words.filter(Boolean).join('; '), area.xPx, bottom + 34, figureWidthPx - area.xPx),
  );
}

interface Place {
  readonly lon: number;
  readonly lat: number;
  readonly error: number;
}

function placesOf({ lon, lat, errors }: ResidualMapRequest): Place[] {
  const places = Array.from(errors, (error, i) => ({ lon: lon[i]!, lat: lat[i]!, error })).filter((place) =>
    Object.values(place).every(Number.isFinite),
  );
  const west = westernmost(places.map((place) => place.lon));
  return places.map((place) => (place.lon < west ? { ...place, lon: place.lon + 360 } : place));
}

/**
 * Where the circle is cut: east of the widest gap between two stations, so that Chukotka stands beside Alaska, and
 * Labrador beside Iceland.
 */
function westernmost(lon: readonly number[]): number {
  const sorted = lon.toSorted((a, b) => a - b);
  // Of gaps as wide as that across 180°, that one: a map of one side of the earth stays as it is.
  let west = sorted[0]!;
  let widest = west + 360 - sorted.at(-1)!;
  for (const [i, own] of sorted.slice(1).entries()) {
    if (own - sorted[i]! <= widest) continue;
    widest = own - sorted[i]!;
    west = own;
  }
  return west;
}

/** @returns also width ÷ height of the map, from the length of a degree at its middle latitude */
function axesOver(places: readonly Place[]): { readonly x: Axis; readonly y: Axis; readonly aspect: number } {
  const lon = range(places.map((place) => place.lon));
  const lat = range(places.map((place) => place.lat));
  const shrink = Math.cos((((lat.minimum + lat.maximum) / 2) * Math.PI) / 180);
  // A strip of stations gets land on both sides, until the map is at least narrowestPx by lowestPx.
  const tall =
    Math.max(lat.maximum - lat.minimum, ((lon.maximum - lon.minimum) * shrink * lowestPx) / widestPx, 0.01) * 1.12;
  const height = Math.min(tall, 180);
  const wide = Math.max((lon.maximum - lon.minimum) * 1.12, (height * narrowestPx) / tallestPx / shrink);
  return {
    x: degreeAxis((lon.minimum + lon.maximum) / 2, wide, 'x', 6),
    y: degreeAxis(onEarth((lat.minimum + lat.maximum) / 2, height), height, 'y', 7),
    aspect: (wide * shrink) / height,
  };
}

/** Nearest middle of a stretch of latitude that passes no pole. */
function onEarth(middle: number, height: number): number {
  return Math.max(height / 2 - 90, Math.min(90 - height / 2, middle));
}

function degreeAxis(middle: number, span: number, direction: 'x' | 'y', tickCount: number): Axis {
  const [min, max] = [middle - span / 2, middle + span / 2];
  const ticks = degreeTicks(min, max, tickCount);
  return { label: '', min, max, ticks, tickLabels: degreeLabels(ticks, direction) };
}

/** @param sizes of the errors, ≥ 0 */
function fullColour(sizes: readonly number[]): number {
  const sorted = sizes.toSorted((a, b) => a - b);
  const wanted = sorted[Math.ceil(toldApart * (sorted.length - 1))] ?? 0;
  const step = roundStep((wanted || 1) / 4);
  return Math.ceil(wanted / step) * step || step;
}

interface Legend {
  readonly heading: string;
  readonly ticks: readonly number[];
  readonly labels: readonly string[];
  /** Right of the map. */
  readonly roomPx: number;
}

function legendOf(full: number, unit: string | null): Legend {
  const ticks = roundTicks(-full, full, 9);
  const labels = tickLabels(ticks).map((label, i) => (ticks[i]! > 0 ? `+${label}` : label));
  const heading = fitText(unit === null ? 'error' : `error, ${unit}`, smallTextSizePx, legendPx.most - 30);
  const roomPx = Math.max(
    legendPx.least,
    legendPx.beside + widestOf(labels, smallTextSizePx),
    30 + widthOfText(heading, smallTextSizePx),
  );
  return { heading, ticks, labels, roomPx };
}

function drawLegend(bar: Rectangle, full: number, { heading, ticks, labels }: Legend): string {
  const right = bar.xPx + bar.widthPx;
  const toY = (value: number): number => bar.yPx + (bar.heightPx * (full - value)) / (2 * full);
  const stops = Array.from({ length: stopCount + 1 }, (_, i) =>
    element('stop', {
      offset: i / stopCount,
      'stop-color': toHex(temperatureColour(full - (2 * full * i) / stopCount, full)),
    }),
  );
  const small = { 'font-size': smallTextSizePx };
  const marks = ticks.map(
    (tick, i) =>
      line(right, toY(tick), right + 4, toY(tick), { stroke: ink, 'stroke-width': '0.8' }) +
      text(labels[i]!, right + 7, toY(tick) + 3.7, small),
  );
  const outline = element('rect', {
    x: bar.xPx,
    y: bar.yPx,
    width: bar.widthPx,
    height: bar.heightPx,
    fill: 'url(#error-colours)',
    stroke: ink,
    'stroke-width': '0.8',
  });
  return [
    element('linearGradient', { id: 'error-colours', x1: 0, y1: 0, x2: 0, y2: 1 }, ...stops),
    outline,
    ...marks,
    text(heading, bar.xPx, bar.yPx - 12, small),
  ].join('');
}
