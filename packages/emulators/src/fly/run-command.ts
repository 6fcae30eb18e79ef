/**
 * Runs a command that is not Node.js inside an emulated machine, and takes it down when the daemon at the other end
 * of standard input is gone (for Node.js commands `guard.ts` does that from the inside).
 */
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command ?? 'true', args, { stdio: ['ignore', 'inherit', 'inherit'] });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const) {
  process.on(signal, () => child.kill(signal));
}
process.stdin.on('close', () => child.kill('SIGKILL')).resume();
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code) => process.exit(code ?? 1));
