/** The only file that handles process signals: the first one unwinds the run, the second one ends the process. */
import { cancelled } from './errors.ts';
import type { SignalSource, StopSignal } from './io.ts';

/** What to do on signals. */
export interface SignalOptions {
  readonly source: SignalSource | undefined;
  /** Aborted with a `CANCELLED` error by the first signal. */
  readonly controller: AbortController;
  /** Tells the person that the run unwinds. */
  readonly say: (message: string) => void;
  /** The command that finishes or undoes the run, as it is typed here; undefined for a run that changes nothing. */
  readonly resume: string | undefined;
  /** What the first signal does. Default: it unwinds what the run changed. */
  readonly does?: string | undefined;
  /** What the second one leaves. Default: machines, keys or the lock as they are. */
  readonly leaves?: string | undefined;
  /** Prints the message and ends the process with this code, without waiting. */
  readonly insist: (code: 130 | 143, message: string) => void;
}

/** Ctrl-C may reach a process twice: from the terminal, and passed on by pnpm or npm. Such a repeat within this time, in ms, is not a second signal. */
const ECHO_MS = 500;

/** Watches signals until the returned function is called. A closed terminal is a first signal only: nobody asks there to stop at once. */
export function watchSignals(options: SignalOptions): () => void {
  const {
    source,
    controller,
    does = 'unwinding what this run changed',
    leaves = 'stopped before unwinding was done: machines, keys or the lock may be left as they are',
  } = options;
  let firstAt: number | undefined;
  const onSignal = (signal: StopSignal): void => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      options.say(`${signal}: ${does}; press again to stop at once`);
      controller.abort(cancelled(signal));
    } else if (signal !== 'SIGHUP' && now - firstAt > ECHO_MS) {
      const code = signal === 'SIGINT' ? 130 : 143;
      const more = options.resume === undefined ? '' : `\nfinish or undo the run with: ${options.resume}`;
      options.insist(code, `${leaves}${more}`);
    }
  };
  const onInterrupt = (): void => onSignal('SIGINT');
  const onTerminate = (): void => onSignal('SIGTERM');
  const onHangUp = (): void => onSignal('SIGHUP');
  source?.on('SIGINT', onInterrupt);
  source?.on('SIGTERM', onTerminate);
  source?.on('SIGHUP', onHangUp);
  return () => {
    source?.off('SIGINT', onInterrupt);
    source?.off('SIGTERM', onTerminate);
    source?.off('SIGHUP', onHangUp);
  };
}
