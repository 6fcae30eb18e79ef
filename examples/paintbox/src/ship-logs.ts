/** Sends the app's log lines to the keeper as well. Best effort: a line that cannot be sent is still on standard output. */

const mostLines = 1_000;
const longestPauseMs = 60_000;
const requestMs = 5_000;

/** Takes lines; they leave together after a while. Lines beyond what is kept are dropped, oldest first. */
export function shipLogs(
  url: string,
  { send = fetch, everyMs = 2_000 }: { readonly send?: typeof fetch; readonly everyMs?: number } = {},
): (line: string) => void {
  let waiting: string[] = [];
  let pauseMs = everyMs;
  let timer: NodeJS.Timeout | undefined;
  const flush = async (): Promise<void> => {
    timer = undefined;
    const lines = waiting;
    waiting = [];
    try {
      const answer = await send(url, {
        method: 'POST',
        body: lines.join(''),
        signal: AbortSignal.timeout(requestMs),
      });
      if (!answer.ok) throw new Error(`the keeper answered ${answer.status}`);
      pauseMs = everyMs;
    } catch {
      // The keeper is being replaced, or is not there: try less and less often.
      waiting = [...lines, ...waiting].slice(-mostLines);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      arm();
    }
  };
  const arm = (): void => {
    timer ??= setTimeout(() => void flush(), pauseMs);
    timer.unref();
  };
  return (line) => {
    waiting.push(line);
    if (waiting.length > mostLines) waiting.shift();
    arm();
  };
}
