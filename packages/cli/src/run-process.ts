/** Runs the command line as a process. Only this file ends the process. */
import { isRunOpen } from '@paintbox/deploy-core/run';
import { writeWhole } from './deliver.ts';
import { main } from './main.ts';

/** Runs one command line and ends this process with its exit code. */
export async function runProcess(argv: readonly string[]): Promise<never> {
  // A closed reader, a full disk or a closed terminal ends the output, not the deployment. `deliver` reports the loss of requested output.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  // Node would exit with 1, but our exit code 1 promises that nothing is changed.
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
  // Listeners of a config may keep sockets and timers open. The run is over, so do not wait for them.
  process.exit(exitCode);
}

let crashing = false;

/** Ends the process even if something else fails. While a run is open, the engine treats the error as a failure of that run, unwinds it and frees its lock. */
async function crash(error: unknown, argv: readonly string[]): Promise<void> {
  if (isRunOpen()) return;
  // Ignore further errors while the first one is reported.
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

/** Resolves when all output has left the process, or can never leave it. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) resolve();
    else {
      stream.once('error', () => resolve());
      stream.write('', () => resolve());
    }
  });
}
