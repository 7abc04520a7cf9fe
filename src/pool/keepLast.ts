/** What a thread makes for one job and uses again for that job's next task. */

export interface Kept<Value> {
  /**
   * @param name of what it is made for: another name is another value, the same one is the same
   * @returns what was made under this name last time, else what is made now; what was kept before is closed
   */
  of(name: string, make: () => Value): Promise<Value>;
  /** Closes what is kept, such as after a failure. */
  drop(): Promise<void>;
}

/** For threads that run one task at a time. @param close of a value that is not used any more; a thread's end closes nothing */
export function keepLast<Value>(close: (value: Value) => Promise<void>): Kept<Value> {
  let last: { readonly name: string; readonly value: Value } | null = null;
  const drop = async (): Promise<void> => {
    const { value } = last ?? {};
    last = null;
    if (value !== undefined) await close(value);
  };
  return {
    async of(name, make) {
      if (last?.name === name) return last.value;
      await drop();
      const value = make();
      last = { name, value };
      return value;
    },
    drop,
  };
}
