/**
 * Runs a command that is not Node.js inside an emulated machine, and takes it down when the daemon at the other end of a pipe is gone (for Node.js
 * commands `guard.ts` does that from the inside). The first argument is the pipe's descriptor; with 0, standard input, the command itself has none.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

const [descriptor, command, ...args] = process.argv.slice(2);
const fd = Number(descriptor);
const child = spawn(command ?? 'true', args, {
  stdio: [fd === 0 ? 'ignore' : 'inherit', 'inherit', 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const) {
  process.on(signal, () => child.kill(signal));
}
const pipe = fd === 0 ? process.stdin : new Socket({ fd, readable: true, writable: false });
pipe.on('close', () => child.kill('SIGKILL')).resume();
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal); // the one who asks sees the signal itself
});
