/** Runs the README's commands and writes what they print into it, with the pictures that they draw: `node test/tools/fillReadme.ts`. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { makeDataFolder, startService } from '../e2e/support/service.ts';
import { pictures, readCommands, readmePath, runCommands } from '../support/readme.ts';

let readme = readFileSync(readmePath, 'utf8');

function fill(kind: 'run' | 'service', url: string): void {
  const commands = readCommands(readme, kind);
  const outputs = runCommands(commands, url);
  for (const [i, { script, output }] of commands.entries()) {
    if (output === null) continue;
    const head = `\`\`\`sh ${kind}\n${script}\`\`\`\n\n\`\`\`text output\n`;
    readme = readme.replace(`${head}${output}`, () => `${head}${outputs[i]!}`);
  }
}

const folder = await makeDataFolder();
const service = await startService(folder);
try {
  fill('service', service.url);
} finally {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}
fill('run', 'http://localhost:8080');
writeFileSync(readmePath, readme);
for (const { drawn, shown } of pictures) copyFileSync(drawn, shown);
