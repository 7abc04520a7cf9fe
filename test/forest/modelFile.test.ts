import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import type { Model } from '../../src/forest/modelFile.ts';
import { packRelation } from '../../src/forest/linear/linearRelation.ts';
import { decodeModel, encodeModel } from '../../src/forest/modelFile.ts';
import type { ModelDescription } from '../../src/forest/modelHeader.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { requireForest } from '../../src/forest/relation.ts';
import { viewForest } from '../../src/forest/forest.ts';
import { forestOf, forests } from './support/forests.ts';
import type { TrainingRows } from '../../src/forest/trainingRows.ts';
import { requireTrainingRows } from '../../src/forest/trainingRows.ts';
import { makeTable } from './support/tables.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

function describeModel(covariateCount: number): ModelDescription {
  return {
    covariates: Array.from({ length: covariateCount }, (_, i) => ({
      name: i === 0 ? '温度 °C' : `c${i}`,
      source: i === 0 ? ('column' as const) : ('raster' as const),
      coordinate: i === 0 ? ('latitude' as const) : null,
      raster: i === 0 ? null : { name: 'tpi.tif', sha256: 'cd'.repeat(32), band: 1 },
      unit: i === 0 ? null : 'm',
      levels: i === 0 ? null : ['bog', '3'],
      imputed: i === 0 ? { value: 1.5, rows: 2 } : null,
      minimum: -1.5,
      maximum: 2,
      importance: i === 0 ? null : -0.25,
    })),
    target: { name: 'magst_c', unit: 'degC', classes: null },
    weights: 'years',
    engine: { name: 'ml-random-forest', options: { trees: 500, maxDepth: null } },
    seed: 7,
    stations: 2,
    boreholes: { name: 'a.csv', sha256: 'ab'.repeat(32) },
    applicability: {
      space: {
        means: Array.from({ length: covariateCount }, () => -1.5),
        scales: Array.from({ length: covariateCount }, (_, i) => 0.25 * i),
        levelScales: Array.from({ length: covariateCount }, (_, i) => (i === 0 ? [0, 0] : null)),
      },
      threshold: 0.5,
      profile: { rows: 12, window: 5, dissimilarity: [0.125, 0.25], rmse: [1, 1.5] },
    },
    intervals: [{ nominal: 0.9, share: 0.84 }],
    software: 'Cryoforest 0.1.0',
    report: { outOfBag: { rmse: 1.25 }, rejected: [] },
  };
}

const model: Model = {
  description: describeModel(2),
  forest: forestOf(2, [{ feature: 1, threshold: 0.5, left: { value: -2 }, right: { value: 0.1 } }, { value: 3 }]),
  rows: null,
};
const rows: TrainingRows = {
  columns: [Float32Array.of(1.5, -2), Float32Array.of(0, 7)],
  target: Float64Array.of(-0.1, 4),
  positions: { lon: Float64Array.of(100, Number.NaN), lat: Float64Array.of(70, -5) },
  folds: Int32Array.of(3, -1),
};
const bytes = encodeModel(model, sha256);

/** A file whose checksum is right although its content was changed: what an attacker would send. */
function forge(change: (copy: Uint8Array) => Uint8Array | void): Uint8Array {
  const copy = bytes.slice(0, -32);
  const content = change(copy) ?? copy;
  return Buffer.concat([content, sha256(content)]);
}

function forgeHeader(change: (header: string) => string): Uint8Array {
  const length = new DataView(bytes.buffer).getUint32(12, true);
  const header = Buffer.from(
    change(
      Buffer.from(bytes.slice(16, 16 + length))
        .toString()
        .trimEnd(),
    ),
  );
  const prefix = Buffer.from(bytes.slice(0, 16));
  prefix.writeUInt32LE(header.length, 12);
  return forge(() => Buffer.concat([prefix, header, bytes.slice(16 + length, -32)]));
}

function unreadable(text: string): unknown {
  return expect.objectContaining({ code: 'model-unreadable', message: expect.stringContaining(text) });
}

