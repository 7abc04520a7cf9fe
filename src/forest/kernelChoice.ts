/** Which kernel was taken, so that a user can tell why a map takes longer than another. */

export interface KernelChoice {
  readonly kernel: string;
  /** The kernels that would have been taken before it, each with the reason why not. */
  readonly passedOver: readonly string[];
}

/** The kernel that computes some bands of a map. */
export type BandKernel = KernelChoice & { readonly bands: readonly string[] };

/** Told of a kernel that the forest has the shape for, and of the memory that it would need beyond what is allowed. */
export type TooLarge = (kernel: string, bytes: number) => void;

/** Collects reasons. @param limitBytes what is allowed */
export function collectTooLarge(limitBytes: number): {
  readonly passedOver: readonly string[];
  readonly tooLarge: TooLarge;
} {
  const passedOver: string[] = [];
  const tooLarge: TooLarge = (kernel, bytes) => {
    passedOver.push(`${kernel} needs ${megabytes(bytes)} in each thread, at most ${megabytes(limitBytes)} are taken`);
  };
  return { passedOver, tooLarge };
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
