/**
 * The text of a unit, to its size and dimensions. mathjs knows the units and reads the grammar of products, quotients
 * and powers; it evaluates nothing: the tree is folded here, and whatever is no unit is refused.
 */
import { createRequire } from 'node:module';
import { DomainError } from '../core/errors.ts';
import { dimensionless } from './unit.ts';
import type * as Mathjs from 'mathjs';
import type {
  ConstantNode,
  MathNode,
  OperatorNode,
  OperatorNodeFn,
  OperatorNodeOp,
  ParenthesisNode,
  SymbolNode,
  UnitPrefix,
} from 'mathjs';
import type { Unit } from './unit.ts';

const mostCharacters = 100;
const highestPower = 12;

/** As the field writes them, to as mathjs does. A capital C is no coulomb here. */
const aliases: Readonly<Record<string, string>> = {
  C: 'degC',
  F: 'degF',
  Celsius: 'degC',
  Kelvin: 'K',
  d: 'day',
  yr: 'year',
  a: 'year',
  ha: 'hectare',
};

/** Parts of a whole, which mathjs has no names of. */
const shares: Readonly<Record<string, number>> = { percent: 0.01, permille: 0.001 };

const absolute: Omit<Unit, 'text'> = { scale: 1, offset: 0, dimensions: dimensionless };

/**
 * W/(m K), W m⁻¹ K⁻¹, g/cm³, °C·day, m/(°C day)^0.5, %, and their like. What follows a slash without an asterisk is
 * all below it: W/m K is W/(m K), and so is W/mK, as millikelvins are of no use here.
 * @throws {DomainError} 'invalid-input' with what is no unit
 */
export function parseUnit(text: string): Unit {
  if (text.length > mostCharacters) throw refuse(text, `it has more than ${mostCharacters} characters`);
  const plain = toGrammar(text);
  if (plain === '') return { text, ...absolute };
  const odd = /[^A-Za-z0-9.^*/() +-]/u.exec(plain);
  if (odd !== null) throw refuse(text, `${JSON.stringify(odd[0])} stands in it`);
  // Loading takes about a second, which only those pay who write units, and must not wait, as no check of inputs does.
  const mathjs: typeof Mathjs = createRequire(import.meta.url)('mathjs');
  let root: MathNode;
  try {
    root = mathjs.parse(plain);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuse(text, 'only products, quotients and powers are');
  }
  return { text, ...fold(root, { text, unit: (name) => lookUp(name, mathjs) }) };
}

/** Compatibility forms unified (℃, ², µ), signs of multiplication and minus as mathjs has them. */
function toGrammar(text: string): string {
  return (
    text
      .normalize('NFKC')
      .replace(/[\u2010-\u2013\u2212]/g, '-')
      .replace(/[·⋅∙•×]/g, ' ')
      .replaceAll('**', '^')
      .replaceAll('metre', 'meter')
      .replace(/\bdegrees?[ -]days?\b/i, 'degC day')
      .replaceAll('μ', 'u')
      .replace(/\bdeg(?:rees?)?[ _]?C(?:elsius)?\b/gi, 'degC')
      .replace(/°\s*([CFK])(?![A-Za-z])/g, ' deg$1')
      .replace(/\bdegK\b/g, 'K')
      .replaceAll('°', ' deg')
      .replaceAll('%', ' percent')
      .replaceAll('‰', ' permille')
      .replace(/([A-Za-z])(-?\d)/g, '$1^$2')
      .replace(/\/\s*mK\b/, '/(m K)')
      // The parser would call a function.
      .replace(/([\w)])\s*\(/g, '$1 * (')
      .trim()
  );
}

/** What may stand in a unit. The parser makes other nodes too, so that this type is checked, not trusted. */
type AllowedNode = SymbolNode | ConstantNode | ParenthesisNode | OperatorNode<OperatorNodeOp, OperatorNodeFn>;

interface Source {
  readonly text: string;
  readonly unit: (name: string) => Omit<Unit, 'text'> | null;
}

function fold(node: MathNode, source: Source): Omit<Unit, 'text'> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any other type is refused below
  const allowed = node as AllowedNode;
  switch (allowed.type) {
    case 'SymbolNode': {
      const unit = source.unit(allowed.name);
      if (unit === null) throw refuse(source.text, `${JSON.stringify(allowed.name)} is not known`);
      return unit;
    }
    case 'ConstantNode':
      // As in 1/m. Any other number would be a second value.
      if (allowed.value === 1) return absolute;
      throw refuse(source.text, `the number ${String(allowed.value)} stands in it`);
    case 'ParenthesisNode':
      return fold(allowed.content, source);
    case 'OperatorNode': {
      const [left, right] = allowed.args;
      if (left === undefined || right === undefined) break;
      if (allowed.fn === 'multiply') return product(fold(left, source), fold(right, source), 1);
      if (allowed.fn === 'divide') return product(fold(left, source), fold(right, source), -1);
      if (allowed.fn === 'pow') return product(absolute, fold(left, source), powerOf(right, source.text));
      break;
    }
    default:
  }
  throw refuse(source.text, 'only products, quotients and powers are');
}

/** In a product a degree is a difference: only a scale of temperature by itself has a zero. */
function product(a: Omit<Unit, 'text'>, b: Omit<Unit, 'text'>, power: number): Omit<Unit, 'text'> {
  return {
    scale: a.scale * b.scale ** power,
    offset: 0,
    dimensions: a.dimensions.map((own, i) => own + power * b.dimensions[i]!),
  };
}

function powerOf(node: MathNode, text: string): number {
  const written = node.toString().replaceAll(/[()\s]/g, '');
  const [, over, under = '1'] = /^(-?[\d.]+)(?:\/([\d.]+))?$/.exec(written) ?? [];
  const power = Number(over) / Number(under);
  if (Math.abs(power) <= highestPower) return power;
  throw refuse(text, `${JSON.stringify(written.slice(0, 40))} is no power from -${highestPower} to ${highestPower}`);
}

function lookUp(name: string, { Unit }: typeof Mathjs): Omit<Unit, 'text'> | null {
  if (Object.hasOwn(shares, name)) return { ...absolute, scale: shares[name]! };
  const known = Object.hasOwn(aliases, name) ? aliases[name]! : name;
  if (!Unit.isValuelessUnit(known)) return null;
  const { unit, prefix } = new Unit(1, known).units[0]!;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its types take the prefix for its name
  const { value: times } = prefix as unknown as UnitPrefix;
  return { scale: unit.value * times, offset: unit.offset, dimensions: unit.dimensions };
}

function refuse(text: string, why: string): DomainError {
  const shown = JSON.stringify(text.slice(0, mostCharacters));
  return new DomainError('invalid-input', `${shown} is no unit here: ${why}`, { unit: text.slice(0, mostCharacters) });
}

/** Whether a text is a unit at all, and not a remark such as "gravimetric", "class" or "DN". */
export function isUnit(text: string): boolean {
  try {
    parseUnit(text);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
