/** The table of commands. */
import { readCodeVersion } from '../codeVersion.ts';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { loadProcess, loadProcesses, processIds } from '../processes/all.ts';
import { parseProcessArguments } from './arguments.ts';
import { printHelp, printProcessHelp } from './help.ts';
import { createProgressBar } from './progressBar.ts';
import { printReport, warningsIn } from './report.ts';
import { runProcess } from './runProcess.ts';
import type { Process } from '../processes/process.ts';

const helpWords: readonly string[] = ['help', '--help', '-h'];

/**
 * @param words the command and its flags
 * @param signal ends the work when fired
 */
export async function commands(words: readonly string[], signal: AbortSignal): Promise<void> {
  const [command, ...rest] = words;
  if (command === undefined || helpWords.includes(command)) return help(rest);
  if (command === '--version') return void process.stdout.write(`${readCodeVersion().version}\n`);
  // What speaks with the database is not loaded for what does not.
  if (command === 'worker') return (await import('./worker.ts')).workerCommand(rest, signal);
  if (command === 'keys') return (await import('./keys.ts')).keysCommand(rest);
  const chosen = await processCalled(command);
  // Elsewhere the word help may be the value of a flag.
  if (rest[0] === 'help' || rest.includes('--help') || rest.includes('-h')) return printProcessHelp(chosen);

  const given = parseProcessArguments(chosen.inputs, rest);
  const bar = createProgressBar(process.stderr);
  const told = new Set<string>();
  const tell = (level: 'info' | 'warning', message: string): void => {
    told.add(message);
    process.stderr.write(`${level}: ${message}\n`);
  };
  try {
    const report = await runProcess(chosen, given, {
      signal,
      progress: (share, message) => bar.update(share, message),
      log: (level, message) => {
        bar.done();
        tell(level, message);
      },
    });
    bar.done();
    printReport(report, given.json);
    for (const message of new Set(warningsIn(report.values))) if (!told.has(message)) tell('warning', message);
  } finally {
    bar.done();
  }
}

/** All commands, or the inputs of the one that is named. */
async function help([command]: readonly string[]): Promise<void> {
  if (command === undefined || command === 'worker' || command === 'keys') printHelp(await loadProcesses());
  else printProcessHelp(await processCalled(command));
}

async function processCalled(command: string): Promise<Process> {
  const chosen = await loadProcess(command);
  if (chosen !== null) return chosen;
  const known = [...processIds, 'worker', 'keys', 'help'];
  throw new DomainError(
    'no-such-process',
    `There is no command ${command}; the nearest is ${nearestName(command, known)}`,
    { known },
  );
}
