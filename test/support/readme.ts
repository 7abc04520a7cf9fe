/** The README's own commands: found, run in one shell, their output made comparable. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
export const readmePath = join(root, 'README.md');

const guide = join(root, 'seeds', 'siberia-nechina', 'guide');
const figures = join(root, 'seeds', 'siberia-nechina', 'figures');
const made = join(root, 'data', 'guide');
const demo = join(root, 'data', 'demo');
/** Pictures that the `run` commands draw, and the copies that the README shows. */
export const pictures: readonly { readonly drawn: string; readonly shown: string }[] = [
  ...['predictedObservedPlot', 'errorMap', 'importancePlot', 'intervalPlot'].map((name) => ({
    drawn: join(demo, `${name}.svg`),
    shown: join(figures, `${name}.svg`),
  })),
  { drawn: join(made, 'effects', 'effectPlot.svg'), shown: join(figures, 'effectPlot.svg') },
  { drawn: join(made, 'terrain.preview.png'), shown: join(guide, 'terrain.png') },
  { drawn: join(made, 'magt.preview.png'), shown: join(guide, 'magt.png') },
  { drawn: join(made, 'model.errorMap.svg'), shown: join(guide, 'errorMap.svg') },
  { drawn: join(made, 'siberia', 'magt.preview.png'), shown: join(guide, 'siberiaMagt.png') },
  { drawn: join(made, 'siberia', 'stability.preview.png'), shown: join(guide, 'stability.png') },
  { drawn: join(made, 'siberia', 'active-layer.preview.png'), shown: join(guide, 'activeLayer.png') },
  { drawn: join(made, 'siberia', 'ground-ice.preview.png'), shown: join(guide, 'groundIce.png') },
];

export interface Command {
  readonly script: string;
  /** The block that shows what it prints, as it stands in the README; null where none follows. */
  readonly output: string | null;
}

/** Blocks marked `sh run` (without a service) or `sh service`, each with the `text output` block right after it. */
export function readCommands(readme: string, kind: 'run' | 'service'): Command[] {
  const blocks = new RegExp(
    `^\`\`\`sh ${kind}\\n([\\s\\S]*?)^\`\`\`\\n(?:\\n\`\`\`text output\\n([\\s\\S]*?)^\`\`\`)?`,
    'gm',
  );
  return [...readme.matchAll(blocks)].map((match) => ({ script: match[1]!, output: match[2] ?? null }));
}

/**
 * Runs the commands one after the other in one shell, at the repository's root.
 * @param url stands in for http://localhost:8080
 * @returns what each command printed
 */
export function runCommands(commands: readonly Command[], url: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'cryoforest-readme-'));
  try {
    const host = url.replace('http://', '');
    const script = commands
      .map(
        ({ script: text }, i) =>
          `{\n${text.replaceAll('npm ci && ', '').replaceAll('localhost:8080', host)}} > '${folder}/${i}'\n`,
      )
      .join('');
    execFileSync('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'pipe'],
      timeout: 600_000,
    });
    return commands.map((_, i) => comparable(readFileSync(join(folder, String(i)), 'utf8'), url));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ids, times and addresses differ from run to run; everything else must be as it is shown. */
function comparable(text: string, url: string): string {
  return text
    .replaceAll(url, 'http://localhost:8080')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '3f2c…')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-…')
    .replaceAll('\r', '')
    .replaceAll(/ +$/gm, '');
}
