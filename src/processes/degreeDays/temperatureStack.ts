/** Twelve rasters of monthly temperatures, or their mean and amplitude: in which order, in which unit. */
import { DomainError } from '../../core/errors.ts';
import { monthInName } from '../../core/monthNames.ts';
import { bandsNamed, listBands } from '../../raster/bandNames.ts';
import { openRaster } from '../../raster/openRaster.ts';
import { judgeUnit } from '../../tables/climateUnits.ts';
import { openStack } from '../rasters/covariateStack.ts';
import { sampleValues } from '../rasters/sampleWindows.ts';
import type { CovariateStack, RasterSource, StackLayer } from '../rasters/covariateStack.ts';
import type { JudgedUnit, StatedUnit, TemperatureUnit } from '../../tables/climateUnits.ts';
import type { Library } from '../library.ts';

/** Rasters as a request names them. */
export type StackSource =
  | RasterSource
  | readonly RasterSource[]
  | { readonly mean: RasterSource; readonly amplitude: RasterSource };

export interface TemperatureStack {
  /** Layers from January to December, or mean and amplitude. */
  readonly stack: CovariateStack;
  readonly kind: 'months' | 'sinusoid';
  /** How the order of the months is known. */
  readonly order: 'given' | 'named' | 'named, put in order' | 'assumed January to December' | null;
  readonly unit: JudgedUnit;
}

/**
 * @param bandMonths the month of each band as they stand; null to find it by their names
 * @throws {DomainError} as `openStack`; 'invalid-input' for another number of bands than 12, for names that contradict
 *   each other, and for a unit that is not stated and that the values do not tell
 */
export async function openTemperatureStack(
  library: Library,
  source: StackSource,
  options: { readonly bandMonths: readonly number[] | null; readonly unit: TemperatureUnit | null },
): Promise<TemperatureStack> {
  const sinusoid = typeof source === 'object' && 'mean' in source;
  const sources = sinusoid ? [source.mean, source.amplitude] : await bandsOf(library, source);
  const names = sinusoid ? ['mean', 'amplitude'] : sources.map((_, i) => `band${i + 1}`);
  const stack = (await openStack(library, Object.fromEntries(sources.map((one, i) => [names[i]!, one])), {
    pointer: '/stack',
  }))!;
  const { layers, order } = sinusoid
    ? { layers: stack.layers, order: null }
    : inMonths(stack.layers, options.bandMonths);
  const unit = await findUnit(layers, sinusoid, options.unit);
  return { stack: { ...stack, layers }, kind: sinusoid ? 'sinusoid' : 'months', order, unit };
}

/** The twelve bands of one raster, all that it has or those of one name, or twelve rasters. */
async function bandsOf(
  library: Library,
  source: RasterSource | readonly RasterSource[],
): Promise<readonly RasterSource[]> {
  if (isList(source)) return source;
  const { raster: reference, band = null, ...rest } = typeof source === 'string' ? { raster: source } : source;
  const { name, path } = await library.resolve('raster', reference);
  const raster = await openRaster(path, { name });
  const { info } = raster;
  await raster.close();
  const found =
    typeof band === 'number' ? [band] : band === null ? info.bands.map(({ index }) => index) : bandsNamed(info, band);
  if (found.length === 12) return found.map((index) => ({ ...rest, raster: reference, band: index }));
  const called = band === null ? `${name} has` : `${JSON.stringify(band)} of ${name} is`;
  throw new DomainError(
    'invalid-input',
    `${called} ${found.length === 1 ? 'one band' : `${found.length} bands`}; expected 12, a mean temperature for every month. It has ${listBands(info.bands)}. Name the twelve by {"raster": …, "band": "NAME"} where one name stands for them, as tas or tas[2019] of NetCDF, or by a list of {"raster": …, "band": …}`,
    { bandCount: found.length },
  );
}

function isList(source: RasterSource | readonly RasterSource[]): source is readonly RasterSource[] {
  return Array.isArray(source);
}

