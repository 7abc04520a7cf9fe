/** What a map of spectral indices needs, found and checked before its pixels are read. */
import { DomainError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearestName.ts';
import { bandRoles, spectralIndices } from '../../spectral/indices.ts';
import { qualityBands, qualityMask } from '../../spectral/quality.ts';
import { doubtScaling, storedFill } from '../../spectral/scaling.ts';
import { sensors } from '../../spectral/sensors.ts';
import { openStack, placeOf } from '../rasters/covariateStack.ts';
import { parseFormula } from '../inputs/parseFormula.ts';
import { findBands } from './sceneBands.ts';
import { chooseScenes, sceneFault } from './sceneDates.ts';
import { scalingOf } from './sceneScaling.ts';
import type { SampleRasterTask } from '../../../workers/sampleRaster.ts';
import type { Formula } from '../../formula/expression.ts';
import type { BandRole } from '../../spectral/indices.ts';
import type { QualityKind, QualityMask } from '../../spectral/quality.ts';
import type { CovariateStack, RasterSource, StackLayer } from '../rasters/covariateStack.ts';
import type { Library } from '../library.ts';
import type { PlanContext } from '../process.ts';
import type { Scene } from './sceneDates.ts';
import type { SceneScaling } from './sceneScaling.ts';
import type { SpectralInputs } from './spectralInputs.ts';

interface PlacedScene extends Scene {
  /** In the order of the roles. */
  readonly bands: readonly StackLayer[];
  readonly scaling: readonly SceneScaling[];
  readonly quality: StackLayer | null;
}

export interface SpectralScenes {
  /** Its layers: of each scene the bands in the order of the roles, then the quality band if it has one. */
  readonly stack: CovariateStack;
  /** Bands that the indices need. */
  readonly roles: readonly BandRole[];
  readonly scenes: readonly PlacedScene[];
  readonly leftOut: readonly Scene[];
  readonly indices: readonly Formula[];
  /** null where no scene has a quality band. */
  readonly mask: QualityMask | null;
}

/**
 * @throws {DomainError} 'grid-mismatch' for bands on several grids that are not to be aligned, or that do not meet; 'covariate-missing' for a band that an index needs;
 *   'invalid-input' for what contradicts itself; 'raster-…', 'not-found'
 */
export async function placeScenes(library: Library, given: SpectralInputs): Promise<SpectralScenes> {
  const mask = maskOf(given);
  const indices = await Promise.all(
    given.indices.map((name) => parseFormula(spectralIndices[name].formula, bandRoles)),
  );
  const roles = bandRoles.filter((role) => indices.some(({ layers }) => layers.includes(role)));
  const { chosen, leftOut } = chooseScenes(given);
  const sources: [string, RasterSource][] = [];
  for (const scene of chosen) {
    const found = await findBands(library, scene, roles, given.sensor);
    roles.forEach((role, i) => sources.push([layerName(scene, role), found[i]!]));
    if (scene.input.quality !== null) sources.push([layerName(scene, 'quality'), scene.input.quality]);
  }
  // There is a scene, and an index needs a band.
  const qualityNames = new Set(chosen.map((scene) => layerName(scene, 'quality')));
  const alignment = given.align ? { template: null, methods: {}, nodata: {}, categorical: qualityNames } : null;
  const stack = (await openStack(library, Object.fromEntries(sources), { pointer: '/scenes', alignment }))!;
  const layerOf = new Map(stack.layers.map((layer) => [layer.covariate, layer]));
  const scenes = chosen.map((scene): PlacedScene => {
    const bands = roles.map((role) => layerOf.get(layerName(scene, role))!);
    const qualityBand = layerOf.get(layerName(scene, 'quality')) ?? null;
    if (qualityBand !== null) requireQualityType(given, scene, qualityBand);
    const scaling = roles.map((role, i) => scalingOf(given, scene, role, bands[i]!));
    const read = bands.map((layer, i) => (scaling[i]!.fill === null ? layer : withoutFill(layer)));
    return { ...scene, bands: read, quality: qualityBand, scaling };
  });
  const layers = scenes.flatMap(({ bands, quality }) => (quality === null ? bands : [...bands, quality]));
  return { stack: { ...stack, layers }, roles, scenes, leftOut, indices, mask };
}

/** Where cells are mixed the fill must be known before: afterwards it is a dark reflectance. */
function withoutFill(layer: StackLayer): StackLayer {
  const { onGrid, info, band } = layer;
  if (onGrid.kind !== 'warped' || info.bands[band - 1]!.nodata !== null) return layer;
  return { ...layer, onGrid: { ...onGrid, nodata: storedFill } };
}

/** In messages about grids. */
function layerName({ place }: Scene, role: string): string {
  return `${place}/${role}`;
}

function qualityKindOf({ sensor }: SpectralInputs): QualityKind | null {
  return sensor === null ? null : sensors[sensor].quality;
}

function maskOf(given: SpectralInputs): QualityMask | null {
  const kind = qualityKindOf(given);
  const withBand = given.scenes.some(({ quality }) => quality !== null);
  if (!withBand && given.mask === null) return null;
  if (kind === null) throw maskFault('a quality band needs a sensor, which says what its numbers mean');
  if (!withBand) throw maskFault('no scene has a quality band');
  const { flags, masked, title }: { flags: object; masked: readonly string[]; title: string } = qualityBands[kind];
  const known = Object.keys(flags);
  const names = given.mask ?? masked;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw maskFault(
      `${title} has no ${unknown}; the nearest is ${nearestName(unknown, known)}. It has ${known.join(', ')}`,
    );
  }
  return qualityMask(kind, names);
}

