/** The table of commands. */
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { loadProcess, loadProcesses, processIds } from '../processes/all.ts';
import { parseProcessArguments } from './arguments.ts';
import { printHelp, printProcessHelp } from './help.ts';
import { createProgressBar } from './progressBar.ts';
import { printReport } from './report.ts';
import { runProcess } from './runProcess.ts';

/**
 * @param words the command and its flags
 * @param signal ends the work when fired
 */
export async function commands(words: readonly string[], signal: AbortSignal): Promise<void> {
  const [command, ...rest] = words;
  if (command === undefined || command === 'help' || command === '--help') return printHelp(await loadProcesses());
  // What speaks with the database is not loaded for what does not.
  if (command === 'worker') return (await import('./worker.ts')).workerCommand(rest, signal);
  if (command === 'keys') return (await import('./keys.ts')).keysCommand(rest);
  const chosen = await loadProcess(command);
  if (chosen === null) {
    const known = [...processIds, 'worker', 'keys', 'help'];
    throw new DomainError(
      'no-such-process',
      `There is no command ${command}; the nearest is ${nearestName(command, known)}`,
      { known },
    );
  }
  if (rest.includes('--help')) return printProcessHelp(chosen);

  const given = parseProcessArguments(chosen.inputs, rest);
  const bar = createProgressBar(process.stderr);
  try {
    const report = await runProcess(chosen, given, {
      signal,
      progress: (share, message) => bar.update(share, message),
      log: (level, message) => {
        bar.done();
        process.stderr.write(`${level}: ${message}\n`);
      },
    });
    bar.done();
    printReport(report, given.json);
  } finally {
    bar.done();
  }
}
