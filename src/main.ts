/** The service: database, HTTP and its worker processes, started together and ended together. */
import { keepCompiledCode } from './compileCache.ts';

keepCompiledCode();
const { isUnderNpm, readConfig } = await import('./config.ts');
const { DomainError, toPlainError, traceOf } = await import('./core/errors.ts');
const { whenParentDies } = await import('./jobs/parentWatch.ts');
const { startServer } = await import('./server.ts');

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());
// npm tells only the shell between it and this process to end: without a look at that, `npm start` could not be ended.
const stop = isUnderNpm() ? AbortSignal.any([controller.signal, whenParentDies()]) : controller.signal;

try {
  const [word] = process.argv.slice(2);
  if (word !== undefined) {
    throw new DomainError(
      'unknown-field',
      `The server takes no ${word}; its settings are environment variables (npx cryoforest help)`,
    );
  }
  await startServer(readConfig(), stop);
} catch (error) {
  const plain = toPlainError(error);
  process.stderr.write(`cryoforest: ${plain.message} [${plain.code}]\n`);
  if (plain.code === 'internal') process.stderr.write(`${traceOf(error)}\n`);
  process.exitCode = 1;
}
