/**
 * Operations over blocks of cells: float64 registers in, one out. NaN stands for no value, and an infinity becomes
 * NaN where it appears: 1 / (1 / 0) has no value, though IEEE 754 makes it 0.
 */
import { isStrict, strictOperations } from './operations.ts';
import type { OperationName, StrictName } from './operations.ts';

/** `out[i] = operation(a[i], b[i], c[i])` for the first `count` cells; registers that it does not need are ignored. */
export type Kernel = (out: Float64Array, a: Float64Array, b: Float64Array, c: Float64Array, count: number) => void;

export function kernelOf(operation: OperationName): Kernel {
  if (!isStrict(operation)) return { and: andKernel, or: orKernel, choose: chooseKernel }[operation];
  return writtenOut[operation] ?? kernelFor(operation);
}

/** By a call per cell, whose result is boxed: several times as slow as the loops below. */
function kernelFor(operation: StrictName): Kernel {
  const { apply, most } = strictOperations[operation];
  if (most === 1) {
    return (out, a, _b, _c, count) => {
      for (let i = 0; i < count; i++) {
        const value = apply(a[i]!, 0);
        out[i] = value + (value - value) + (a[i]! - a[i]!);
      }
    };
  }
  return (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) {
      const value = apply(a[i]!, b[i]!);
      // Comparisons and NaN ^ 0 have a result where an operand has none.
      out[i] = value + (value - value) + (a[i]! - a[i]!) + (b[i]! - b[i]!);
    }
  };
}

/** What formulas are mostly made of, written out so that each loop is compiled for its own operator. x + (x − x) is x where finite, else NaN. */
const writtenOut: { readonly [Name in StrictName]?: Kernel } = {
  '+': (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) {
      const value = a[i]! + b[i]!;
      out[i] = value + (value - value);
    }
  },
  '-': (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) {
      const value = a[i]! - b[i]!;
      out[i] = value + (value - value);
    }
  },
  '*': (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) {
      const value = a[i]! * b[i]!;
      out[i] = value + (value - value);
    }
  },
  '/': (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) {
      const value = a[i]! / b[i]!;
      out[i] = value + (value - value);
    }
  },
  '<': (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Number(a[i]! < b[i]!) + (a[i]! - a[i]!) + (b[i]! - b[i]!);
  },
  '<=': (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Number(a[i]! <= b[i]!) + (a[i]! - a[i]!) + (b[i]! - b[i]!);
  },
  '>': (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Number(a[i]! > b[i]!) + (a[i]! - a[i]!) + (b[i]! - b[i]!);
  },
  '>=': (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Number(a[i]! >= b[i]!) + (a[i]! - a[i]!) + (b[i]! - b[i]!);
  },
  min: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.min(a[i]!, b[i]!);
  },
  max: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.max(a[i]!, b[i]!);
  },
  negate: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = -a[i]!;
  },
  abs: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.abs(a[i]!);
  },
  sqrt: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.sqrt(a[i]!);
  },
  exp: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) {
      const value = Math.exp(a[i]!);
      out[i] = value + (value - value);
    }
  },
  log: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) {
      const value = Math.log(a[i]!);
      out[i] = value + (value - value);
    }
  },
};

const andKernel: Kernel = (out, a, b, _c, count) => {
  for (let i = 0; i < count; i++) out[i] = a[i] === 0 ? 0 : Number(b[i] !== 0) + (a[i]! - a[i]!) + (b[i]! - b[i]!);
};

const orKernel: Kernel = (out, a, b, _c, count) => {
  for (let i = 0; i < count; i++) {
    out[i] = a[i] === 0 ? Number(b[i] !== 0) + (b[i]! - b[i]!) : 1 + (a[i]! - a[i]!);
  }
};

const chooseKernel: Kernel = (out, a, b, c, count) => {
  for (let i = 0; i < count; i++) out[i] = (a[i] === 0 ? c[i]! : b[i]!) + (a[i]! - a[i]!);
};
