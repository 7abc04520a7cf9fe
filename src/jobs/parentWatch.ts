/** Tells a worker process that the server which started it is gone, also by `kill -9`. */

const lookMs = 500;

/** Fires when the parent dies: its end of the IPC channel closes, or the process gets another parent. */
export function whenParentDies(): AbortSignal {
  const gone = new AbortController();
  const parent = process.ppid;
  process.once('disconnect', () => gone.abort());
  // Listening to the channel must not keep a worker that has ended its work.
  process.channel?.unref();
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone.abort();
  }, lookMs).unref();
  return gone.signal;
}
