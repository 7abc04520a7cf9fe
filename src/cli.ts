#!/usr/bin/env node
/** The command line: every process by its name, and what keeps the service. */
import { keepCompiledCode } from './compileCache.ts';

keepCompiledCode();
const { toPlainError } = await import('./core/errors.ts');
const { commands } = await import('./cli/commands.ts');

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());

try {
  await commands(process.argv.slice(2), controller.signal);
} catch (error) {
  const plain = toPlainError(error);
  process.stderr.write(`cryoforest: ${plain.message} [${plain.code}]\n`);
  if (plain.code === 'internal' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = plain.code === 'cancelled' ? 130 : 1;
}
