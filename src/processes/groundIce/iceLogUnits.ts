/** The landform unit of each hole: as its log says, or as the map has it where the hole stands. */
import { DomainError } from '../../core/errors.ts';
import { readClassNames } from '../../raster/classNames.ts';
import { refused } from '../rasters/cellParameter.ts';
import { openStack, placeOf } from '../rasters/covariateStack.ts';
import { locateStations, sampleLayer } from '../rasters/sampleStations.ts';
import type { IceHole } from '../../physics/iceLogs/holes.ts';
import type { PlacedHole } from '../../physics/iceLogs/cells.ts';
import type { IceLogInputs } from './iceLogInputs.ts';
import type { PlanContext } from '../process.ts';

/** Name of the only unit where none is told apart, as `ground-ice` has it. */
const everywhere = 'everywhere';

interface PlacedHoles {
  readonly holes: readonly PlacedHole[];
  readonly leftOut: readonly { readonly hole: string; readonly reason: string }[];
  /** Units of the map in which no hole stands. */
  readonly unitsWithoutHole: readonly string[];
}

/** @throws {DomainError} as `openStack`; 'invalid-input' where no hole has a unit */
export async function placeHoles(
  context: PlanContext,
  holes: readonly IceHole[],
  units: IceLogInputs['units'],
): Promise<PlacedHoles> {
  const told = holes.some(({ unit }) => unit !== null);
  const found = units === null ? null : await unitsByPlace(context, holes, units);
  const placed = holes.map((hole, i): PlacedHole | string => {
    const unit = found === null ? (told ? hole.unit : everywhere) : found.units[i]!;
    return unit === null ? (found?.reasons.get(i) ?? 'the log says no unit') : { ...hole, unit };
  });
  const kept = placed.filter((hole) => typeof hole !== 'string');
  const leftOut = placed.flatMap((reason, i) => (typeof reason === 'string' ? [{ hole: holes[i]!.name, reason }] : []));
  if (kept.length === 0) {
    const [{ hole, reason } = { hole: '', reason: '' }] = leftOut;
    throw new DomainError('invalid-input', `No hole has a landform unit: ${hole} ${reason}`);
  }
  return {
    holes: kept,
    leftOut,
    unitsWithoutHole: (found?.named ?? []).filter((name) => !kept.some(({ unit }) => unit === name)),
  };
}

interface FoundUnits {
  /** By hole; null for none. */
  readonly units: readonly (string | null)[];
  readonly reasons: ReadonlyMap<number, string>;
  readonly named: readonly string[];
}

async function unitsByPlace(
  context: PlanContext,
  holes: readonly IceHole[],
  source: NonNullable<IceLogInputs['units']>,
): Promise<FoundUnits> {
  const stack = (await openStack(context.library, { units: source }, { pointer: '' }))!;
  const layer = stack.layers[0]!;
  const given = typeof source === 'string' ? null : source.names;
  const names =
    given === null
      ? await readClassNames(layer.file.path, layer.file.name, layer.band)
      : new Map(Object.entries(given).map(([code, name]) => [Number(code), name]));
  const standing = [...holes.keys()].filter((i) => holes[i]!.position !== null);
  if (standing.length === 0) throw refused('/units', 'a map of units needs the columns lat and lon in the logs');
  const axis = (of: 'lon' | 'lat') => Float64Array.from(standing, (i) => holes[i]!.position![of]);
  const outside = new Map<number, string>();
  const pixels = locateStations({ positions: { lon: axis('lon'), lat: axis('lat') } }, stack, outside);
  const codes = await sampleLayer(context, layer, placeOf(stack), pixels);
  const reasons = new Map<number, string>();
  const units = holes.map(({ position }, i) => {
    const at = standing.indexOf(i);
    const code = codes[at] ?? Number.NaN;
    const name = Number.isNaN(code) ? null : names === null ? String(code) : (names.get(code) ?? null);
    if (position === null) reasons.set(i, 'has no latitude and longitude');
    else if (Number.isNaN(code)) {
      reasons.set(i, outside.get(at) ?? `stands where ${layer.file.name} has no value`);
    } else if (name === null) reasons.set(i, `stands on class ${code} of ${layer.file.name}, which has no name`);
    return name;
  });
  return { units, reasons, named: [...(names?.values() ?? [])] };
}
