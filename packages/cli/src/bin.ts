#!/usr/bin/env node
/** The executable: the only place that ends the process. */
import { writeSync } from 'node:fs';
import module from 'node:module';
import { nodeTooOld } from './node-version.ts';

const SHOW_CURSOR = '\u001b[?25h';
const tooOld = nodeTooOld(process.version);
if (tooOld !== undefined) {
  process.stderr.write(tooOld);
  process.exit(2);
}
module.enableCompileCache();
// A reader that went away (`| head`) ends the output, not the deployment.
process.stdout.on('error', ignoreClosedPipe);
process.stderr.on('error', ignoreClosedPipe);

// Node would exit with 1, which promises that nothing is changed.
process.on('uncaughtException', crash);

const argv = process.argv.slice(2);
const options = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
const exitCode = options.includes('--version') ? await printVersion() : await run();
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
// Listeners of a config may hold sockets and timers open; the run is over, so they do not matter.
process.exit(exitCode);

async function printVersion(): Promise<number> {
  const { cliVersion } = await import('./version.ts');
  process.stdout.write(`${cliVersion()}\n`);
  return 0;
}

async function run(): Promise<number> {
  const { main } = await import('./main.ts');
  return main(argv, {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    signals: process,
    exitNow: (code) => process.exit(code),
  });
}

/** Writes past the streams, which a renderer may hold at the moment. */
async function crash(error: Error): Promise<void> {
  const { reportFailure } = await import('./failure.ts');
  const direct = (descriptor: 1 | 2) => ({ write: (text: string) => writeSync(descriptor, text) });
  if (process.stderr.isTTY) writeSync(2, SHOW_CURSOR);
  const io = { stdout: direct(1), stderr: direct(2), env: process.env, cwd: process.cwd() };
  process.exit(reportFailure(error, process.argv.slice(2), io, new Date()));
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
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
