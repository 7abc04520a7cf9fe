/** The service: database, HTTP and its worker processes, started together and ended together. */
import { keepCompiledCode } from './compileCache.ts';

keepCompiledCode();
const { readConfig } = await import('./config.ts');
const { toPlainError, traceOf } = await import('./core/errors.ts');
const { startServer } = await import('./server.ts');

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());

try {
  await startServer(readConfig(), controller.signal);
} catch (error) {
  const plain = toPlainError(error);
  process.stderr.write(`cryoforest: ${plain.message} [${plain.code}]\n`);
  if (plain.code === 'internal') process.stderr.write(`${traceOf(error)}\n`);
  process.exitCode = 1;
}
