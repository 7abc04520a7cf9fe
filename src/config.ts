/** Every setting of the service, read from the environment once, checked, with its default. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { DomainError } from './core/errors.ts';
import { nearestName } from './core/nearestName.ts';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );

const schema = z.object({
  CRYOFOREST_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  CRYOFOREST_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('Port to listen on; 0 takes a free one.'),
  CRYOFOREST_PUBLIC_URL: z.url().optional().describe('Address that users see, for links; by default host and port.'),
  CRYOFOREST_DATA: z
    .string()
    .min(1)
    .default('data')
    .describe('Folder of the store: database, artefacts, temporary files.'),
  CRYOFOREST_ARTEFACTS: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of the artefacts where it is shared by several machines.'),
  CRYOFOREST_RASTER_ROOT: z
    .string()
    .min(1)
    .optional()
    .describe('Folder below which rasters may be registered in place.'),
  CRYOFOREST_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1024)
    .default(availableParallelism())
    .describe('Compute threads of a worker.'),
  CRYOFOREST_WORKERS: z.coerce
    .number()
    .int()
    .min(0)
    .max(64)
    .default(1)
    .describe('Worker processes that the server starts.'),
  CRYOFOREST_MAX_UPLOAD_MB: z.coerce.number().positive().default(2048).describe('Largest upload in MB.'),
  CRYOFOREST_HREF_ALLOW: list.describe('Hosts from which inputs by reference may be fetched, separated by commas.'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional()
    .describe('PostgreSQL to use instead of the embedded one.'),
});

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | null;
  readonly dataFolder: string;
  readonly artefactFolder: string;
  readonly rasterRoot: string | null;
  readonly threads: number;
  readonly workers: number;
  readonly maxUploadBytes: number;
  readonly hrefAllowList: readonly string[];
  readonly databaseUrl: string | null;
}

/** @throws {DomainError} 'invalid-input' naming the variable, what was expected and what was found */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const known = Object.keys(schema.shape);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('CRYOFOREST_') || known.includes(name) || name === 'CRYOFOREST_REQUIRE_ORACLES') continue;
    throw new DomainError(
      'unknown-field',
      `The environment variable ${name} is not a setting; the nearest is ${nearestName(name, known)}`,
    );
  }
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    throw new DomainError(
      'invalid-input',
      `Setting ${name}=${JSON.stringify(environment[name])}: ${issue?.message ?? 'invalid'}`,
    );
  }
  const value = parsed.data;
  const dataFolder = resolve(value.CRYOFOREST_DATA);
  return {
    host: value.CRYOFOREST_HOST,
    port: value.CRYOFOREST_PORT,
    publicUrl: value.CRYOFOREST_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    dataFolder,
    artefactFolder: resolve(value.CRYOFOREST_ARTEFACTS ?? resolve(dataFolder, 'artefacts')),
    rasterRoot: value.CRYOFOREST_RASTER_ROOT === undefined ? null : resolve(value.CRYOFOREST_RASTER_ROOT),
    threads: value.CRYOFOREST_THREADS,
    workers: value.CRYOFOREST_WORKERS,
    maxUploadBytes: value.CRYOFOREST_MAX_UPLOAD_MB * 1e6,
    hrefAllowList: value.CRYOFOREST_HREF_ALLOW,
    databaseUrl: value.DATABASE_URL ?? null,
  };
}

/** Name, default and meaning of every setting, for `cryoforest help` and the README. */
export function describeSettings(): readonly { readonly name: string; readonly meaning: string }[] {
  return Object.entries(schema.shape).map(([name, field]) => ({ name, meaning: field.description ?? '' }));
}

/** The environment of a child process: this one's, with settings replaced. */
export function childEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings };
}

/** Whether this process is the command of `npm start`. */
export function isUnderNpm(): boolean {
  return process.env['npm_lifecycle_event'] === 'start';
}
