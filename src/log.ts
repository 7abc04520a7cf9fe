/** Lines for whoever runs the service: time, level, message, facts. */
export type ServiceLog = (
  level: 'info' | 'warning' | 'error',
  message: string,
  facts?: Readonly<Record<string, unknown>>,
) => void;

/** @param name of the process, such as "server" or "worker" */
export function createLog(name: string, write: (line: string) => void): ServiceLog {
  return (level, message, facts = {}) => {
    const shown = Object.keys(facts).length === 0 ? '' : ` ${JSON.stringify(facts)}`;
    write(`${new Date().toISOString()} ${level.padEnd(7)} ${name}: ${message}${shown}\n`);
  };
}
