/** A command of the project in a process of its own, from start to end. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment } from '../../../src/config.ts';

export interface CommandEnd {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandPlace {
  readonly folder: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** @param program `cli.ts` or `main.ts`; it is ended after a minute */
export function runCommand(program: string, words: readonly string[], place: CommandPlace): Promise<CommandEnd> {
  const path = join(import.meta.dirname, '..', '..', '..', 'src', program);
  const options = { cwd: place.folder, env: childEnvironment(place.settings ?? {}), timeout: 60_000 };
  return new Promise((resolve) => {
    execFile(process.execPath, [path, ...words], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr });
    });
  });
}
