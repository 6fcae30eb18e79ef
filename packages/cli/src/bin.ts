#!/usr/bin/env node
/** The executable: the only place that ends the process. */
import module from 'node:module';
import { nodeTooOld } from './node-version.ts';

const tooOld = nodeTooOld(process.version);
if (tooOld !== undefined) {
  process.stderr.write(tooOld);
  process.exit(2);
}
module.enableCompileCache();
// A reader that went away, a full disk, a terminal that was closed: that ends the output, not the deployment. What must not get lost is delivered, and that says so.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

// Node would exit with 1, which promises that nothing is changed.
process.on('uncaughtException', crash);
let crashing = false;

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
  const [{ main }, { writeWhole }] = await Promise.all([import('./main.ts'), import('./deliver.ts')]);
  return main(argv, {
    stdout: process.stdout,
    stderr: process.stderr,
    deliver: (text) => writeWhole(process.stdout, text),
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    signals: process,
    exitNow: (code) => process.exit(code),
  });
}

/** Ends the process, whatever else goes wrong. */
async function crash(error: Error): Promise<void> {
  // What is thrown while a crash is told is no news.
  if (crashing) return;
  crashing = true;
  let code = 70;
  try {
    const { reportCrash } = await import('./crash.ts');
    code = await reportCrash(error, process.argv.slice(2));
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
