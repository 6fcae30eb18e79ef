/** The process as `main` sees it, so that a test or a script can stand in for it. */

/** A stream that text is written to. */
export interface Output {
  /** Writes a text. Its result is ignored. */
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** A stream that answers are read from. */
export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };

/** The signals that cancel a run. SIGHUP comes when the terminal is closed. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Where signals come from: the process, or a stand-in. */
export interface SignalSource {
  /** Calls the handler whenever the signal comes. */
  on(signal: StopSignal, handler: () => void): unknown;
  /** Removes a handler. */
  off(signal: StopSignal, handler: () => void): unknown;
}

/** Everything `main` touches outside itself. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /**
   * Writes requested output on stdout, a record or a document. Rejects unless all of it has left the process. Text for people goes through `stdout`,
   * where a lost line is no error. Default: `stdout.write`.
   */
  readonly deliver?: ((text: string) => Promise<void>) | undefined;
  /** Where a person answers questions. Leave it out where no person is. */
  readonly stdin?: Input | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Leave it out to handle signals yourself. */
  readonly signals?: SignalSource | undefined;
  /** Ends the process at once. Called only for a second signal. */
  readonly exitNow?: ((code: number) => void) | undefined;
}
