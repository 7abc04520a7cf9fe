/** Progress on the error stream: a bar that redraws on a terminal, elsewhere a line for every tenth and every minute. */
export interface ProgressBar {
  update(share: number, message: string): void;
  /** Ends the line, so that what is printed next starts on a fresh one. */
  done(): void;
}

/** What a bar needs of the stream it draws on. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const widthCells = 30;
const lineEveryMs = 60_000;
/** Before, the start of threads says more about the time than the work does. */
const trustedAfterMs = 10_000;

/** @param nowMs of a clock that only goes forward */
export function createProgressBar(stream: ProgressStream, nowMs: () => number = () => performance.now()): ProgressBar {
  const startMs = nowMs();
  let lastTenth = -1;
  let lastLineMs = startMs;
  let drawn = false;
  return {
    update(share, message) {
      const bounded = Math.min(1, Math.max(0, share));
      const told = `${message}${timeLeft(bounded, nowMs() - startMs)}`;
      if (stream.isTTY === true) {
        const filled = Math.round(bounded * widthCells);
        const bar = `${'█'.repeat(filled)}${'░'.repeat(widthCells - filled)}`;
        stream.write(`\r\u001b[2K${bar} ${String(Math.floor(bounded * 100)).padStart(3)} %  ${told}`);
        drawn = true;
        return;
      }
      const tenth = Math.floor(bounded * 10);
      if (tenth === lastTenth && nowMs() - lastLineMs < lineEveryMs) return;
      lastTenth = tenth;
      lastLineMs = nowMs();
      stream.write(`${Math.floor(bounded * 100)} %  ${told}\n`);
    },
    done() {
      if (drawn) stream.write('\n');
      drawn = false;
    },
  };
}

/** As if the rest took as long as the part that is done; empty where that says nothing yet. */
function timeLeft(share: number, elapsedMs: number): string {
  if (share === 0 || share === 1 || elapsedMs < trustedAfterMs) return '';
  const seconds = ((elapsedMs / share) * (1 - share)) / 1000;
  if (seconds < 90) return `, about ${Math.ceil(seconds)} s left`;
  if (seconds < 5400) return `, about ${Math.round(seconds / 60)} min left`;
  return `, about ${(seconds / 3600).toFixed(1)} h left`;
}