function maskFault(detail: string): DomainError {
  return new DomainError('invalid-input', `Mask: ${detail}`, { errors: [{ pointer: '/mask', detail }] });
}

function requireQualityType(given: SpectralInputs, scene: Scene, { info, band }: StackLayer): void {
  const { title, type } = qualityBands[qualityKindOf(given)!];
  const found = info.bands[band - 1]!;
  if (found.type === type && found.scale === 1 && found.offset === 0) return;
  throw sceneFault(
    scene.place,
    `${info.name} is no ${title}: that is ${type} without scale and offset, found ${found.type}, scale ${found.scale}, offset ${found.offset}`,
  );
}

/** Along each side of a scene: few enough to wait for. */
const sampledRows = 7;

/**
 * Looks a few values of every band up: digital numbers taken for reflectance, or the reverse, give a map that only
 * looks right.
 * @throws {DomainError} 'invalid-input' where most values can be no reflectance
 */
export async function checkScaling(
  { pool, signal }: PlanContext,
  given: SpectralInputs,
  { scenes, roles, stack }: SpectralScenes,
): Promise<void> {
  const { widthPx, heightPx } = stack.grid;
  const steps = Array.from({ length: sampledRows }, (_, i) => (i + 0.5) / sampledRows);
  const points = steps.flatMap((y) =>
    steps.map((x) => ({ xPx: Math.floor(x * widthPx), yPx: Math.floor(y * heightPx) })),
  );
  const faults = await Promise.all(
    scenes.flatMap(({ place, bands, scaling }) =>
      bands.map(async ({ file, onGrid }, i) => {
        const task: SampleRasterTask = { layer: onGrid, name: file.name, target: placeOf(stack), points };
        const doubt = doubtScaling(await pool.run<Float64Array>('sampleRaster', task, signal), scaling[i]!);
        if (doubt === null) return null;
        return sceneFault(place, `${roles[i]!} (${file.name}) under scaling ${given.scaling}. ${doubt}`);
      }),
    ),
  );
  // The first in order, not in time.
  for (const fault of faults) if (fault !== null) throw fault;
}
