/** Which band of a sensor has which role. */
import type { BandRole } from './indices.ts';
import type { QualityKind } from './quality.ts';

export interface Sensor {
  readonly title: string;
  /** Of its reflective bands, as its providers call them, in the order of a file that has all of them. */
  readonly bands: readonly string[];
  readonly roles: Readonly<Record<BandRole, string>>;
  /** The quality band that goes with it. */
  readonly quality: QualityKind;
  /** As metadata name the satellites that carry it. */
  readonly spacecraft: readonly string[];
}

const thematicMapper = {
  bands: ['B1', 'B2', 'B3', 'B4', 'B5', 'B7'],
  roles: { blue: 'B1', green: 'B2', red: 'B3', nir: 'B4', swir1: 'B5', swir2: 'B7' },
  quality: 'QA_PIXEL',
} as const;

export const sensors = {
  'landsat-4-5-tm': { title: 'Landsat 4–5 TM', spacecraft: ['LANDSAT_4', 'LANDSAT_5'], ...thematicMapper },
  'landsat-7-etm': { title: 'Landsat 7 ETM+', spacecraft: ['LANDSAT_7'], ...thematicMapper },
  'landsat-8-9-oli': {
    title: 'Landsat 8–9 OLI',
    spacecraft: ['LANDSAT_8', 'LANDSAT_9'],
    bands: ['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7'],
    roles: { blue: 'B2', green: 'B3', red: 'B4', nir: 'B5', swir1: 'B6', swir2: 'B7' },
    quality: 'QA_PIXEL',
  },
  'sentinel-2-msi': {
    title: 'Sentinel-2 MSI',
    spacecraft: [],
    // Of a level-2A product: B10 sees no ground and is not in it.
    bands: ['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7', 'B8', 'B8A', 'B9', 'B11', 'B12'],
    roles: { blue: 'B2', green: 'B3', red: 'B4', nir: 'B8', swir1: 'B11', swir2: 'B12' },
    quality: 'SCL',
  },
} as const satisfies Record<string, Sensor>;

export type SensorName = keyof typeof sensors;

/** B04, SR_B4 and b4 are all B4. */
export function bandName(text: string): string {
  return text.toUpperCase().replace(/^(?:SR_)?B(?:AND)?[ _]?0*(?=\d)/, 'B');
}
