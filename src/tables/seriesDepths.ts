/** Depths of sensors, in column names or in a column: their number, unit and sign, or a refusal where these are open. */
import { DomainError } from '../core/errors.ts';
import { metresPer } from './columnUnits.ts';
import { firstOf } from './intakeReport.ts';

export type DepthUnit = keyof typeof metresPer;

/** Whether depths grow downwards, or are heights that are negative below the ground. */
type DepthSign = 'down' | 'up';

export interface DepthHeading {
  readonly column: string;
  readonly value: number;
  readonly unit: DepthUnit | null;
  /** Unit of the temperatures below it, where the name says one. */
  readonly temperatureUnit: 'C' | 'K' | null;
}

const depthUnitWords: Readonly<Record<string, DepthUnit>> = {
  m: 'm',
  米: 'm',
  м: 'm',
  metre: 'm',
  meter: 'm',
  cm: 'cm',
  厘米: 'cm',
  см: 'cm',
  mm: 'mm',
  毫米: 'mm',
};

const temperatureUnitWords: Readonly<Record<string, 'C' | 'K'>> = {
  c: 'C',
  '°c': 'C',
  // Cyrillic, which looks the same.
  с: 'C',
  '°с': 'C',
  degc: 'C',
  celsius: 'C',
  摄氏度: 'C',
  k: 'K',
  kelvin: 'K',
};

/** Words that may stand beside a depth; x is put before a number by R. */
const freeWords = new Set(
  'x t tg ts gt st gst temp temperature soil ground depth deep d z at below sensor 地温 土温 土壤温度 温度 深度 深 处 层 температура грунта почвы глубина глубине на bodentemperatur boden temperatur tiefe in température sol du profondeur à'.split(
    ' ',
  ),
);

/** A column name as a depth: 0.5m, T_50cm, 15, -0.1, GT 3.2 m, 地温_10cm(℃), X.0.1; null for any other name. */
export function depthHeading(column: string): DepthHeading | null {
  const name = column.normalize('NFKC').toLowerCase().replaceAll('−', '-').trim();
  const numbers = [...name.matchAll(/\d+(?:[.,]\d+)?/g)];
  if (numbers.length !== 1) return null;
  const [found] = numbers;
  const before = name.slice(0, found!.index);
  const size = Number(found![0].replace(',', '.'));
  const words = `${before} ${name.slice(found!.index + found![0].length)}`.split(/[^\p{L}°]+/u).filter(Boolean);
  const units = words.flatMap((word) => (Object.hasOwn(depthUnitWords, word) ? depthUnitWords[word]! : []));
  const temperatureUnits = words.flatMap((word) =>
    Object.hasOwn(temperatureUnitWords, word) ? temperatureUnitWords[word]! : [],
  );
  if (!words.every(isDepthWord) || units.length > 1 || temperatureUnits.length > 1) return null;
  // In T-50cm the hyphen joins, in -0.5 and T_-0.5 it is a sign; R writes X.0.1 for −0.1.
  const negative = /(^|[^\p{L}\p{N}])-$/u.test(before) || /^x\.$/.test(before);
  return {
    column,
    value: negative ? -size : size,
    unit: units[0] ?? null,
    temperatureUnit: temperatureUnits[0] ?? null,
  };
}

function isDepthWord(word: string): boolean {
  return freeWords.has(word) || Object.hasOwn(depthUnitWords, word) || Object.hasOwn(temperatureUnitWords, word);
}

export interface DepthCell {
  /** What names it, for messages: a column, or a line. */
  readonly label: string;
  readonly value: number;
  readonly unit: DepthUnit | null;
}

export interface DepthOptions {
  /** Of depths that do not name their own. */
  readonly depthUnit: DepthUnit | null;
  readonly depthSign: DepthSign | null;
}

export interface ResolvedDepths {
  /** Metres below the ground, one per cell; negative above the ground. */
  readonly depthsM: Float64Array;
  readonly unit: { readonly name: DepthUnit; readonly how: 'given' | 'named' | 'assumed' };
  readonly sign: DepthSign;
}

/**
 * @throws {DomainError} 'invalid-input' where whole numbers without a unit may be metres or centimetres, where units
 * differ and some depths name none, or where depths of both signs stand together: `depthUnit`, `depthSign` settle it
 */
export function resolveDepths(cells: readonly DepthCell[], options: DepthOptions): ResolvedDepths {
  const unit = findUnit(cells, options.depthUnit);
  const sign = findSign(cells, options.depthSign);
  const depthsM = Float64Array.from(cells, (cell) => {
    const downwards = sign === 'up' ? -cell.value : cell.value;
    // To a micrometre: 35 cm are 0.35 m and not 0.35000000000000003.
    return Math.round(downwards * metresPer[cell.unit ?? unit.name] * 1e6) / 1e6 + 0;
  });
  return { depthsM, unit, sign };
}

function findUnit(cells: readonly DepthCell[], given: DepthUnit | null): ResolvedDepths['unit'] {
  const named = new Set(cells.flatMap(({ unit }) => unit ?? []));
  const open = cells.filter(({ unit }) => unit === null);
  const [first] = named;
  if (open.length === 0) return { name: first ?? 'm', how: 'named' };
  if (given !== null) return { name: given, how: 'given' };
  if (named.size === 1) return { name: first!, how: 'named' };
  if (named.size > 1) {
    throw new DomainError(
      'invalid-input',
      `Some depths name their unit (${[...named].join(', ')}) and others, such as ${open[0]!.label}, do not: say theirs by depthUnit, "m", "cm" or "mm"`,
      { units: [...named], open: open.slice(0, 20).map(({ label }) => label) },
    );
  }
  const fraction = open.some(({ value }) => !Number.isInteger(value));
  if (fraction || open.every(({ value }) => value === 0)) return { name: 'm', how: 'assumed' };
  const shown = [...new Set(open.map(({ value }) => value))].toSorted((a, b) => a - b);
  throw new DomainError(
    'invalid-input',
    `The depths ${firstOf(shown)} have no unit and may be metres or centimetres: say by depthUnit, "m" or "cm"`,
    { depths: shown.slice(0, 20) },
  );
}

function findSign(cells: readonly DepthCell[], given: DepthSign | null): DepthSign {
  if (given !== null) return given;
  const negative = cells.find(({ value }) => value < 0);
  if (negative === undefined) return 'down';
  const positive = cells.find(({ value }) => value > 0);
  if (positive === undefined) return 'up';
  throw new DomainError(
    'invalid-input',
    `Depths of both signs stand together, such as ${negative.label} and ${positive.label}: say by depthSign whether they grow "down" from the ground or "up"; what is above the ground is left out`,
    { negative: negative.label, positive: positive.label },
  );
}
