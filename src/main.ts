/** The service: database, HTTP and its worker processes, started together and ended together. */
import { readConfig } from './config.ts';
import { toPlainError } from './core/errors.ts';
import { startServer } from './server.ts';

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());

try {
  await startServer(readConfig(), controller.signal);
} catch (error) {
  const plain = toPlainError(error);
  process.stderr.write(`cryoforest: ${plain.message} [${plain.code}]\n`);
  if (plain.code === 'internal' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}
