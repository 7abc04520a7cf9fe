/** ONNX files, judged by onnxruntime. */
import * as fc from 'fast-check';
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { cryoforest } from '../../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../../src/forest/engine.ts';
import { LEAF, treeCountOf, viewForest } from '../../../src/forest/forest.ts';
import type { Forest } from '../../../src/forest/forest.ts';
import type { ModelDescription } from '../../../src/forest/modelHeader.ts';
import { encodeOnnx } from '../../../src/forest/onnx/exportOnnx.ts';
import { predictNaive } from '../../../src/forest/predict.ts';
import { classPredictor, countVotes } from '../../../src/forest/votes.ts';
import { float32, forestOf, forests, trees } from '../support/forests.ts';
import type { Tree } from '../support/forests.ts';
import { makeTable, rowOf } from '../support/tables.ts';

// Threads would outlive the test.
ort.env.wasm.numThreads = 1;

function describeModel(covariateCount: number, classes: readonly string[] | null = null): ModelDescription {
  return {
    covariates: Array.from({ length: covariateCount }, (_, i) => ({
      name: `温度${i}`,
      source: 'column',
      coordinate: null,
      raster: null,
      unit: 'm',
      levels: null,
      imputed: null,
      importance: null,
      minimum: 0,
      maximum: 10,
    })),
    target: { name: 'magst_c', unit: '°C', classes },
    weights: null,
    engine: { name: 'cryoforest', options: { trees: 100 } },
    seed: 7,
    stations: 200,
    boreholes: { name: 'a.csv', sha256: 'ab' },
    applicability: { missing: 'this is a test' },
    intervals: [],
    software: 'Cryoforest 0.0.1',
    report: { outOfBag: { rmse: 1.25 } },
  };
}

const encode = (forest: Forest): Uint8Array<ArrayBuffer> =>
  encodeOnnx({ description: describeModel(forest.covariateCount), forest });

type Rows = readonly (readonly number[])[];

async function runOnnx(bytes: Uint8Array, rows: Rows): Promise<Readonly<Record<string, ort.Tensor>>> {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const covariates = new ort.Tensor('float32', rows.flat(), [rows.length, rows[0]!.length]);
  const outputs = await session.run({ covariates });
  await session.release();
  return outputs;
}

/** What is promised: leaves rounded to float32, and as many float32 additions as there are trees. */
function boundOf(forest: Forest): number {
  const leaves = forest.value.filter((_, node) => forest.feature[node] === LEAF).map(Math.abs);
  // The second term: what float32 cannot hold of numbers near zero.
  return (treeCountOf(forest) + 1) * (2 ** -24 * Math.max(...leaves) + 2 ** -149);
}

async function expectAgreement(forest: Forest, rows: Rows): Promise<void> {
  const { prediction } = await runOnnx(encode(forest), rows);
  expect(prediction!.dims).toEqual([rows.length, 1]);
  const theirs = prediction!.data as Float32Array;
  const bound = boundOf(forest);
  for (const [i, row] of rows.entries()) {
    const ours = predictNaive(forest, row);
    if (Number.isNaN(ours)) expect(theirs[i]).toBeNaN();
    else expect(Math.abs(theirs[i]! - ours), `row ${row.join(', ')}`).toBeLessThanOrEqual(bound);
  }
}

function asClasses(tree: Tree, classCount: number): Tree {
  if ('value' in tree) return { value: Math.floor(Math.abs(tree.value)) % classCount };
  return { ...tree, left: asClasses(tree.left, classCount), right: asClasses(tree.right, classCount) };
}

/** A text in a message, found without knowing its field. */
const holds = (bytes: Uint8Array, text: string): boolean => Buffer.from(bytes).includes(Buffer.from(text));

describe('encodeOnnx', () => {
  it('gives a forest that onnxruntime evaluates alike, on thresholds and on nodata too', async () => {
    const { columns, target, rows } = makeTable(200, 6);
    const options = resolveOptions(cryoforest, { trees: 100 });
    const task = { columns, target, rows, options, seed: 1, firstTree: 0, treeCount: 100 };
    const forest = viewForest(trainTrees(cryoforest, task).forest);
    const onThresholds = Array.from(rows, (row) => rowOf(columns, row));
    for (const [node, covariate] of forest.feature.subarray(0, 200).entries()) {
      if (covariate >= 0) onThresholds[node]![covariate] = forest.threshold[node]!;
    }
    await expectAgreement(forest, [...onThresholds, [1, 2, 3, 4, 5, Number.NaN]]);
  });

  it('holds any shape of trees', async () => {
    const row = fc.array(fc.oneof(float32, fc.constant(Number.NaN)), { minLength: 3, maxLength: 3 });
    const property = fc.asyncProperty(forests(3), fc.array(row, { minLength: 1, maxLength: 20 }), expectAgreement);
    await fc.assert(property, { numRuns: 25 });
  });

  it.each([2, 3])('holds forests of %i classes, with labels, votes and equals', async (classCount) => {
    const labels = ['沼泽', 'lichen', 'moss'].slice(0, classCount);
    const tree = trees(2).map((grown) => asClasses(grown, classCount));
    const row = fc.array(fc.oneof(float32, fc.constant(Number.NaN)), { minLength: 2, maxLength: 2 });
    const property = fc.asyncProperty(
      fc.array(tree, { minLength: 1, maxLength: 4 }),
      fc.array(row, { minLength: 1, maxLength: 20 }),
      async (list, rows) => {
        const forest = forestOf(2, list);
        const columns = [0, 1].map((i) => Float32Array.from(rows, (values) => values[i]!));
        const bytes = encodeOnnx({ description: describeModel(2, labels), forest });
        const { prediction, shares } = await runOnnx(bytes, rows);
        const winner = classPredictor(forest, classCount, columns);
        for (const i of rows.keys()) {
          const share = shares!.data.slice(i * classCount, (i + 1) * classCount) as Float32Array;
          const missing = Number.isNaN(winner(i));
          expect(prediction!.data[i]).toBe(missing ? '' : labels[winner(i)]);
          const votes = countVotes(forest, classCount, columns, i);
          expect(share).toEqual(Float32Array.from(votes, (count) => (missing ? Number.NaN : count / list.length)));
        }
      },
    );
    await fc.assert(property, { numRuns: 25 });
  });

  it('carries names, units, target, seed and hashes, and the program that wrote it', () => {
    const bytes = encode(forestOf(2, [{ value: 1 }]));
    expect(holds(bytes, JSON.stringify(describeModel(2).covariates))).toBe(true);
    expect(holds(bytes, '{"name":"magst_c","unit":"°C","classes":null}')).toBe(true);
    expect(holds(bytes, '{"name":"a.csv","sha256":"ab"}')).toBe(true);
    expect(holds(bytes, 'magst_c in °C; NaN where a covariate is NaN')).toBe(true);
    expect(holds(bytes, 'Cryoforest 0.0.1')).toBe(true);
    expect(holds(bytes, 'Cryoforest 0.1.0')).toBe(true);
  });

  it('writes the same bytes for the same model', () => {
    const forest = forestOf(2, [{ feature: 1, threshold: 0.5, left: { value: -2 }, right: { value: 0.1 } }]);
    expect(encode(forest)).toEqual(encode(forest));
  });
});
