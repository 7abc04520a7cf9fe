/** API keys. The table holds hashes only: a copy of the database opens nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '../core/errors.ts';
import type { Database } from './database.ts';

interface ApiKey {
  readonly name: string;
  readonly created: Date;
}

export interface Keys {
  /**
   * @returns the secret, which cannot be shown again
   * @throws {DomainError} 'conflict' where a key of this name exists
   */
  add(name: string): Promise<string>;
  /** @returns the key that the token is, or null */
  find(token: string): Promise<ApiKey | null>;
  any(): Promise<boolean>;
  list(): Promise<readonly ApiKey[]>;
  /** @throws {DomainError} 'not-found' */
  remove(name: string): Promise<void>;
}

/** Lets scanners for leaked secrets recognise a key. */
const prefix = 'cfk_';
const tokenPattern = /^cfk_[\w-]{43}$/;

export function createKeys(database: Database): Keys {
  return {
    async add(name) {
      const token = prefix + randomBytes(32).toString('base64url');
      const { rowCount } = await database.query(
        'insert into cryoforest.api_key (name, sha256) values ($1, $2) on conflict (name) do nothing',
        [name, hash(token)],
      );
      if (rowCount === 0) throw new DomainError('conflict', `There is already a key named "${name}"`, { name });
      return token;
    },
    async find(token) {
      if (!tokenPattern.test(token)) return null;
      const { rows } = await database.query<ApiKey>('select name, created from cryoforest.api_key where sha256 = $1', [
        hash(token),
      ]);
      return rows[0] ?? null;
    },
    async any() {
      const { rowCount } = await database.query('select from cryoforest.api_key limit 1');
      return rowCount > 0;
    },
    async list() {
      const { rows } = await database.query<ApiKey>(
        'select name, created from cryoforest.api_key order by created, name',
      );
      return rows;
    },
    async remove(name) {
      const { rowCount } = await database.query('delete from cryoforest.api_key where name = $1', [name]);
      if (rowCount === 0) throw new DomainError('not-found', `There is no key named "${name}"`, { name });
    },
  };
}

/** A fast hash is enough for 256 random bits; looking it up tells an attacker nothing about other hashes. */
function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
