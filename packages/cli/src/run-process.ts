/** The command line as the process that it is: the only place that ends one. */
import { isRunOpen } from '@paintbox/deploy-core/run';
import { writeWhole } from './deliver.ts';
import { main } from './main.ts';

/** Runs one command line and ends this process with its exit code. */
export async function runProcess(argv: readonly string[]): Promise<never> {
  // A reader that went away, a full disk, a closed terminal: that ends the output, not the deployment. What must not get lost is delivered, which says so.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  // Node would exit with 1, which promises that nothing is changed.
  process.on('uncaughtException', (error) => void crash(error, argv));
  const exitCode = await main(argv, {
    stdout: process.stdout,
    stderr: process.stderr,
    deliver: (text) => writeWhole(process.stdout, text),
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    signals: process,
    exitNow: (code) => process.exit(code),
  });
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // Listeners of a config may hold sockets and timers open; the run is over, so they do not matter.
  process.exit(exitCode);
}

let crashing = false;

/** Ends the process, whatever else goes wrong. While a run is open the engine takes the error as a failure of that run, unwinds it and frees its lock. */
async function crash(error: unknown, argv: readonly string[]): Promise<void> {
  if (isRunOpen()) return;
  // What is thrown while a crash is told is no news.
  if (crashing) return;
  crashing = true;
  let code = 70;
  try {
    const { reportCrash } = await import('./crash.ts');
    code = await reportCrash(error, argv);
  } finally {
    process.exit(code);
  }
}

/** Resolves when what was written has left the process, or can never leave it. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) resolve();
    else {
      stream.once('error', () => resolve());
      stream.write('', () => resolve());
    }
  });
}