type Ordered = Pick<TemperatureStack, 'order'> & { readonly layers: readonly StackLayer[] };

function inMonths(layers: readonly StackLayer[], given: readonly number[] | null): Ordered {
  const months = given ?? layers.map(monthOf);
  if (months.every((month) => month === null)) return { layers, order: 'assumed January to December' };
  const places = Array.from({ length: 12 }, (_, i) => months.indexOf(i + 1));
  if (places.includes(-1)) {
    const said = layers.map((layer, i) => `${i + 1}: ${nameOf(layer)} (${months[i] ?? 'no month'})`);
    throw new DomainError(
      'invalid-input',
      `Expected every month once; the bands say ${said.join(', ')}. State the month of each band by bandMonths, such as [1,2,3,4,5,6,7,8,9,10,11,12]`,
      { months },
    );
  }
  const inOrder = places.every((place, i) => place === i);
  return {
    layers: places.map((place) => layers[place]!),
    order: given !== null ? 'given' : inOrder ? 'named' : 'named, put in order',
  };
}

/** What says the month: the band, or the name of a file of one band. */
function nameOf({ info, band, file }: StackLayer): string {
  return info.bands[band - 1]!.description ?? (info.bandCount === 1 ? file.name.replace(/\.\w+$/, '') : `band ${band}`);
}

function monthOf(layer: StackLayer): number | null {
  const name = nameOf(layer);
  return /^band[ _]?\d+$/i.test(name) ? null : monthInName(name);
}

const unitNames: readonly (readonly [TemperatureUnit, RegExp])[] = [
  ['K', /^(k|kelvin|deg_?k|degrees? kelvin)$/i],
  ['0.1C', /^(0\.1 ?°? ?(c|deg_?c|celsius)|(°|deg_?)?c ?[*x×] ?10|tenths? of .*c(elsius)?)$/i],
  ['C', /^(°? ?c|deg_?c|celsius|degrees?[_ ]?c(elsius)?)$/i],
];

async function findUnit(
  layers: readonly StackLayer[],
  sinusoid: boolean,
  given: TemperatureUnit | null,
): Promise<JudgedUnit> {
  const bands = layers.map(({ info, band }) => info.bands[band - 1]!);
  const stated = given === null ? statedUnit(layers) : ({ unit: given, how: 'given' } as const);
  const scaled = bands.find(({ scale }) => scale !== 1);
  if (stated?.unit === '0.1C' && stated.how === 'named' && scaled !== undefined) {
    throw new DomainError(
      'invalid-input',
      `The bands state tenths of °C and a scale of ${scaled.scale} as well, which may be the same twice: give the unit of the scaled values by units.air, C or 0.1C`,
      { scale: scaled.scale },
    );
  }
  // An amplitude is a difference, which tells no unit.
  const values = await sampleValues(sinusoid ? layers.slice(0, 1) : layers);
  if (values.length > 0) return judgeUnit('The rasters', values, stated);
  if (stated !== null) return stated;
  throw new DomainError(
    'invalid-input',
    'The rasters state no unit, and hold no values where they were looked at: give units.air, C, K or 0.1C',
  );
}

function statedUnit(layers: readonly StackLayer[]): StatedUnit | null {
  const texts = [...new Set(layers.map(({ info, band }) => info.bands[band - 1]!.unit?.trim() ?? ''))];
  if (texts.length > 1) {
    const said = texts.map((text) => (text === '' ? 'none' : text)).join(', ');
    throw new DomainError(
      'invalid-input',
      `The bands are of different units (${said}): bring them to one, or give it by units.air`,
      { units: texts },
    );
  }
  const [text = ''] = texts;
  if (text === '') return null;
  const unit = unitNames.find(([, pattern]) => pattern.test(text))?.[0];
  if (unit !== undefined) return { unit, how: 'named' };
  throw new DomainError(
    'invalid-input',
    `The bands are in ${JSON.stringify(text)}, which is no unit of temperature that is known here: give it by units.air, C, K or 0.1C`,
    { unit: text },
  );
}
