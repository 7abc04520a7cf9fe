/** `cryoforest keys add NAME | list | remove NAME`: who may use the service. */
import { readConfig } from '../config.ts';
import { DomainError } from '../core/errors.ts';
import { openDatabase } from '../jobs/openDatabase.ts';
import { createLog } from '../log.ts';
import { createKeys } from '../store/keys.ts';
import type { Keys } from '../store/keys.ts';

const usage = 'Expected: cryoforest keys add NAME, keys list, or keys remove NAME';

export async function keysCommand(words: readonly string[]): Promise<void> {
  const config = readConfig();
  const log = createLog('keys', (line) => process.stderr.write(line));
  const database = await openDatabase({ databaseUrl: config.databaseUrl, dataFolder: config.dataFolder, log });
  try {
    await run(createKeys(database), words);
  } finally {
    await database.close();
  }
}

async function run(keys: Keys, [verb, name, ...rest]: readonly string[]): Promise<void> {
  if (verb === 'list' && name === undefined) {
    for (const key of await keys.list()) process.stdout.write(`${key.created.toISOString()}  ${key.name}\n`);
    return;
  }
  if (name === undefined || rest.length > 0 || !/^[\w.@-]{1,64}$/.test(name)) {
    throw new DomainError('invalid-input', `${usage}; NAME has letters, digits, _ . @ - (64 at most)`);
  }
  if (verb === 'add') {
    const secret = await keys.add(name);
    process.stdout.write(`${secret}\n`);
    process.stderr.write('This key is shown only now. Send it as: Authorization: Bearer <key>\n');
  } else if (verb === 'remove') await keys.remove(name);
  else throw new DomainError('invalid-input', usage);
}
