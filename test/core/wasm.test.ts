import { describe, expect, it } from 'vitest';
import { compileEmbedded, instantiateModule, MemoryPlan } from '../../src/core/wasm.ts';

/** (module (import "env" "memory" (memory 1)) (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))) */
const loadBase64 = 'AGFzbQEAAAABBgFgAX8BfwIPAQNlbnYGbWVtb3J5AgABAwIBAAcIAQRsb2FkAAAKCQEHACAALQAACw==';

describe('instantiateModule', () => {
  it('starts each instance over zeroed memory of its own, of whole pages', () => {
    const module = compileEmbedded(loadBase64);
    interface Functions {
      readonly load: (address: number) => number;
    }
    const first = instantiateModule<Functions>(module, 65_537);
    const second = instantiateModule<Functions>(module, 1);
    expect([first.buffer.byteLength, second.buffer.byteLength]).toEqual([131_072, 65_536]);
    new Uint8Array(first.buffer)[70_000] = 7;
    expect([first.functions.load(70_000), first.functions.load(0), second.functions.load(0)]).toEqual([7, 0, 0]);
  });
});

describe('MemoryPlan', () => {
  it('hands out addresses at multiples of 64, none within another’s bytes', () => {
    const plan = new MemoryPlan();
    expect([plan.take(1), plan.take(64), plan.take(65), plan.take(0), plan.take(8)]).toEqual([0, 64, 128, 256, 256]);
    expect(plan.bytes).toBe(320);
  });
});
