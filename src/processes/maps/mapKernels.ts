/** Which kernels made a map: chunks say so, and the job reports it. */
import { DomainError } from '../../core/errors.ts';
import type { BandKernel } from '../../forest/kernelChoice.ts';
import type { ProcessContext } from '../process.ts';

/**
 * @param frames of a chunk, as `predictWindow` made them
 * @returns the kernels, and the frames without them
 * @throws {DomainError} 'artefact-damaged' where the chunk does not say which kernels made it
 */
export function takeKernels(
  index: number,
  frames: readonly Uint8Array[],
): { readonly kernels: readonly BandKernel[]; readonly others: readonly Uint8Array[] } {
  const frame = frames.at(-2);
  if (frame === undefined) throw new DomainError('artefact-damaged', `Chunk ${index} does not say what made it`);
  return { kernels: parseKernels(index, new TextDecoder().decode(frame)), others: frames.toSpliced(-2, 1) };
}

function parseKernels(index: number, text: string): readonly BandKernel[] {
  try {
    // A worker of this program wrote it.
    return JSON.parse(text) as readonly BandKernel[];
  } catch (cause) {
    throw new DomainError('artefact-damaged', `Chunk ${index} does not say what made it`, {}, { cause });
  }
}

/** A forest too large for a kernel is evaluated by the next one, which takes longer: the job says so. */
export function logKernels({ log }: Pick<ProcessContext, 'log'>, kernels: readonly BandKernel[]): void {
  for (const { bands, kernel, passedOver } of kernels) {
    const taken = `${bands.join(', ')} by kernel ${kernel}`;
    if (passedOver.length === 0) log('info', taken);
    else log('warning', `${taken}, as ${passedOver.join('; ')}`);
  }
}
