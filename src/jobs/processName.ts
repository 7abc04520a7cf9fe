/**
 * A name for this process that stays unambiguous after its death: machine, pid and start time. It marks claims and
 * folders, so that those of a killed process can be told from those of a living one, also where its pid was reused.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

export interface ProcessName {
  /** Same boot, same pid namespace: only there can a pid be looked up. */
  readonly machine: string;
  readonly pid: number;
  /** In clock ticks after boot. */
  readonly started: string;
}

/** Outside Linux each process is a machine of its own: nobody can judge its death by pid, only by its heartbeat. */
export function nameThisProcess(): ProcessName {
  const started = startTicks(process.pid);
  if (started === null) return { machine: digest(randomUUID()), pid: process.pid, started: '0' };
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const pidNamespace = readlinkSync('/proc/self/ns/pid');
  return { machine: digest(`${hostname()} ${boot} ${pidNamespace}`), pid: process.pid, started };
}

/** Dots only, so that it can be part of a file name. */
export function formatProcessName(name: ProcessName): string {
  return `${name.machine}.${name.pid}.${name.started}`;
}

/** @returns true only where the text names a process of this machine that is certainly gone */
export function isCertainlyDead(text: string, self: ProcessName): boolean {
  const [machine, pid, started] = text.split('.');
  if (machine !== self.machine || pid === undefined) return false;
  return startTicks(Number(pid)) !== started;
}

/** Makes a folder below `parent` that is marked as this process's. */
export function makeOwnFolder(parent: string, prefix: string, self: ProcessName): Promise<string> {
  return mkdtemp(join(parent, `${prefix}.${formatProcessName(self)}.`));
}

/** Removes the folders that `makeOwnFolder` made for processes which are gone, or longer ago than `maxAgeMs`. */
export async function removeFoldersOfTheDead(
  parent: string,
  prefix: string,
  self: ProcessName,
  maxAgeMs: number,
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${prefix}.`)) continue;
    const path = join(parent, name);
    const dead = isCertainlyDead(name.slice(prefix.length + 1), self) || (await ageMs(path)) > maxAgeMs;
    if (!dead) continue;
    await rm(path, { recursive: true, force: true });
    removed.push(path);
  }
  return removed;
}

async function ageMs(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found === null ? 0 : Date.now() - found.mtimeMs;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Field 22 of /proc/<pid>/stat; null where there is no such living process or no /proc. A zombie is dead. */
function startTicks(pid: number): string | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The second field is the program's name in brackets and may hold spaces and brackets itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  return state === 'Z' || state === 'X' ? null : (fields[19] ?? null);
}
