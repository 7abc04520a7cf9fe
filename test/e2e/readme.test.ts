/** What the README tells people to type works, and prints what it shows. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { longTest } from '../support/oracles.ts';
import { pictures, readCommands, readmePath, runCommands } from '../support/readme.ts';
import { makeDataFolder, startService } from './support/service.ts';
import type { RunningService } from './support/service.ts';

const readme = readFileSync(readmePath, 'utf8');
let folder: string;
let service: RunningService;

beforeAll(async () => {
  folder = await makeDataFolder();
  service = await startService(folder);
}, 60_000);
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('the README', () => {
  for (const kind of ['run', 'service'] as const) {
    longTest(
      `prints what it shows for its ${kind} commands`,
      () => {
        const commands = readCommands(readme, kind);
        expect(commands.length).toBeGreaterThan(1);
        const outputs = runCommands(commands, service.url);
        for (const [i, { script, output }] of commands.entries()) {
          if (output !== null) expect(outputs[i], script).toBe(output);
        }
        for (const { drawn, shown } of kind === 'run' ? pictures : []) {
          expect(readFileSync(drawn).equals(readFileSync(shown)), shown).toBe(true);
        }
      },
      600_000,
    );
  }
});
