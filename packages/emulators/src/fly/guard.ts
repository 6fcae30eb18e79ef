/**
 * Loaded first into every Node.js process of an emulated machine. The daemon holds the other end of a pipe; when the daemon dies, however it dies,
 * the pipe closes and the process goes down with it, as it would with its host. An app has the pipe as its standard input; a command that gets
 * input of its own has it as the descriptor that the query names: `?fd=3`.
 */
import { Socket } from 'node:net';

const fd = Number(new URL(import.meta.url).searchParams.get('fd') ?? 0);
const die = (): void => void process.kill(process.pid, 'SIGKILL');

// Not a socket of our own over standard input: an app that merely imports node:process touches it and would crash.
const pipe = fd === 0 ? process.stdin : new Socket({ fd, readable: true, writable: false });
pipe.on('end', die).on('close', die).on('error', die).resume();
pipe.unref();
