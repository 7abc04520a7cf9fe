/**
 * What a second thread gains, and beside it, by turns, what a second process gains that shares nothing with the first
 * but the machine. That is what the second processor has to give to this work: one that is a hyperthread of the first
 * gives far less than twice, and what other guests of a shared machine do changes it from second to second.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The same work done by one and by two. */
export interface Pair {
  readonly one: () => Promise<unknown>;
  readonly two: () => Promise<unknown>;
}

export interface SpeedUp {
  /** Seconds of one over seconds of two: in the middle of all turns, and of the shortest turn of each. */
  readonly middle: number;
  readonly ofLeast: number;
}

export interface SpeedUps {
  readonly twoThreads: SpeedUp;
  readonly twoProcesses: SpeedUp;
}

/**
 * @param threads one and two threads that do the work
 * @param program a file of this folder that calls `answerTurns`, for one and two processes
 * @param pieces  the work as it counts for the program, even
 */
export async function measureSpeedUps(
  rounds: number,
  threads: Pair,
  program: string,
  args: readonly string[],
  pieces: number,
): Promise<SpeedUps> {
  const [first, second] = await Promise.all([startProcess(program, args), startProcess(program, args)]);
  const processes: Pair = {
    one: () => give(first, pieces),
    two: () => Promise.all([give(first, pieces / 2), give(second, pieces / 2)]),
  };
  const turns = [threads.one, threads.two, processes.one, processes.two];
  const seconds = turns.map((): number[] => []);
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const [i, turn] of turns.entries()) {
      const start = performance.now();
      await turn();
      if (round > 0) seconds[i]!.push((performance.now() - start) / 1000);
    }
  }
  for (const child of [first, second]) child.kill();
  return {
    twoThreads: speedUpOf(seconds[0]!, seconds[1]!),
    twoProcesses: speedUpOf(seconds[2]!, seconds[3]!),
  };
}

/** What a program does when it is given work. @param work does one piece */
export function answerTurns(work: () => void): void {
  process.on('message', (pieces: number) => {
    for (let piece = 0; piece < pieces; piece++) work();
    process.send!('done');
  });
  process.send!('ready');
}

async function startProcess(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, program), args);
  await once(child, 'message');
  return child;
}

async function give(child: ChildProcess, pieces: number): Promise<void> {
  child.send(pieces);
  await once(child, 'message');
}

function speedUpOf(ofOne: readonly number[], ofTwo: readonly number[]): SpeedUp {
  const ratios = ofOne.map((seconds, i) => seconds / ofTwo[i]!).toSorted((a, b) => a - b);
  return {
    middle: Number(ratios[ratios.length >> 1]!.toFixed(2)),
    ofLeast: Number((Math.min(...ofOne) / Math.min(...ofTwo)).toFixed(2)),
  };
}
