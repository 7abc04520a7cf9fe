/**
 * A user's formula, from text to plain data. mathjs reads the grammar and computes nothing; what it found is rebuilt
 * from a list of what may stand in a formula, so that nothing else can reach a thread.
 */
import { DomainError } from '../../core/errors.ts';
import { constants, functions, isFunction } from '../../formula/operations.ts';
import { faultAt } from '../../formula/fault.ts';
import { requireLayerName } from '../../formula/names.ts';
import { formulaLimits, scanFormula } from '../../formula/scan.ts';
import type {
  ConditionalNode,
  ConstantNode,
  FunctionNode,
  MathNode,
  OperatorNode,
  OperatorNodeFn,
  OperatorNodeOp,
  ParenthesisNode,
  SymbolNode,
} from 'mathjs';
import type { Expression, Formula } from '../../formula/expression.ts';
import type { OperationName } from '../../formula/operations.ts';
import type { Word } from '../../formula/scan.ts';

/** The parser's names of operators. */
const operators: Readonly<Record<string, OperationName>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  pow: '^',
  unaryMinus: 'negate',
  smaller: '<',
  smallerEq: '<=',
  larger: '>',
  largerEq: '>=',
  equal: '==',
  unequal: '!=',
  not: 'not',
  and: 'and',
  or: 'or',
};

/**
 * @param layers the names that the formula may use
 * @throws {DomainError} 'invalid-input' with the column and what was found there
 */
export async function parseFormula(text: string, layers: readonly string[]): Promise<Formula> {
  for (const layer of layers) requireLayerName(layer);
  const words = scanFormula(text, layers);
  const used = [...new Set(words.filter(({ kind }) => kind === 'layer').map((word) => word.text))];
  if (used.length === 0) {
    throw new DomainError('invalid-input', `The formula names no layer. Layers: ${layers.join(', ')}`, {
      errors: [{ pointer: '/formula', detail: 'names no layer' }],
    });
  }
  const root = await parseGrammar(text);
  // Calls are met in the order in which they are written.
  const calls = words.filter(({ kind }) => kind === 'function').values();
  return { text, layers: used, expression: rebuild(root, { layers: used, calls }, 1) };
}

async function parseGrammar(text: string): Promise<MathNode> {
  // Takes a second, which only those pay who give a formula.
  const { parse } = await import('mathjs/number');
  try {
    // A line break would end an expression.
    return parse(text.replace(/\s/g, ' '));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const column = 'char' in error && typeof error.char === 'number' ? error.char : 1;
    const found = text.slice(column - 1, column + 19).trim();
    const expected = error.message.replace(/ \(char \d+\)$/, '').toLowerCase();
    throw faultAt(column, `${expected}, found ${found === '' ? 'its end' : JSON.stringify(found)}`);
  }
}

interface Source {
  readonly layers: readonly string[];
  readonly calls: Iterator<Word>;
}

/** What may stand in a formula. The parser makes other nodes too, so that this type is checked, not trusted. */
type AllowedNode =
  | ConstantNode
  | SymbolNode
  | ParenthesisNode
  | OperatorNode<OperatorNodeOp, OperatorNodeFn>
  | ConditionalNode
  | FunctionNode;

function rebuild(node: MathNode, source: Source, depth: number): Expression {
  const { depth: mostDepth } = formulaLimits;
  if (depth > mostDepth) {
    throw new DomainError('invalid-input', `The formula nests more than ${mostDepth} operations in each other`);
  }
  const inner = (part: MathNode): Expression => rebuild(part, source, depth + 1);
  const allowed = node as AllowedNode;
  switch (allowed.type) {
    case 'ConstantNode':
      return numberOf(allowed.value, node);
    case 'SymbolNode': {
      const layer = source.layers.indexOf(allowed.name);
      return layer >= 0 ? { kind: 'layer', layer } : numberOf(constants[allowed.name], node);
    }
    case 'ParenthesisNode':
      return inner(allowed.content);
    case 'OperatorNode': {
      if (allowed.fn === 'unaryPlus') return inner(allowed.args[0]!);
      const operation = operators[allowed.fn];
      if (operation === undefined) throw refuse(node);
      return { kind: 'call', operation, operands: allowed.args.map(inner) };
    }
    case 'ConditionalNode': {
      const parts = [allowed.condition, allowed.trueExpr, allowed.falseExpr];
      return { kind: 'call', operation: 'choose', operands: parts.map(inner) };
    }
    case 'FunctionNode':
      return rebuildCall(allowed, source, inner);
    default:
      throw refuse(node);
  }
}

function rebuildCall(node: FunctionNode, { calls }: Source, inner: (part: MathNode) => Expression): Expression {
  const { name } = node.fn;
  const word = calls.next().value;
  if (!isFunction(name) || word?.text !== name) throw refuse(node);
  const { least, most } = functions[name];
  const count = node.args.length;
  if (count < least || count > most) {
    const wanted = least === most ? String(least) : `${least} to ${most}`;
    throw faultAt(word.column, `${name} needs ${wanted} in its parentheses, separated by commas; found ${count}`);
  }
  const operands = node.args.map(inner);
  if (most === 1) return { kind: 'call', operation: name, operands };
  return operands.reduce((left, right) => ({ kind: 'call', operation: name, operands: [left, right] }));
}

/** A comparison of three, such as a < b < c, and whatever a later version of the parser may know. */
function refuse(node: MathNode): DomainError {
  const shown = node.toString().slice(0, 80);
  const detail = `found ${JSON.stringify(shown)}, which is not numbers, layers, functions, + - * / ^, two sides compared, and, or, not, or condition ? value : value`;
  return new DomainError('invalid-input', `Formula: ${detail}`, { errors: [{ pointer: '/formula', detail }] });
}

function numberOf(value: unknown, node: MathNode): Expression {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse(node);
  return { kind: 'number', value };
}
