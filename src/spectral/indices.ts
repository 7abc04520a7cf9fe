/** Spectral indices as formulas over reflectance, by the role of the band, not by its number. */
export const bandRoles = ['blue', 'green', 'red', 'nir', 'swir1', 'swir2'] as const;
export type BandRole = (typeof bandRoles)[number];

interface SpectralIndex {
  readonly title: string;
  readonly formula: string;
  readonly source: string;
}

/** Formula and source of each. Those with a number added to a band need reflectance as such, not a multiple of it. */
export const spectralIndices = {
  ndvi: {
    title: 'Normalized difference vegetation index',
    formula: '(nir - red) / (nir + red)',
    source: 'Rouse et al. 1974, NASA SP-351, 309–317',
  },
  evi: {
    title: 'Enhanced vegetation index',
    formula: '2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1)',
    source: 'Huete et al. 2002, Remote Sensing of Environment 83, 195–213',
  },
  savi: {
    title: 'Soil-adjusted vegetation index (L = 0.5)',
    formula: '1.5 * (nir - red) / (nir + red + 0.5)',
    source: 'Huete 1988, Remote Sensing of Environment 25, 295–309',
  },
  ndwi: {
    title: 'Normalized difference water index',
    formula: '(green - nir) / (green + nir)',
    source: 'McFeeters 1996, International Journal of Remote Sensing 17, 1425–1432',
  },
  mndwi: {
    title: 'Modified normalized difference water index',
    formula: '(green - swir1) / (green + swir1)',
    source: 'Xu 2006, International Journal of Remote Sensing 27, 3025–3033',
  },
  ndsi: {
    title: 'Normalized difference snow index',
    // The same bands as MNDWI: both water and snow are dark in the shortwave infrared.
    formula: '(green - swir1) / (green + swir1)',
    source: 'Hall, Riggs and Salomonson 1995, Remote Sensing of Environment 54, 127–140',
  },
  ndmi: {
    title: 'Normalized difference moisture index',
    formula: '(nir - swir1) / (nir + swir1)',
    source: 'Wilson and Sader 2002, Remote Sensing of Environment 80, 385–396',
  },
  nbr: {
    title: 'Normalized burn ratio',
    formula: '(nir - swir2) / (nir + swir2)',
    source: 'Key and Benson 2006, USDA RMRS-GTR-164-CD, LA-1–LA-55',
  },
  bsi: {
    title: 'Bare soil index',
    formula: '((swir1 + red) - (nir + blue)) / ((swir1 + red) + (nir + blue))',
    source: 'Rikimaru, Roy and Miyatake 2002, Tropical Ecology 43, 39–47',
  },
} as const satisfies Record<string, SpectralIndex>;

export type IndexName = keyof typeof spectralIndices;

/**
 * The indices that are a difference over the sum of the same reflectances: within −1…1 unless one of these is negative,
 * as dark ground becomes where its haze was taken off.
 */
export const normalizedIndices: ReadonlySet<IndexName> = new Set<IndexName>([
  'ndvi',
  'ndwi',
  'mndwi',
  'ndsi',
  'ndmi',
  'nbr',
  'bsi',
]);
