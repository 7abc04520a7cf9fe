import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { software } from '../../src/core/version.ts';

describe('software', () => {
  it('is the version of package.json', () => {
    const manifest: { version: string } = JSON.parse(
      readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
    );
    expect(software).toBe(`Cryoforest ${manifest.version}`);
  });
});
