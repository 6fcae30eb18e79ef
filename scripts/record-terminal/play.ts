/** Runs a command on a terminal of its own, and keeps what the terminal got, and when. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Some text for the terminal. */
export interface Chunk {
  /** Milliseconds since the start. */
  readonly atMs: number;
  readonly text: string;
}

export interface Played {
  readonly chunks: readonly Chunk[];
  readonly exitCode: number | null;
}

/** The size of the recorded terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Plays a command. `script` of util-linux makes the terminal, so that no native module is needed. */
export async function play(
  command: readonly string[],
  size: Size,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Played> {
  const quoted = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const line = `stty cols ${size.columns} rows ${size.rows}; exec ${quoted}`;
  const terminal = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 300_000,
  });
  const chunks: Chunk[] = [];
  const start = performance.now();
  terminal.stdout
    .setEncoding('utf8')
    .on('data', (text: string) => chunks.push({ atMs: performance.now() - start, text }));
  await once(terminal, 'close');
  return { chunks, exitCode: terminal.exitCode };
}
