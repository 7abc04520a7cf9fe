/** Rewrites a model as an ONNX file off the main thread: a large forest takes seconds. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { decodeModel } from '../src/forest/modelFile.ts';
import { encodeOnnx } from '../src/forest/onnx/exportOnnx.ts';
import { asTask } from '../src/pool/protocol.ts';

export interface ExportOnnxTask {
  readonly model: string;
  /** Where to write. */
  readonly onnx: string;
}

export default asTask(async ({ model, onnx }: ExportOnnxTask): Promise<void> => {
  const decoded = decodeModel(await readFile(model), (bytes) => createHash('sha256').update(bytes).digest());
  await writeFile(onnx, encodeOnnx(decoded));
});
