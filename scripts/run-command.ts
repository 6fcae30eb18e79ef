/** Runs a command to its end, with a time limit, and keeps what it said. */
import { spawn } from 'node:child_process';

/** How a command ended. */
export interface Ran {
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** Runs a program from the repository root; it is killed when the limit is reached. */
export async function runCommand(
  command: readonly string[],
  options: { readonly cwd: string; readonly limitMs: number },
): Promise<Ran> {
  const started = performance.now();
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    // The whole group: a test that hangs must not leave its children behind.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, options.limitMs);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      chunks.push(Buffer.from(error.message));
      resolve(null);
    });
    child.once('close', resolve);
  });
  clearTimeout(timer);
  const said = Buffer.concat(chunks).toString();
  const output = late ? `${said}\nkilled after ${options.limitMs / 1000} s` : said;
  return { ok: code === 0, output, seconds: (performance.now() - started) / 1000 };
}
