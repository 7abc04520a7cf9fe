/** Gravel with a little water, as `layers` of a column or a section take it. */
export const gravelProperties = {
  from: 'values',
  frozenConductivityWMK: 2.61,
  thawedConductivityWMK: 1.91,
  frozenHeatCapacityJM3K: 1.863e6,
  thawedHeatCapacityJM3K: 2.401e6,
  latentHeatJM3: 2.32e7,
};
