import { expect, it } from 'vitest';
import { z } from 'zod';
import { degreeDaysInputs } from '../../../src/processes/degreeDays/degreeDaysInputs.ts';
import { parseInputs } from '../../../src/processes/parseInputs.ts';
import { seriesReadingInputs } from '../../../src/processes/stations/seriesInputs.ts';
import { refusal } from '../../tables/readText.ts';

it('records the unit of depths and temperatures by one spelling', () => {
  const schema = z.object(seriesReadingInputs);
  const given = { series: ['a'], depthUnit: 'centimetres', temperatureUnit: '0.1 °C' };
  expect(parseInputs(schema, given)).toMatchObject({ depthUnit: 'cm', temperatureUnit: '0.1C' });
  expect(parseInputs(schema, { series: ['a'] })).toMatchObject({ depthUnit: null, temperatureUnit: null });
});

it('records the units of air and surface by one spelling, and leaves out what was not given', () => {
  expect(parseInputs(degreeDaysInputs, { series: 'a', units: { air: 'degC' } }).units).toEqual({ air: 'C' });
});

it('says which units there are', () => {
  const given = { series: 'a', units: { air: '°F' } };
  expect(refusal(() => parseInputs(degreeDaysInputs, given)).message).toBe(
    '/units/air: expected one of the units C, K, 0.1C, found "°F"',
  );
  expect(refusal(() => parseInputs(degreeDaysInputs, { series: 'a', units: { air: 1 } })).message).toBe(
    '/units/air: Invalid option: expected one of "C"|"K"|"0.1C", or expected string, found 1',
  );
});
