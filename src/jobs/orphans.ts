/** Backends that outlive their killed postmaster keep its shared memory in use, and no new server can start. */
import { readFile, readdir, readlink } from 'node:fs/promises';

/**
 * Ends them at once, as the postmaster would after a crash. Idle ones go by themselves; this is for those in the
 * middle of a long query. Linux only: elsewhere they go when our statement timeout ends the query.
 */
export async function endOrphans(cluster: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || !(await isOrphan(pid, cluster))) continue;
    try {
      process.kill(Number(pid), 'SIGQUIT');
    } catch {
      // Gone meanwhile.
    }
  }
}

/** A backend works in the cluster's folder, says so in its title, and has lost the parent that worked there too. */
async function isOrphan(pid: string, cluster: string): Promise<boolean> {
  if ((await folderOf(pid)) !== cluster) return false;
  const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const parent = /^PPid:\s*(\d+)$/m.exec(status)?.[1];
  return title.startsWith('postgres: ') && parent !== undefined && (await folderOf(parent)) !== cluster;
}

function folderOf(pid: string): Promise<string | null> {
  return readlink(`/proc/${pid}/cwd`).catch(() => null);
}