describe('encodeModel', () => {
  it('gives back the same forest and description for any forest', () => {
    fc.assert(
      fc.property(forests(3), (forest) => {
        const description = describeModel(3);
        const back = decodeModel(encodeModel({ description, forest, rows: null }, sha256), sha256);
        expect(back.description).toEqual(description);
        expect(Buffer.from(requireForest(back, 'This test').buffer).equals(Buffer.from(forest.buffer))).toBe(true);
      }),
    );
  });

  it('keeps covariates beyond 255, which need two bytes a node', () => {
    const forest = forestOf(300, [{ feature: 299, threshold: 1, left: { value: 1 }, right: { value: 2 } }]);
    const back = decodeModel(encodeModel({ description: describeModel(300), forest, rows: null }, sha256), sha256);
    expect([...requireForest(back, 'This test').feature]).toEqual([299, -1, -1]);
  });

  it('gives the same bytes whatever order keys were set in', () => {
    const { report, ...rest } = model.description;
    const reordered = { report: Object.fromEntries(Object.entries(report).toReversed()), ...rest };
    expect(encodeModel({ ...model, description: reordered }, sha256)).toEqual(bytes);
  });

  it('lays the file out as documented', () => {
    const view = new DataView(bytes.buffer);
    const header = view.getUint32(12, true);
    expect(Buffer.from(bytes.slice(0, 8)).toString()).toBe('CRYOFRST');
    expect(view.getUint32(8, true)).toBe(2);
    expect(header % 8).toBe(0);
    const at = 16 + header;
    expect([0, 8, 16].map((offset) => view.getFloat64(at + offset, true))).toEqual([-2, 0.1, 3]);
    expect(view.getFloat32(at + 24, true)).toBe(0.5);
    expect([28, 32].map((offset) => view.getUint32(at + offset, true))).toEqual([3, 1]);
    expect(bytes.slice(at + 36, at + 40)).toEqual(Uint8Array.of(1, 255, 255, 255));
    expect(bytes).toHaveLength(at + 40 + 32);
  });

  it('needs less than 5 MB for 500 trees on 1,000 rows, even with leaves of one row', () => {
    const trees = 2;
    const table = makeTable(1000, 6);
    const options = resolveOptions(mlRandomForest, { minNodeSize: 1 });
    const batch = trainTrees(mlRandomForest, { ...table, options, seed: 1, firstTree: 0, treeCount: trees });
    const forest = viewForest(batch.forest);
    const description = { ...describeModel(6), stations: 1000 };
    const without = encodeModel({ description, forest, rows: null }, sha256).length;
    const positions = { lon: table.target, lat: table.target };
    const withRows = { ...table, positions, folds: new Int32Array(1000) };
    const rowBytes = encodeModel({ description, forest, rows: withRows }, sha256).length - without;
    expect((without / trees) * 500 + rowBytes).toBeLessThan(5e6);
  });
});

/** A sealed file of two classes: the numbers of a stump's leaves, and of the training rows. */
function classified(leaves: readonly [number, number], targets: readonly number[]): Uint8Array {
  const { description } = model;
  const [left, right] = [{ value: leaves[0] }, { value: leaves[1] }];
  return encodeModel(
    {
      description: { ...description, target: { ...description.target, classes: ['bog', 'fen'] } },
      forest: forestOf(2, [{ feature: 1, threshold: 0.5, left, right }]),
      rows: { ...rows, target: Float64Array.from(targets) },
    },
    sha256,
  );
}

