/** What quality bands say of a cell, and which of it makes a cell useless for an index. */

interface QualityBand {
  readonly title: string;
  /** Sample type that its providers write; in another, its numbers have been changed on the way. */
  readonly type: 'uint16' | 'uint8';
  /** Bits can be set together; of classes a cell has one. */
  readonly by: 'bit' | 'class';
  /** Number of the bit, or the class. */
  readonly flags: Readonly<Record<string, number>>;
  /** What is masked where the user does not say. Snow and water are kept: indices are about them. */
  readonly masked: readonly string[];
}

export const qualityBands = {
  /** USGS, Landsat 8–9 Collection 2 Level 2 Science Product Guide (LSDS-1619), pixel quality assessment band. */
  QA_PIXEL: {
    title: 'Landsat Collection 2 QA_PIXEL',
    type: 'uint16',
    by: 'bit',
    flags: { fill: 0, dilatedCloud: 1, cirrus: 2, cloud: 3, cloudShadow: 4, snow: 5, clear: 6, water: 7 },
    masked: ['fill', 'dilatedCloud', 'cirrus', 'cloud', 'cloudShadow'],
  },
  /** ESA, Sentinel-2 Level-2A Algorithm Theoretical Basis Document, scene classification. */
  SCL: {
    title: 'Sentinel-2 scene classification (SCL)',
    type: 'uint8',
    by: 'class',
    flags: {
      noData: 0,
      saturated: 1,
      darkArea: 2,
      cloudShadow: 3,
      vegetation: 4,
      bareSoil: 5,
      water: 6,
      unclassified: 7,
      cloudMediumProbability: 8,
      cloudHighProbability: 9,
      thinCirrus: 10,
      snow: 11,
    },
    masked: ['noData', 'saturated', 'cloudShadow', 'cloudMediumProbability', 'cloudHighProbability', 'thinCirrus'],
  },
} as const satisfies Record<string, QualityBand>;

export type QualityKind = keyof typeof qualityBands;

/** As bits of a number, so that one test serves both kinds: the bits to look for, or 1 << class. */
export interface QualityMask {
  readonly by: 'bit' | 'class';
  readonly bits: number;
}

export function qualityMask(kind: QualityKind, names: readonly string[]): QualityMask {
  const { by, flags }: QualityBand = qualityBands[kind];
  return { by, bits: names.reduce((bits, name) => bits | (1 << flags[name]!), 0) };
}

/** @param value of the quality band; NaN, which is its fill, masks too */
export function isMasked({ by, bits }: QualityMask, value: number): boolean {
  if (Number.isNaN(value)) return true;
  return by === 'bit' ? (value & bits) !== 0 : ((1 << value) & bits) !== 0;
}
