/** Coordinate reference systems as proj4 understands them. Positions are always lon, lat or x, y in this order. */
import proj4 from 'proj4';
import { epsgEntry } from './epsgTable.ts';
import {
  refuseWhatProj4Ignores,
  refuseWktThatProj4Misreads,
  understood,
  unknownCrs,
  wgs84,
  withDefaults,
} from './proj4Gaps.ts';
import type { Understood } from './proj4Gaps.ts';

export interface Crs {
  readonly name: string;
  /** Null for a system without a code of EPSG. */
  readonly epsg: number | null;
  /** A PROJ string, or WKT where the CRS was given as WKT. */
  readonly proj4: string;
  readonly kind: 'geographic' | 'projected';
  /** Of the coordinates: degree, metre, foot, US survey foot, or a factor to metres. */
  readonly unit: string;
  /** Of a projected system's coordinates; null for degrees. */
  readonly metresPerUnit: number | null;
  /** What a user should know about its accuracy; empty for the common systems on WGS 84 and its equals. */
  readonly warnings: readonly string[];
}

/** Codes above are Esri's. */
const highestEpsg = 32767;

/** @returns null for a code that the table lacks */
export function crsFromCode(code: number): Crs | null {
  const entry = epsgEntry(code);
  if (entry === null) return null;
  return crsFromDefinition(entry.proj4, { name: entry.name, epsg: code <= highestEpsg ? code : null });
}

/** @throws {DomainError} 'crs-unknown' where proj4 does not understand the definition */
export function crsFromDefinition(definition: string, named: { name: string; epsg: number | null }): Crs {
  const known = understood(definition);
  const kind = known.projName === 'longlat' ? 'geographic' : 'projected';
  return {
    ...named,
    proj4: definition,
    kind,
    unit: kind === 'geographic' ? 'degree' : linearUnit(known.to_meter ?? 1),
    metresPerUnit: kind === 'geographic' ? null : (known.to_meter ?? 1),
    warnings: datumWarnings(definition, known),
  };
}

/**
 * @param text `EPSG:32651`, a PROJ string, or WKT
 * @throws {DomainError} 'crs-unknown'
 */
export function parseCrs(text: string): Crs {
  const trimmed = text.trim();
  const code = /^(?:EPSG|ESRI):(\d{1,6})$/i.exec(trimmed)?.[1];
  if (code !== undefined) {
    const crs = crsFromCode(Number(code));
    if (crs !== null) return crs;
    throw unknownCrs(`${trimmed} is not in the table of coordinate reference systems`);
  }
  if (/^\+(proj|init)=/.test(trimmed)) {
    const definition = withDefaults(trimmed);
    refuseWhatProj4Ignores(definition);
    return crsFromDefinition(definition, { name: 'user-defined', epsg: null });
  }
  const name = /^(?:PROJCS|GEOGCS|PROJCRS|GEOGCRS|PROJECTEDCRS|GEODCRS|GEOGRAPHICCRS)\s*\[\s*"([^"]*)"/i.exec(
    trimmed,
  )?.[1];
  if (name !== undefined) {
    refuseWktThatProj4Misreads(trimmed);
    return crsFromDefinition(trimmed, { name, epsg: null });
  }
  throw unknownCrs(`expected EPSG:code, a PROJ string or WKT, found “${trimmed.slice(0, 60)}”`);
}

/** Position in one CRS → the same place in another; NaN, NaN where it has none. */
export type Transformer = (x: number, y: number) => readonly [x: number, y: number];

export interface TransformerOptions {
  /**
   * Western edge in degrees of the geographic grid that is the target: longitudes come out in [edge, edge + 360),
   * as a grid from 0° to 360° needs. Without it they come out in −180° to 180°.
   */
  readonly westEdge?: number;
}

/**
 * @param from, to a CRS, or text as `parseCrs` reads it; EPSG:4326 is longitude, latitude in degrees on WGS 84
 * @throws {DomainError} 'crs-unknown'
 */
export function createTransformer(from: Crs | string, to: Crs | string, options: TransformerOptions = {}): Transformer {
  const source = typeof from === 'string' ? parseCrs(from) : from;
  const target = typeof to === 'string' ? parseCrs(to) : to;
  const converter = proj4(source.proj4, target.proj4);
  const westEdge = target.kind === 'geographic' ? options.westEdge : undefined;
  return (x, y) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return [Number.NaN, Number.NaN];
    const [outX, outY] = converter.forward<[number, number]>([x, y]);
    if (!Number.isFinite(outX) || !Number.isFinite(outY)) return [Number.NaN, Number.NaN];
    return [westEdge === undefined ? outX : outX - 360 * Math.floor((outX - westEdge) / 360), outY];
  };
}

function linearUnit(toMetre: number): string {
  const near = (size: number): boolean => Math.abs(toMetre / size - 1) < 1e-9;
  if (near(1)) return 'metre';
  if (near(0.3048)) return 'foot';
  if (near(1200 / 3937)) return 'US survey foot';
  return near(1000) ? 'kilometre' : `${toMetre} m`;
}

/** Without grid files the shift between datums is only known to some metres; measured against PROJ: 0 to 200 m for most. */
function datumWarnings(definition: string, { a, b, datum_params: shift }: Understood): readonly string[] {
  const modern = Math.abs(a - wgs84.a) < 2e-4 && Math.abs(b - wgs84.b) < 2e-4;
  if (definition.includes('+nadgrids=@null') || (modern && !shift?.some((value) => Number(value) !== 0))) return [];
  if (a === b) return ['It is on a sphere: programs differ in how they relate it to WGS 84, by up to kilometres.'];
  return ['Its datum is related to WGS 84 without grids: positions may be off by tens to hundreds of metres.'];
}
