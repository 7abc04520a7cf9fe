/** Every terrain parameter that can be asked for. */
import { aspect, eastness, northness } from './aspect.ts';
import { cellSizes } from './cellSizes.ts';
import { planCurvature, profileCurvature } from './curvature.ts';
import { reachPx } from './footprint.ts';
import { hillshade } from './hillshade.ts';
import { localMedian } from './localMedian.ts';
import { roughness, ruggednessRiley, ruggednessWilson } from './neighbours.ts';
import { relativeDeviation } from './relativeDeviation.ts';
import { slope } from './slope.ts';
import { radiation } from './radiation.ts';
import { wetness } from './wetness.ts';
import { localDeviation, localMean, position } from './windowStatistics.ts';
import type { MapPlace } from '../core/windowRule.ts';
import type { FlowMethod } from './flowSharing.ts';
import type { Footprint } from './footprint.ts';
import type { GradientMethod } from './gradient.ts';
import type { Lamp } from './hillshade.ts';
import type { Derive } from './terrainWindow.ts';

interface OverWindow {
  readonly footprint: Footprint;
  readonly skipGaps: boolean;
}

interface ByGradient {
  readonly method: GradientMethod;
}

/** What each parameter takes, as plain data, so that it crosses to threads. */
interface ParameterOptions {
  readonly slope: ByGradient & { readonly unit: 'degrees' | 'percent' };
  readonly aspect: ByGradient;
  readonly northness: ByGradient;
  readonly eastness: ByGradient;
  readonly hillshade: ByGradient & Lamp;
  readonly tri: { readonly method: 'riley' | 'wilson' };
  readonly roughness: object;
  readonly profileCurvature: object;
  readonly planCurvature: object;
  readonly tpi: OverWindow;
  readonly mean: OverWindow;
  readonly median: OverWindow;
  readonly standardDeviation: OverWindow;
  readonly relativeDeviation: OverWindow;
  readonly twi: { readonly flow: FlowMethod };
  readonly radiation: { readonly day: number | 'year'; readonly transmissivity: number };
}

export type ParameterName = keyof ParameterOptions;

export type ParameterRequest<Name extends ParameterName = ParameterName> = {
  readonly [Each in Name]: { readonly parameter: Each } & ParameterOptions[Each];
}[Name];

export interface TerrainParameter {
  /** Pixels that it looks beyond a window. */
  readonly haloPx: number;
  /** Empty for none. */
  readonly unit: string;
  /** For the file and for figures. */
  readonly description: string;
  /** Whether it needs the latitude of every cell. */
  readonly needsLatitude?: true;
  /** Whether the window has to be the whole map. */
  readonly wholeMap?: true;
  /** Angles cannot be averaged. */
  readonly circular?: true;
  readonly derive: Derive;
}

const makers: {
  readonly [Name in ParameterName]: (options: ParameterOptions[Name], place: MapPlace) => TerrainParameter;
} = {
  slope: ({ method, unit }) =>
    ofNeighbours(`Slope (${authors[method]})`, unit === 'percent' ? '%' : '°', slope(method, unit)),
  aspect: ({ method }) => ({
    ...ofNeighbours(`Aspect, clockwise from north (${authors[method]})`, '°', aspect(method)),
    circular: true,
  }),
  northness: ({ method }) => ofNeighbours(`Northness, cosine of aspect (${authors[method]})`, '', northness(method)),
  eastness: ({ method }) => ofNeighbours(`Eastness, sine of aspect (${authors[method]})`, '', eastness(method)),
  hillshade: ({ method, ...lamp }) =>
    ofNeighbours(
      `Hillshade, light from ${lamp.azimuthDeg}° at ${lamp.altitudeDeg}° (${authors[method]})`,
      '',
      hillshade(method, lamp),
    ),
  tri: ({ method }) =>
    method === 'riley'
      ? ofNeighbours('Terrain ruggedness index (Riley 1999)', 'm', ruggednessRiley)
      : ofNeighbours('Terrain ruggedness index (Wilson 2007)', 'm', ruggednessWilson),
  roughness: () => ofNeighbours('Roughness (Wilson 2007)', 'm', roughness),
  profileCurvature: () => ofNeighbours('Profile curvature (Zevenbergen and Thorne 1987)', '1/m', profileCurvature),
  planCurvature: () => ofNeighbours('Plan curvature (Zevenbergen and Thorne 1987)', '1/m', planCurvature),
  tpi: ofWindow('Topographic position index', 'm', position),
  mean: ofWindow('Mean elevation', 'm', localMean),
  median: ofWindow('Median elevation', 'm', localMedian),
  standardDeviation: ofWindow('Standard deviation of elevation', 'm', localDeviation),
  relativeDeviation: ofWindow('Relative deviation from mean elevation', '', relativeDeviation),
  twi: ({ flow }) => ({
    ...ofNeighbours(`Topographic wetness index (${flows[flow]})`, '', wetness(flow)),
    wholeMap: true,
  }),
  radiation: ({ day, transmissivity }) => ({
    ...ofNeighbours(
      `Potential direct solar radiation of ${day === 'year' ? 'a year' : `day ${day} of the year`}, transmissivity ${transmissivity}`,
      'kWh/m²',
      radiation(day, transmissivity),
    ),
    needsLatitude: true,
  }),
};

const authors: Readonly<Record<GradientMethod, string>> = {
  horn: 'Horn 1981',
  'zevenbergen-thorne': 'Zevenbergen and Thorne 1987',
};

const flows: Readonly<Record<FlowMethod, string>> = {
  multiple: 'multiple flow, Freeman 1991',
  dInfinity: 'D∞, Tarboton 1997',
};

/** @throws {DomainError} 'invalid-input' for what cannot be had on this grid, such as a radius below the cell size */
export function createParameter<Name extends ParameterName>(
  request: ParameterRequest<Name>,
  place: MapPlace,
): TerrainParameter {
  return makers[request.parameter](request, place);
}

function ofNeighbours(description: string, unit: string, derive: Derive): TerrainParameter {
  return { haloPx: 1, unit, description, derive };
}

function ofWindow(
  title: string,
  unit: string,
  statistic: (options: OverWindow & { readonly haloPx: number }) => Derive,
): (options: OverWindow, place: MapPlace) => TerrainParameter {
  return (options, place) => {
    const haloPx = reachPx(options.footprint, place, cellSizes(place, 0));
    return { haloPx, unit, description: `${title}, ${describe(options)}`, derive: statistic({ ...options, haloPx }) };
  };
}

function describe({ footprint: { shape, radius, unit, innerRadius } }: OverWindow): string {
  const from = innerRadius === null || innerRadius === 0 ? '' : `${innerRadius} to `;
  return `${shape} of radius ${from}${radius} ${unit === 'metres' ? 'm' : radius === 1 ? 'cell' : 'cells'}`;
}
