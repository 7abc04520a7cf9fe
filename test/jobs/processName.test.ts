import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProcessName, isCertainlyDead, nameThisProcess } from '../../src/jobs/processName.ts';

describe.runIf(process.platform === 'linux')('isCertainlyDead', () => {
  const self = nameThisProcess();

  it('is false for this process and for one of another machine', () => {
    expect(isCertainlyDead(formatProcessName(self), self)).toBe(false);
    expect(isCertainlyDead('elsewhere.99999999.1', self)).toBe(false);
    expect(isCertainlyDead('', self)).toBe(false);
  });

  it('is true where the pid belongs to a process that started at another time', () => {
    expect(isCertainlyDead(`${self.machine}.${self.pid}.1`, self)).toBe(true);
  });

  it('is false while another process lives, true after its kill -9, also while it is not reaped', async () => {
    // The shell never waits for its child, which stays a zombie when it is killed.
    const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [text]: Buffer[] = await once(shell.stdout, 'data');
    const pid = Number(String(text));
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = `${self.machine}.${pid}.${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
    expect(isCertainlyDead(name, self)).toBe(false);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => isCertainlyDead(name, self)).toBe(true);
    shell.kill('SIGKILL');
  });
});
