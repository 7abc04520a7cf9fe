/** Values that are made once and kept for those who ask again. */

export type Memo = <Value>(key: string, make: () => Promise<Value>) => Promise<Value>;

/** A failed making is forgotten, so that the next who asks tries again. */
export function createMemo(): Memo {
  const made = new Map<string, Promise<unknown>>();
  return <Value>(key: string, make: () => Promise<Value>): Promise<Value> => {
    const known = made.get(key);
    // A key always stands for the same type: it belongs to one process.
    if (known !== undefined) return known as Promise<Value>;
    const making = make();
    made.set(key, making);
    making.catch(() => made.delete(key));
    return making;
  };
}

/** A memo per owner; of more than `limit` the one unused longest is dropped. */
export function createMemos(limit: number): (owner: string) => Memo {
  const memos = new Map<string, Memo>();
  return (owner) => {
    const memo = memos.get(owner) ?? createMemo();
    memos.delete(owner);
    memos.set(owner, memo);
    const [oldest] = memos.keys();
    if (memos.size > limit && oldest !== undefined) memos.delete(oldest);
    return memo;
  };
}
