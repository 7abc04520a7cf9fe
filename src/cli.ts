#!/usr/bin/env node
/** The command line: every process by its name, and what keeps the service. */
import { keepCompiledCode } from './compileCache.ts';

keepCompiledCode();
const { isErrno, toPlainError, traceOf } = await import('./core/errors.ts');
const { commands } = await import('./cli/commands.ts');
const { withFlags } = await import('./cli/flagNames.ts');

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());
// A reader that has seen enough, such as head, closes the pipe: all files are written, nobody reads the rest.
process.stdout.on('error', (error) => {
  if (!isErrno(error, 'EPIPE')) throw error;
});

try {
  await commands(process.argv.slice(2), controller.signal);
} catch (error) {
  const plain = toPlainError(error);
  process.stderr.write(`cryoforest: ${withFlags(plain)} [${plain.code}]\n`);
  if (plain.code === 'internal') process.stderr.write(`${traceOf(error)}\n`);
  process.exitCode = plain.code === 'cancelled' ? 130 : 1;
}
