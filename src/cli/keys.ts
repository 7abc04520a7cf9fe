/** `cryoforest keys add NAME | list | remove NAME`: who may use the service. */
import { readConfig } from '../config.ts';
import { DomainError } from '../core/errors.ts';
import { openDatabase } from '../jobs/openDatabase.ts';
import { createLog } from '../log.ts';
import { createKeys } from '../store/keys.ts';
import type { Keys } from '../store/keys.ts';

const usage = 'Expected: cryoforest keys add NAME, keys list, or keys remove NAME';

/** @throws {DomainError} 'invalid-input' before anything is opened; 'conflict', 'not-found' */
export async function keysCommand(words: readonly string[]): Promise<void> {
  const run = parseCommand(words);
  const config = readConfig();
  const log = createLog('keys', (line) => process.stderr.write(line));
  const database = await openDatabase({ databaseUrl: config.databaseUrl, dataFolder: config.dataFolder, log });
  try {
    await run(createKeys(database));
  } finally {
    await database.close();
  }
}

function parseCommand([verb, name, ...rest]: readonly string[]): (keys: Keys) => Promise<void> {
  if (verb === 'list' && name === undefined) return list;
  if ((verb !== 'add' && verb !== 'remove') || rest.length > 0) throw new DomainError('invalid-input', usage);
  if (name === undefined || !/^[\w.@-]{1,64}$/.test(name)) {
    throw new DomainError('invalid-input', `${usage}; NAME has letters, digits, _ . @ - (64 at most)`);
  }
  return verb === 'add' ? (keys) => add(keys, name) : (keys) => keys.remove(name);
}

async function list(keys: Keys): Promise<void> {
  for (const key of await keys.list()) process.stdout.write(`${key.created.toISOString()}  ${key.name}\n`);
}

async function add(keys: Keys, name: string): Promise<void> {
  const secret = await keys.add(name);
  process.stdout.write(`${secret}\n`);
  process.stderr.write('This key is shown only now. Send it as: Authorization: Bearer <key>\n');
}
