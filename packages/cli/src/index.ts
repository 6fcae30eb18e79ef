// For programs that run the command line themselves.
export { main } from './main.ts';
export type { Input, Io, Output, SignalSource } from './io.ts';
export { runProcess } from './run-process.ts';
