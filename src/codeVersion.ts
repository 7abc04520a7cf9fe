/** Which code is running: the package's version, and the commit where it runs from a checkout. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeVersion } from './processes/provenance.ts';

export function readCodeVersion(): CodeVersion {
  const root = join(import.meta.dirname, '..');
  // The file is part of this package.
  const manifest: { name: string; version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return { name: manifest.name, version: manifest.version, commit: readCommit(root), node: process.version };
}

function readCommit(root: string): string | null {
  if (!existsSync(join(root, '.git'))) return null;
  try {
    return execFileSync('git', ['-C', root, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // A checkout without git on the path still runs; its commit is simply not known.
    return null;
  }
}
