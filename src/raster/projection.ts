/** The PROJ string of a projection whose parameters stand in the keys. */
import { keys, userDefined } from './geoKeys.ts';
import { resolveEllipsoid } from './ellipsoid.ts';
import type { GeoKeyValues } from './geoKeys.ts';
import type { Resolved } from './ellipsoid.ts';

export function resolveProjection(geo: GeoKeyValues): Resolved {
  const ellipsoid = resolveEllipsoid(geo);
  if ('reason' in ellipsoid) return ellipsoid;
  const metres = linearUnitMetres(geo);
  if (metres === null) return { reason: `its linear unit ${geo.number(keys.linearUnits)} is not known` };
  const unit = metres === 1 ? '+units=m' : `+to_meter=${metres}`;
  const zone = utmZone(geo.number(keys.projection));
  const method = geo.number(keys.projectionMethod);
  const projection = zone ?? (method === null ? null : (methods[method]?.(parametersOf(geo, metres)) ?? null));
  if (projection !== null) return { proj4: `${projection} ${ellipsoid.proj4} ${unit}` };
  return { reason: `its projection method ${method ?? 'is not given'} is not one that is read` };
}

/** Null for a unit that is not known. */
export function linearUnitMetres(geo: GeoKeyValues): number | null {
  const code = geo.number(keys.linearUnits);
  if (code === userDefined) return geo.number(keys.linearUnitSize);
  return linearUnits[code ?? 9001] ?? null;
}

const linearUnits: Readonly<Record<number, number>> = {
  9001: 1,
  9002: 0.3048,
  9003: 1200 / 3937,
  9036: 1000,
};

/** Codes 16001–16060 and 16101–16160 are the zones of UTM, north and south. */
function utmZone(code: number | null): string | null {
  if (code === null || code === userDefined) return null;
  const zone = code % 100;
  if (zone < 1 || zone > 60) return null;
  if (Math.floor(code / 100) === 160) return `+proj=utm +zone=${zone}`;
  return Math.floor(code / 100) === 161 ? `+proj=utm +zone=${zone} +south` : null;
}

interface Parameters {
  /** Degrees; the first of these keys that is given, else 0. */
  angle(...candidates: number[]): number;
  /** `+x_0 +y_0` in metres; the first of these key pairs that is given, else 0. */
  readonly shift: string;
  /** Dimensionless, at the natural origin or centre. */
  readonly scale: number;
}

function parametersOf(geo: GeoKeyValues, metres: number): Parameters {
  const first = (candidates: readonly number[], absent: number): number => {
    for (const key of candidates) {
      const value = geo.number(key);
      if (value !== null) return value;
    }
    return absent;
  };
  // False coordinates are in the unit of the system, PROJ wants metres.
  const east = first([keys.falseEasting, keys.falseOriginEasting, keys.centreEasting], 0) * metres;
  const north = first([keys.falseNorthing, keys.falseOriginNorthing, keys.centreNorthing], 0) * metres;
  return {
    angle: (...candidates) => first(candidates, 0),
    shift: `+x_0=${east} +y_0=${north}`,
    scale: first([keys.naturalOriginScale, keys.centreScale], 1),
  };
}

const longitudes = [keys.naturalOriginLongitude, keys.falseOriginLongitude, keys.centreLongitude] as const;
const latitudes = [keys.naturalOriginLatitude, keys.falseOriginLatitude, keys.centreLatitude] as const;

const origin = (p: Parameters): string => `+lat_0=${p.angle(...latitudes)} +lon_0=${p.angle(...longitudes)} ${p.shift}`;
const parallels = (p: Parameters): string =>
  `+lat_1=${p.angle(keys.standardParallel1)} +lat_2=${p.angle(keys.standardParallel2)}`;

/** By the code of ProjCoordTransGeoKey. @source OGC GeoTIFF 1.1, annex C, table of projection methods */
const methods: Readonly<Record<number, (p: Parameters) => string>> = {
  1: (p) => `+proj=tmerc ${origin(p)} +k=${p.scale}`,
  7: (p) =>
    p.angle(keys.standardParallel1) === 0
      ? `+proj=merc +lon_0=${p.angle(...longitudes)} ${p.shift} +k=${p.scale}`
      : `+proj=merc +lat_ts=${p.angle(keys.standardParallel1)} +lon_0=${p.angle(...longitudes)} ${p.shift}`,
  8: (p) => `+proj=lcc ${parallels(p)} ${falseOrigin(p)}`,
  9: (p) => `+proj=lcc +lat_1=${p.angle(...latitudes)} ${origin(p)} +k_0=${p.scale}`,
  10: (p) => `+proj=laea ${centre(p)}`,
  11: (p) => `+proj=aea ${parallels(p)} ${origin(p)}`,
  12: (p) => `+proj=aeqd ${centre(p)}`,
  15: polarStereographic,
  16: (p) => `+proj=sterea ${origin(p)} +k=${p.scale}`,
  24: (p) => `+proj=sinu +lon_0=${p.angle(keys.centreLongitude, keys.naturalOriginLongitude)} ${p.shift}`,
  28: (p) => `+proj=cea +lat_ts=${p.angle(keys.standardParallel1)} +lon_0=${p.angle(...longitudes)} ${p.shift}`,
};

function falseOrigin(p: Parameters): string {
  const latitude = p.angle(keys.falseOriginLatitude, keys.naturalOriginLatitude);
  const longitude = p.angle(keys.falseOriginLongitude, keys.naturalOriginLongitude);
  return `+lat_0=${latitude} +lon_0=${longitude} ${p.shift}`;
}

function centre(p: Parameters): string {
  const latitude = p.angle(keys.centreLatitude, keys.naturalOriginLatitude);
  const longitude = p.angle(keys.centreLongitude, keys.naturalOriginLongitude);
  return `+lat_0=${latitude} +lon_0=${longitude} ${p.shift}`;
}

/** Its "latitude of origin" is the latitude of true scale, and the pole only where the scale is given instead. */
function polarStereographic(p: Parameters): string {
  const trueScale = p.angle(keys.naturalOriginLatitude, keys.standardParallel1);
  const longitude = p.angle(keys.straightPoleLongitude, keys.naturalOriginLongitude);
  const pole = trueScale < 0 ? -90 : 90;
  const scale = Math.abs(trueScale) === 90 ? `+k=${p.scale}` : `+lat_ts=${trueScale}`;
  return `+proj=stere +lat_0=${pole} ${scale} +lon_0=${longitude} ${p.shift}`;
}