describe('a linear relation in a model file', () => {
  const linear = packRelation(20.25, [-0.0065, [0.5, 1e-300]]);
  const sealed = encodeModel({ description: model.description, linear, rows }, sha256);

  it('comes back to the last bit, with description and rows, where the format documents it', () => {
    const back = decodeModel(sealed, sha256);
    expect(back).toEqual({ description: model.description, linear, rows });
    const view = new DataView(sealed.buffer);
    const at = 16 + view.getUint32(12, true);
    expect([0, 8, 16, 24].map((offset) => view.getFloat64(at + offset, true))).toEqual([20.25, -0.0065, 0.5, 1e-300]);
  });

  it('is refused with a coefficient that is not finite', () => {
    const infinite = encodeModel(
      { description: model.description, linear: packRelation(0, [1, [0.5, Infinity]]), rows },
      sha256,
    );
    expect(() => decodeModel(infinite, sha256)).toThrow(
      unreadable('a coefficient is not finite (0, 1, 0.5, Infinity)'),
    );
  });

  it('is refused as a relation of no known kind, and where the file holds a forest', () => {
    const [start, end] = ['"relation":"forest"', '"relation":"spline"'];
    expect(() =>
      decodeModel(
        forgeHeader((text) => text.replace(start, end)),
        sha256,
      ),
    ).toThrow(unreadable('relation should be forest or linear, got "spline"'));
    expect(() =>
      decodeModel(
        forgeHeader((text) => text.replace(start, '"relation":"linear"')),
        sha256,
      ),
    ).toThrow(unreadable('says a linear relation of 2 covariates and 2 training rows'));
  });
});

describe('training rows in a model file', () => {
  it.each([
    ['all parts', rows],
    ['no positions', { ...rows, positions: null }],
    ['no folds', { ...rows, folds: null }],
  ])('come back as they were: %s', (_name, given) => {
    expect(decodeModel(encodeModel({ ...model, rows: given }, sha256), sha256).rows).toEqual(given);
    expect(decodeModel(bytes, sha256).rows).toBeNull();
  });

  it.each([
    ['a target that is not finite', { ...rows, target: Float64Array.of(1, Number.NaN) }, 'not finite'],
    [
      'a covariate that is not finite',
      { ...rows, columns: [rows.columns[0]!, Float32Array.of(0, Infinity)] },
      'not finite',
    ],
    ['a fold below −1', { ...rows, folds: Int32Array.of(0, -2) }, 'a fold below −1'],
  ])('are refused with %s', (_name, given, message) => {
    const encoded = encodeModel({ ...model, rows: given }, sha256);
    expect(() => decodeModel(encoded, sha256)).toThrow(unreadable(message));
  });

  it('stand as documented between the trees and the checksum', () => {
    const encoded = encodeModel({ ...model, rows }, sha256);
    const view = new DataView(encoded.buffer);
    const at = encoded.length - 32 - 72;
    expect([0, 8, 16, 32].map((offset) => view.getFloat64(at + offset, true))).toEqual([-0.1, 4, 100, 70]);
    expect([48, 52, 56, 60].map((offset) => view.getFloat32(at + offset, true))).toEqual([1.5, -2, 0, 7]);
    expect([64, 68].map((offset) => view.getInt32(at + offset, true))).toEqual([3, -1]);
  });

  it('are refused by name where a model left them out', () => {
    expect(requireTrainingRows(rows, 'Band q05', null)).toBe(rows);
    expect(() => requireTrainingRows(null, 'Band q05', 'ask for less')).toThrow(
      /Band q05 needs the rows.*keepTrainingRows=true, or ask for less$/,
    );
    expect(() => requireTrainingRows(null, 'An explanation', null)).toThrow(/keepTrainingRows=true$/);
  });
});

