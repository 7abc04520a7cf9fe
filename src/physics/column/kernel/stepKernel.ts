/** One implicit step of a column in WASM: lays out the memory that step.as works on. */
import { compileEmbedded, instantiateModule, MemoryPlan } from '../../../core/wasm.ts';
import { stepBase64 } from './stepBytes.ts';
import type { Surface } from '../surface.ts';
import type { CellRecord } from '../cellRecord.ts';
import type { Column } from '../column.ts';
import type { NewtonRules } from '../newton.ts';
import type { WasmFunctions } from '../../../core/wasm.ts';

const compiled = compileEmbedded(stepBase64);
const [wordBytes, doubleBytes] = [4, 8] as const;

/** Sizes as in step.as, bytes: of what is said of the column, of a cell, of a table before its pieces. */
const columnBytes = 64;
const recordBytes = 128;
const tableBytes = 64;
/** Offsets of a field of the column and of fields of a cell. */
const watchOffset = 48;
const [tableOffset, thicknessOffset, fluxOffset, residualOffset] = [0, 8, 48, 72] as const;

/** What each cell was at the ends of steps. */
export interface CellWatch {
  readonly clear: () => void;
  /** The cells as they are after the step that was solved last. */
  readonly add: () => void;
  /** @param steps that were added since it was cleared */
  readonly record: (steps: number) => CellRecord;
}

export interface StepRules extends NewtonRules {
  /** Where Newton's method runs in circles: how often a cell may come to another piece of its table before the step is given up. */
  readonly mostTurns: number;
}

export interface StepKernel {
  /** Of the cells, J/m³: before a step what it begins with, after one that was solved what it ends with. */
  readonly heat: Float64Array;
  /**
   * @param topWM Kirchhoff's potential of the surface's temperature in the first cell's material
   * @returns the cell that is furthest from balance, or −1 where the step was solved
   */
  readonly solve: (topWM: number, surface: Surface, durationS: number, rules: StepRules) => number;
  /** What a cell's heat lacked to balance in the last iteration, J/m³. */
  readonly residualJM3: (cell: number) => number;
  /** Through the surface into the ground, W/m². */
  readonly surfaceFluxWM2: () => number;
  readonly watch: CellWatch;
}

/** With a memory of its own. */
export function createStepKernel(column: Column): StepKernel {
  const { thicknessM, tables, tableOf, heatSourceWM3, geothermalFluxWM2 } = column;
  const cells = thicknessM.length;
  const plan = new MemoryPlan();
  plan.take(columnBytes + recordBytes * (cells + 1));
  const tableAddresses = tables.map(({ pieces }) => plan.take(tableBytes + pieces.byteLength));
  const heatAddress = plan.take(doubleBytes * cells);
  const watchAddress = plan.take(3 * doubleBytes * cells);
  const { functions, buffer } = instantiateModule<WasmFunctions<'solveStep' | 'watchStep'>>(compiled, plan.bytes);
  const words = new Uint32Array(buffer);
  const doubles = new Float64Array(buffer);
  const inRecord = (cell: number, offset: number): number => columnBytes + cell * recordBytes + offset;
  const doubleAt = (cell: number, offset: number): number => inRecord(cell, offset) / doubleBytes;
  words.set([cells, 0, heatAddress, columnBytes]);
  words[watchOffset / wordBytes] = watchAddress;
  for (const [i, { frozenJM3, thawedJM3, stepsPerJM3, steps, pieces }] of tables.entries()) {
    const address = tableAddresses[i]!;
    doubles.set([frozenJM3, stepsPerJM3, steps + 1, (frozenJM3 + thawedJM3) / 2], address / doubleBytes);
    doubles.set(pieces, (address + tableBytes) / doubleBytes);
  }
  for (let i = 0; i < cells; i++) {
    const perDistance = i === 0 ? 0 : 2 / (thicknessM[i]! + thicknessM[i - 1]!);
    words[inRecord(i, tableOffset) / wordBytes] = tableAddresses[tableOf[i]!]!;
    doubles.set([thicknessM[i]!, perDistance, heatSourceWM3[i]!], doubleAt(i, thicknessOffset));
  }
  doubles[doubleAt(cells, fluxOffset)] = -geothermalFluxWM2;
  return {
    heat: new Float64Array(buffer, heatAddress, cells),
    solve: (topWM, { temperatureC, resistanceM2KW }, durationS, { toleranceJM3, mostIterations, mostTurns }) =>
      functions.solveStep(0, topWM, temperatureC, resistanceM2KW, durationS, toleranceJM3, mostIterations, mostTurns),
    residualJM3: (cell) => doubles[doubleAt(cell, residualOffset)]!,
    surfaceFluxWM2: () => doubles[doubleAt(0, fluxOffset)]!,
    watch: watchOver(new Float64Array(buffer, watchAddress, 3 * cells), () => functions.watchStep(0)),
  };
}

/** @param values least and greatest heat of the cells and the sums of their temperatures, one after another */
function watchOver(values: Float64Array, add: () => void): CellWatch {
  const cells = values.length / 3;
  return {
    clear() {
      values
        .fill(Infinity, 0, cells)
        .fill(-Infinity, cells, 2 * cells)
        .fill(0, 2 * cells);
    },
    add,
    record: (steps) => ({
      leastJM3: values.slice(0, cells),
      greatestJM3: values.slice(cells, 2 * cells),
      meanC: values.slice(2 * cells).map((sumC) => sumC / steps),
    }),
  };
}
