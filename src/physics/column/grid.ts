/** How ground is cut into cells: fine where seasons reach, wider below. */
import { DomainError } from '../../core/errors.ts';

export interface GridRule {
  /** Size of the cells down to `fineToM`. */
  readonly finestM: number;
  readonly fineToM: number;
  /** Each cell below is larger than the one above by this factor, up to `widestM`. */
  readonly growth: number;
  readonly widestM: number;
}

/** 5 cm to 2.5 m, then 8 % more from cell to cell up to 1 m: 115 cells for 40 m. */
export const defaultGridRule: GridRule = { finestM: 0.05, fineToM: 2.5, growth: 1.08, widestM: 1 };

/** A column of more would take minutes for a century. */
const mostCells = 20_000;

/**
 * Sizes of the cells, m, that fill layers one after another so that every boundary of a layer is one of cells: within a
 * layer the sizes of the rule are stretched or shrunk alike, by less than half a cell in all.
 * @param thicknessesM of the layers from the top, > 0
 * @throws {DomainError} 'invalid-input' for a rule or a thickness that cannot be
 */
export function layeredGrid(thicknessesM: readonly number[], rule: GridRule): Float64Array {
  checkRule(rule);
  const sizes: number[] = [];
  let topM = 0;
  let nextM = rule.finestM;
  for (const thicknessM of thicknessesM) {
    if (!(thicknessM > 0 && thicknessM < Infinity)) {
      throw new DomainError('invalid-input', `A layer's thickness must be above 0 m and finite, found ${thicknessM}`);
    }
    const own: number[] = [];
    let filledM = 0;
    while (filledM < thicknessM) {
      const sizeM = topM + filledM < rule.fineToM ? rule.finestM : Math.min(nextM * rule.growth, rule.widestM);
      // A last cell of which less than half has room is left out, and the others fill the room.
      if (own.length > 0 && thicknessM - filledM < sizeM / 2) break;
      own.push(sizeM);
      filledM += sizeM;
      nextM = sizeM;
      if (sizes.length + own.length > mostCells) {
        throw new DomainError('invalid-input', `The grid would have more than ${mostCells} cells; take larger cells`);
      }
    }
    for (const sizeM of own) sizes.push((sizeM * thicknessM) / filledM);
    topM += thicknessM;
  }
  return Float64Array.from(sizes);
}

function checkRule({ finestM, fineToM, growth, widestM }: GridRule): void {
  if (finestM >= 0.001 && widestM >= finestM && growth >= 1 && growth <= 2 && fineToM >= 0) return;
  throw new DomainError(
    'invalid-input',
    `A grid needs a finest cell of 0.001 m or more, a widest cell that is no finer, growth of 1 to 2 and a depth of fine cells of 0 m or more; found ${JSON.stringify({ finestM, fineToM, growth, widestM })}`,
  );
}

/** Depths of the cells' boundaries, m: one more than cells, the first is 0. */
export function edgeDepthsM(thicknessM: Float64Array): Float64Array {
  const edges = new Float64Array(thicknessM.length + 1);
  for (let i = 0; i < thicknessM.length; i++) edges[i + 1] = edges[i]! + thicknessM[i]!;
  return edges;
}

/** Depths of the cells' centres, m. */
export function centreDepthsM(thicknessM: Float64Array): Float64Array {
  const edges = edgeDepthsM(thicknessM);
  return thicknessM.map((sizeM, i) => edges[i]! + sizeM / 2);
}