describe('decodeModel', () => {
  it('reads a file from before intervals were calibrated: it has none', () => {
    const older = forgeHeader((text) => text.replace(/"intervals":\[.*?\],/, ''));
    expect(decodeModel(older, sha256).description.intervals).toEqual([]);
  });

  it('reads bytes that stand within a larger buffer', () => {
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect(decodeModel(larger.subarray(3, 3 + bytes.length), sha256).description).toEqual(model.description);
  });

  it('refuses every cut', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeModel(bytes.slice(0, length), sha256)).toThrow(
        expect.objectContaining({ code: 'model-unreadable' }),
      );
    }
  });

  it('refuses every changed byte', () => {
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.with(i, bytes[i]! ^ 1);
      const code = i >= 8 && i < 12 ? 'model-version' : 'model-unreadable';
      expect(() => decodeModel(changed, sha256)).toThrow(expect.objectContaining({ code }));
    }
  });

  it('says what a foreign file starts with', () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452'.repeat(8), 'hex');
    expect(() => decodeModel(png, sha256)).toThrow(
      unreadable('starts with CRYOFRST, got 128 bytes that start with "\u0089PNG'),
    );
  });

  it('names both versions of a newer file', () => {
    const newer = forge((copy) => copy.set([3], 8));
    expect(() => decodeModel(newer, sha256)).toThrow(
      expect.objectContaining({ code: 'model-version', detail: { found: 3, expected: 2 } }),
    );
  });

  it.each([
    ['a covariate that does not exist', 36, [2], 'node 0 splits on covariate 2 of 2'],
    ['a tree that does not close', 37, [1], 'too few or too many nodes'],
    ['trees cut in another place', 28, [1, 0, 0, 0, 3, 0, 0, 0], 'too few or too many nodes'],
    ['a tree of 2³² − 1 nodes', 28, [255, 255, 255, 255], 'too few or too many nodes'],
    ['an infinite threshold', 24, [0, 0, 0x80, 0x7f], 'node 0 holds a number that is not finite'],
    ['a leaf that is NaN', 8, [0, 0, 0, 0, 0, 0, 0xf8, 0x7f], 'node 2 holds a number that is not finite'],
  ])('refuses a well-sealed file with %s', (_name, offset, values, message) => {
    const header = new DataView(bytes.buffer).getUint32(12, true);
    expect(() =>
      decodeModel(
        forge((copy) => copy.set(values, 16 + header + offset)),
        sha256,
      ),
    ).toThrow(unreadable(message));
  });

  it.each<[string, [number, number], number[]]>([
    ['leaf', [0, 2], [1, 0]],
    ['leaf', [0, 0.5], [1, 0]],
    ['leaf', [-1, 1], [1, 0]],
    ['training row', [0, 1], [0, 7]],
  ])('refuses a %s of no class: leaves %j, rows %j', (where, leaves, targets) => {
    expect(() => decodeModel(classified([0, 1], [1, 0]), sha256)).not.toThrow();
    expect(() => decodeModel(classified(leaves, targets), sha256)).toThrow(
      unreadable(`The model has 2 classes; a ${where} holds`),
    );
  });

  it('refuses a header longer than the file', () => {
    const long = forge((copy) => new DataView(copy.buffer).setUint32(12, 0xfffffff8, true));
    expect(() => decodeModel(long, sha256)).toThrow(unreadable('should have 4294967288 bytes'));
  });

  it.each([
    [(text: string) => text.slice(1), 'is not JSON'],
    [() => '[]', 'header should be an object, got []'],
    [(text: string) => text.replace('"treeCount":2', '"treeCount":1e15'), '1000000000000000 trees'],
    [
      (text: string) => text.replace('"trainingRows":null', '"trainingRows":{"folds":true,"positions":true}'),
      '2 training rows, which need',
    ],
    [
      (text: string) => text.replace('"trainingRows":null', '"trainingRows":{"folds":1}'),
      'trainingRows.positions should be true or false',
    ],
    [
      (text: string) => text.replace('"trainingRows":null', '"trainingRows":7'),
      'trainingRows should be an object, got 7',
    ],
    [(text: string) => text.replace('"nodeCount":4', '"nodeCount":-4'), 'nodeCount should be a whole number from 1'],
    [(text: string) => text.replace('"seed":7', '"sead":7'), 'seed should be a finite number, got nothing'],
    [(text: string) => text.replace('"name":"c1"', '"name":"温度 °C"'), 'covariates should be unique names'],
    [
      (text: string) => text.replace('"source":"raster"', '"source":"guess"'),
      'covariates[1].source should be raster or column',
    ],
    [
      (text: string) => text.replace('"maximum":2', '"maximum":null'),
      'covariates[0].maximum should be a finite number, got null',
    ],
    [(text: string) => text.replace(/"boreholes":\{.*?\}/, '"boreholes":3'), 'boreholes should be an object, got 3'],
    [
      (text: string) => text.replace('"band":1', '"band":0'),
      'covariates[1].raster.band should be a whole number from 1',
    ],
    [
      (text: string) => text.replace('cdcd', 'cd\\u0000'),
      'covariates[1].raster.sha256 should be a SHA-256 of 64 hexadecimal digits',
    ],
    [
      (text: string) => text.replace(/"report":\{/, `"report":{"deep":${'['.repeat(1e5)}${']'.repeat(1e5)},`),
      'nests without an end',
    ],
    [(text: string) => text.replace('["bog","3"]', '["bog","bog"]'), 'covariates[1].levels should be different labels'],
    [(text: string) => text.replace('"rows":2', '"rows":"2"'), 'covariates[0].imputed.rows should be a finite number'],
    [(text: string) => text.replace('"classes":null', '"classes":7'), 'target.classes should be a list, got 7'],
    [
      (text: string) => text.replace('"share":0.84', '"share":1'),
      'intervals[0].share should be a number between 0 and 1',
    ],
    [(text: string) => text.replace(/"intervals":\[.*?\]/, '"intervals":7'), 'intervals should be a list, got 7'],
    [(text: string) => text.replace('"latitude"', '"altitude"'), 'coordinate should be longitude or latitude'],
    [
      (text: string) => text.replace(/"covariates":\[.*?\}\]/, '"covariates":[]'),
      'covariates should be from 1 to 32767',
    ],
    [(text: string) => text.replace(/"covariates":\[.*?\}\]/, '"covariates":{}'), 'covariates should be a list'],
    [(text: string) => text.replace('"importance":-0.25', '"importance":"-"'), 'covariates[1].importance should be a'],
    [
      (text: string) => text.replace('"threshold":0.5', '"threshold":-1'),
      'applicability.threshold should be a number from 0',
    ],
    [
      (text: string) => text.replace('"scales":[0,0.25]', '"scales":[0,0]'),
      'scales should be a number above 0 among them',
    ],
    [
      (text: string) => text.replace('"scales":[0,0.25]', '"scales":[1]'),
      'scales should be one number per covariate, 2',
    ],
    [
      (text: string) => text.replace('"levelScales":[[0,0],null]', '"levelScales":[[0,-1],null]'),
      'levelScales[0][1] should be a number from 0',
    ],
    [
      (text: string) => text.replace('"levelScales":[[0,0],null]', '"levelScales":[null]'),
      'levelScales should be one entry per covariate, 2, got 1',
    ],
    [
      (text: string) => text.replace('"means":[-1.5,', '"means":['),
      'means should be one number per covariate, 2, got 1',
    ],
    [
      (text: string) => text.replace('"rmse":[1,1.5]', '"rmse":[1.5,1]'),
      'profile.rmse should be numbers that never fall',
    ],
    [(text: string) => text.replace('"rmse":[1,1.5]', '"rmse":[1]'), 'rmse should be one number per dissimilarity'],
    [(text: string) => text.replace('"threshold":0.5', '"missing":0'), 'applicability.missing should be a text, got 0'],
    [(text: string) => text.replace('"unit":"degC"', '"unit":5'), 'target.unit should be a text, got 5'],
  ])('refuses a well-sealed header: %#', (change, message) => {
    expect(() => decodeModel(forgeHeader(change), sha256)).toThrow(unreadable(message));
  });

  it('keeps the reason for which there is no area of applicability, and no profile', () => {
    const { applicability } = model.description;
    for (const kept of [{ missing: 'no folds' }, { ...applicability, profile: null }]) {
      const description = { ...model.description, applicability: kept as typeof applicability };
      expect(decodeModel(encodeModel({ ...model, description }, sha256), sha256).description).toEqual(description);
    }
  });

  it('refuses a header that is not UTF-8', () => {
    expect(() =>
      decodeModel(
        forge((copy) => copy.set([0xff], 20)),
        sha256,
      ),
    ).toThrow(unreadable('not UTF-8'));
  });
});
