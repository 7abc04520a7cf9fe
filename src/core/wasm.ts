/** WASM modules over a memory of their own: how one is started, and how its memory is shared out. */

const PAGE_BYTES = 65_536;

/** Functions of a module: addresses, counts and numbers in, one number out. */
export type WasmFunctions<Name extends string> = Readonly<Record<Name, (...numbers: number[]) => number>>;

export interface WasmInstance<Functions> {
  /** What the module exports. */
  readonly functions: Functions;
  /** Its memory, which never grows: views of it stay valid. */
  readonly buffer: ArrayBuffer;
}

/** @param base64 as a module's carrier has it, for rooms that may not read files */
export function compileEmbedded(base64: string): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
}

/**
 * Starts a module over a zeroed memory of at least so many bytes.
 * @param imports functions that it takes from outside, beside its memory
 * @typeParam Functions what the module exports: nothing here can check it, so say what its source says
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- WebAssembly gives exports no types: the caller names them
export function instantiateModule<Functions>(
  module: WebAssembly.Module,
  bytes: number,
  imports: Readonly<Record<string, (x: number) => number>> = {},
): WasmInstance<Functions> {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(module, { env: { ...imports, memory } });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- exports have no types, see above; a test rebuilds every module from its source
  return { functions: exports as Functions, buffer: memory.buffer };
}

/** Hands out addresses one after another, each at a multiple of 64: a line of the processor's cache. */
export class MemoryPlan {
  bytes = 0;

  take(bytes: number): number {
    const address = this.bytes;
    this.bytes += Math.ceil(bytes / 64) * 64;
    return address;
  }
}
