/** Progress on the error stream: a bar that redraws on a terminal, a line for every tenth elsewhere. */
export interface ProgressBar {
  update(share: number, message: string): void;
  /** Ends the line, so that what is printed next starts on a fresh one. */
  done(): void;
}

const widthCells = 30;

export function createProgressBar(stream: NodeJS.WriteStream): ProgressBar {
  let lastTenth = -1;
  let drawn = false;
  return {
    update(share, message) {
      const bounded = Math.min(1, Math.max(0, share));
      if (stream.isTTY) {
        const filled = Math.round(bounded * widthCells);
        const bar = `${'█'.repeat(filled)}${'░'.repeat(widthCells - filled)}`;
        stream.write(`\r\u001b[2K${bar} ${String(Math.floor(bounded * 100)).padStart(3)} %  ${message}`);
        drawn = true;
        return;
      }
      const tenth = Math.floor(bounded * 10);
      if (tenth === lastTenth) return;
      lastTenth = tenth;
      stream.write(`${tenth * 10} %  ${message}\n`);
    },
    done() {
      if (drawn) stream.write('\n');
      drawn = false;
    },
  };
}
