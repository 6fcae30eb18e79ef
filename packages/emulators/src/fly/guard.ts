/**
 * Loaded first into every emulated machine. The daemon holds the other end of standard input; when the daemon dies,
 * however it dies, the pipe closes and the machine goes down with it, as it would with its host.
 */
const die = (): void => void process.kill(process.pid, 'SIGKILL');

// Not a socket of our own over the same descriptor: an app that merely imports node:process touches stdin and would crash.
process.stdin.on('end', die).on('close', die).on('error', die).resume();
process.stdin.unref();
