import { describe, expect, it } from 'vitest';
import { keepLast } from '../../src/pool/keepLast.ts';
import { asTask } from '../../src/pool/protocol.ts';

describe('asTask', () => {
  it('lets go of what a kind of task keeps when a task of another kind comes, and not before', async () => {
    const events: string[] = [];
    const kept = keepLast<string>(async (value) => void events.push(`closed ${value}`));
    const keeper = asTask(async (name: string) => {
      await kept.of(name, () => {
        events.push(`made ${name}`);
        return name;
      });
    }, kept);
    const other = asTask((name: string) => void events.push(`did ${name}`));
    await keeper('a');
    await keeper('a');
    await other('b');
    await other('c');
    await keeper('a');
    expect(events).toEqual(['made a', 'closed a', 'did b', 'did c', 'made a']);
  });
});
