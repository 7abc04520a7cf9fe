import { afterEach, describe, expect, it, vi } from 'vitest';
import { printReport } from '../../src/cli/report.ts';

afterEach(() => vi.restoreAllMocks());

function printed(values: Parameters<typeof printReport>[0]['values']): string {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  printReport({ values, files: {} }, false);
  return written.join('');
}

describe('printReport', () => {
  it('has a row of a confusion on one line, five digits of a number, and texts below each other', () => {
    const classes = {
      classes: ['bog', 'rock'],
      counts: [
        [3, 1],
        [0, 2],
      ],
      f1: [0.857142857, null],
    };
    expect(printed({ scores: classes })).toBe(
      [
        'scores',
        '  classes:',
        '    0: bog',
        '    1: rock',
        '  counts:',
        '    0: 3, 1',
        '    1: 0, 2',
        '  f1: 0.85714, null',
        '',
      ].join('\n'),
    );
  });

  it('cuts a long list of numbers and says how many more there are', () => {
    const numbers = Array.from({ length: 15 }, (_, i) => i);
    expect(printed({ scores: { numbers, none: [] } })).toBe(
      'scores\n  numbers: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 3 more\n  none: none\n',
    );
  });
});
