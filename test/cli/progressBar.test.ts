import { describe, expect, it } from 'vitest';
import { createProgressBar } from '../../src/cli/progressBar.ts';

function barOn(isTTY: boolean) {
  const written: string[] = [];
  let clockMs = 500;
  const bar = createProgressBar({ isTTY, write: (text) => written.push(text) }, () => clockMs);
  const after = (seconds: number, share: number): void => {
    clockMs = 500 + seconds * 1000;
    bar.update(share, 'chunks');
  };
  return { written, bar, after };
}

describe('createProgressBar', () => {
  it('prints a line for every tenth and every minute, with the time left once that can be known', () => {
    const { written, after } = barOn(false);
    after(0, 0);
    after(5, 0.01);
    after(59, 0.02);
    after(61, 0.02);
    after(200, 0.1);
    after(600, 0.15);
    after(3600, 0.99);
    after(3636, 1);
    expect(written).toEqual([
      '0 %  chunks\n',
      '2 %  chunks, about 50 min left\n',
      '10 %  chunks, about 30 min left\n',
      '15 %  chunks, about 57 min left\n',
      '99 %  chunks, about 37 s left\n',
      '100 %  chunks\n',
    ]);
  });

  it('redraws one line on a terminal, and ends it', () => {
    const { written, bar, after } = barOn(true);
    after(1, 0.5);
    after(100, 0.001);
    bar.done();
    bar.done();
    expect(written).toEqual([
      `\r\u001b[2K${'█'.repeat(15)}${'░'.repeat(15)}  50 %  chunks`,
      `\r\u001b[2K${'░'.repeat(30)}   0 %  chunks, about 27.8 h left`,
      '\n',
    ]);
  });
});
