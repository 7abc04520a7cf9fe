/** How the numbers of each band become reflectance: once, by the file or by the product. */
import { reflectanceOf } from '../../spectral/landsatMetadata.ts';
import { fixedScaling, storedFill } from '../../spectral/scaling.ts';
import { sensors } from '../../spectral/sensors.ts';
import { sceneFault } from './sceneDates.ts';
import type { BandRole } from '../../spectral/indices.ts';
import type { Linear, Scaling } from '../../spectral/scaling.ts';
import type { StackLayer } from '../rasters/covariateStack.ts';
import type { Scene } from './sceneDates.ts';
import type { SpectralInputs } from './spectralInputs.ts';

/** What a scaling and that of a file may differ by, relatively: decimals in a file. */
const tolerance = 1e-6;

export interface SceneScaling extends Scaling {
  /** Who makes reflectance of the stored numbers. */
  readonly by: 'file' | 'process' | 'nobody';
}

/**
 * @throws {DomainError} 'invalid-input' where the file's own scale contradicts the scaling, or metadata lack
 */
export function scalingOf(
  given: SpectralInputs,
  scene: Scene,
  role: BandRole,
  { info, band }: Pick<StackLayer, 'info' | 'band'>,
): SceneScaling {
  const { scale, offset } = info.bands[band - 1]!;
  const own = scale !== 1 || offset !== 0;
  if (given.scaling === 'reflectance') return { multiply: 1, add: 0, fill: null, by: own ? 'file' : 'nobody' };
  const product = fixedScaling(given.scaling) ?? levelOne(given, scene, role);
  if (!own) return { ...product, fill: storedFill, by: 'process' };
  const same = near(scale, product.multiply) && near(offset, product.add);
  if (!same) {
    throw sceneFault(
      scene.place,
      `${info.name} has a scale of ${scale} and an offset of ${offset}, which are applied as it is read; scaling ${given.scaling} has ${product.multiply} and ${product.add}. Choose scaling reflectance if the file is right`,
    );
  }
  return { multiply: 1, add: 0, fill: Math.fround(storedFill * scale + offset), by: 'file' };
}

function levelOne({ sensor }: SpectralInputs, { metadata, place }: Scene, role: BandRole): Linear {
  if (metadata === null) throw sceneFault(place, 'scaling landsat-level-1 needs its metadata file (mtl)');
  if (sensor === null) throw sceneFault(place, 'scaling landsat-level-1 needs a sensor, for the numbers of its bands');
  return reflectanceOf(metadata, sensors[sensor].roles[role]);
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}
