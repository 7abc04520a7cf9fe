/** What sums of degree-days of a year can be. */
import type { ParameterRule } from '../rasters/cellParameter.ts';

/** 366 days of 50 °C, and of −75 °C: nothing on Earth is warmer or colder for a year. */
const mostThawCDays = 18_300;
const mostFreezeCDays = 27_450;

const seconds = { factor: 1 / 86_400, unit: '°C·s' };
const positive = { factor: -1, unit: 'negative numbers' };

export const thawIndexRule: ParameterRule = {
  title: 'Thawing index',
  unit: '°C·day',
  minimum: 0,
  maximum: mostThawCDays,
  reason: 'a year holds at most 366 days of 50 °C, and sums of thaw are not negative',
  mistaken: [seconds],
};

export const freezeIndexRule: ParameterRule = {
  title: 'Freezing index',
  unit: '°C·day',
  minimum: 0,
  maximum: mostFreezeCDays,
  reason: 'a year holds at most 366 days of −75 °C; frost is counted positive',
  mistaken: [positive, seconds],
};
