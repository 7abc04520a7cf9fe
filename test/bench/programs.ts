/** Whole programs side by side: what each costs from its start to its end, as its user waits for it. */
import { execFileSync } from 'node:child_process';
import { python } from '../support/oracles.ts';

export interface Cost {
  readonly wall_s: number;
  readonly cpu_s: number;
  readonly peak_mb: number;
}

/** Of the results' name in what is printed. */
const nameWidth = 34;

/** Node does not tell the memory of a child. */
const watch = `
import json, resource, subprocess, sys, time
start = time.time()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({'wall_s': time.time() - start, 'cpu_s': used.ru_utime + used.ru_stime, 'peak_mb': used.ru_maxrss / 1024}))
`;

/** Of commands that run one after another: seconds in all, and the memory of the largest. */
function measure(commands: readonly (readonly string[])[]): Cost {
  const costs = commands.map((command): Cost => {
    return JSON.parse(execFileSync(python, ['-c', watch, ...command], { encoding: 'utf8' }));
  });
  const sum = (of: (cost: Cost) => number): number => costs.reduce((total, cost) => total + of(cost), 0);
  return {
    wall_s: sum(({ wall_s }) => wall_s),
    cpu_s: sum(({ cpu_s }) => cpu_s),
    peak_mb: Math.max(...costs.map(({ peak_mb }) => peak_mb)),
  };
}

/**
 * Runs the programs one after another, round by round, so that what else the machine does meets all of them, and prints
 * what each costs.
 * @param programs name of each, and its commands
 * @returns costs of each program, by rounds
 */
export function comparePrograms<Name extends string>(
  programs: Readonly<Record<Name, readonly (readonly string[])[]>>,
  rounds: number,
): Readonly<Record<Name, readonly Cost[]>> {
  const names = Object.keys(programs) as Name[];
  const costs = Object.fromEntries(names.map((name) => [name, [] as Cost[]])) as Record<Name, Cost[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const cost = measure(programs[name]);
      costs[name].push(cost);
      const { wall_s, cpu_s, peak_mb } = cost;
      console.log(
        `${name.padEnd(nameWidth)}${wall_s.toFixed(1)} s, ${cpu_s.toFixed(1)} CPU-seconds, at most ${Math.round(peak_mb)} MB`,
      );
    }
  }
  return costs;
}

/** Prints the least costs of all rounds, as a share of another program's. */
export function showRatio(name: string, own: readonly Cost[], other: readonly Cost[]): void {
  const least = (costs: readonly Cost[], of: (cost: Cost) => number): number => Math.min(...costs.map(of));
  const [wall, cpu] = [({ wall_s }: Cost) => wall_s, ({ cpu_s }: Cost) => cpu_s].map(
    (of) => least(own, of) / least(other, of),
  );
  console.log(`${name.padEnd(nameWidth)}${wall!.toFixed(2)} × its time, ${cpu!.toFixed(2)} × its CPU-seconds`);
}
