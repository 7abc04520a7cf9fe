import { afterEach, describe, expect, it, vi } from 'vitest';
import { printReport, warningsIn } from '../../src/cli/report.ts';

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

  it('has each record of a list on one line, without what is empty, and a record of its own on several', () => {
    const leftOut = [
      { line: 3, station: '', reason: 'lies outside' },
      { line: 4, station: 'Kyusyur', moved: null, sizes: [1, 2] },
    ];
    expect(printed({ scores: { leftOut, overall: { n: 2, rmse: 1.25 } } })).toBe(
      [
        'scores',
        '  leftOut:',
        '    0: line 3, reason lies outside',
        '    1:',
        '      line: 4',
        '      station: Kyusyur',
        '      moved: null',
        '      sizes: 1, 2',
        '  overall:',
        '    n: 2',
        '    rmse: 1.25',
        '',
      ].join('\n'),
    );
  });
});

describe('warningsIn', () => {
  it('finds the warnings of a value at any depth, and nothing else', () => {
    const summary = { warnings: ['dry'], layers: [{ name: 'a', warnings: ['coarse', 'old'] }], notes: ['fine'] };
    expect(warningsIn(summary)).toEqual(['dry', 'coarse', 'old']);
    expect(warningsIn({ warnings: 3, n: null })).toEqual([]);
  });
});
