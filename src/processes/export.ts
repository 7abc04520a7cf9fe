/** Process `export`: a model as an ONNX file, for programs that know nothing of this one. */
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { modelInput } from './inputs/commonInputs.ts';
import { defineProcess } from './process.ts';
import type { ExportOnnxTask } from '../../workers/exportOnnx.ts';

export const exportProcess = defineProcess({
  id: 'export',
  version: '1.0.0',
  title: 'Export of a model as ONNX',
  description:
    'Writes the forest as TreeEnsembleRegressor or TreeEnsembleClassifier of ai.onnx.ml, for onnxruntime and other programs. Input "covariates": float [rows, covariates] in the order of the metadata\'s "covariates", a categorical one as the place of its label in "levels", from 0. Output "prediction": float [rows, 1], within 3e-5 of the mean absolute leaf value of what this program predicts (float32 sums of 500 trees); for classes the label, with "shares" of the votes. NaN in gives NaN (an empty label) out. The metadata hold covariates with units and ranges, target, engine, seed, input hashes and scores.',
  modes: ['sync', 'async'],
  inputs: z.object({ model: modelInput }),
  outputs: {
    onnx: {
      title: 'ONNX model',
      description: 'The same model always gives the same bytes.',
      mediaType: 'application/octet-stream',
    },
  },
  async run(context, { model }) {
    const file = await context.library.resolve('model', model);
    const fileName = `${basename(file.name, extname(file.name))}.onnx`;
    const path = join(context.folder, 'model.onnx');
    const task: ExportOnnxTask = { model: file.path, onnx: path };
    await context.pool.run('exportOnnx', task, context.signal);
    return { onnx: { kind: 'file', path, fileName } };
  },
});
