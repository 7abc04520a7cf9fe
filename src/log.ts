/** Lines for whoever runs the service: time, level, message, facts. */
import type { Log } from './jobs/types.ts';

/** @param name of the process, such as "server" or "worker" */
export function createLog(name: string, write: (line: string) => void): Log {
  return (level, message, facts = {}) => {
    const shown = Object.keys(facts).length === 0 ? '' : ` ${JSON.stringify(facts)}`;
    write(`${new Date().toISOString()} ${level.padEnd(7)} ${name}: ${message}${shown}\n`);
  };
}
